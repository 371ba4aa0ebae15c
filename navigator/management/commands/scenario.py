from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from navigator import scenarios
from users.notifying import letters_are_history


class Command(BaseCommand):
    help = "Play stories of money through the real rules; nothing stays in the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument(
            "--explain", action="store_true", help="print the balances after every step"
        )

    def handle(self, *args: Any, files: list[Path], explain: bool, **options: Any) -> None:
        differing = [path for path in files if not self._plays(path, explain)]
        if differing:
            raise SystemExit(1)

    def _plays(self, path: Path, explain: bool) -> bool:
        try:
            with transaction.atomic(), letters_are_history():
                for line in scenarios.play(scenarios.load(path)):
                    if explain:
                        self.stdout.write(f"    {line}")
                transaction.set_rollback(True)
        except scenarios.Difference as difference:
            self.stdout.write(self.style.ERROR(f"{path}: {difference}"))
            return False
        self.stdout.write(self.style.SUCCESS(f"ok  {path}"))
        return True
