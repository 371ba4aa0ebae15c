from typing import Any

from django.core.management.base import BaseCommand

from enrollment import checking


class Command(BaseCommand):
    help = "Ask the records whether every promise of the funding engine holds; exit 1 if not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = checking.differences()
        for difference in found:
            self.stdout.write(f"{difference.promise}: {difference.key}: {difference.found}")
        if found:
            self.stderr.write(self.style.ERROR(f"{len(found)} differences."))
            raise SystemExit(1)
        self.stdout.write(self.style.SUCCESS(f"ok: {len(checking.PROMISES)} promises hold."))
