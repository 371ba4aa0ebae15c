from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enrollment import monthly
from reference import clock
from reference.days import Month
from reference.models import Municipality
from reference.money import rubles


class Command(BaseCommand):
    help = "Do the work of the 1st of a month, or finish what was begun; done already, nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", type=Month.parse, help="2026-10; by default this month")
        parser.add_argument("--municipality", help="the short name in addresses; all if not said")

    def handle(
        self,
        *args: Any,
        month: Month | None,
        municipality: str | None,
        **options: Any,
    ) -> None:
        chosen = Municipality.objects.order_by("pk")
        if municipality:
            chosen = chosen.filter(slug=municipality)
        for each in chosen:
            present = Month.of(clock.today(each))
            if month and month > present:
                raise CommandError(f"{month} has not begun yet.")
            run = monthly.turn(each, month or present)
            self.stdout.write(
                f"{each}, {run.month:%m.%Y}: closed {run.closed}, debited {run.debited} months "
                f"({rubles(run.debited_sum)}), refused {run.refused}"
            )
