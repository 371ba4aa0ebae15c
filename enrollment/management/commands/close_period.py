from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enrollment import monthly, protocol
from reference import clock
from reference.days import Month
from reference.models import FundingPlan
from reference.money import rubles


class Command(BaseCommand):
    help = "Close a period that has ended and print its protocol; --dry-run only shows it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", type=int, help="the number of the plan")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, plan: int, dry_run: bool, **options: Any) -> None:
        try:
            period = FundingPlan.objects.select_related("municipality__region").get(pk=plan)
        except FundingPlan.DoesNotExist:
            raise CommandError(f"There is no plan {plan}.") from None
        if not dry_run:
            if clock.today(period.municipality) <= period.ends_on:
                raise CommandError(f"The period lasts to {period.ends_on:%d.%m.%Y}.")
            monthly.turn(period.municipality, Month.of(period.ends_on).shift(1))
            period.refresh_from_db()
        self._print(period)

    def _print(self, plan: FundingPlan) -> None:
        self.stdout.write(f"{plan}: {plan.get_status_display()}")
        found = protocol.protocol_of(plan)
        for row in (*found.rows, found.total):
            self.stdout.write(
                f"  {row.category or 'total'}: volume {rubles(row.volume)}, "
                f"issued {rubles(row.issued)}, debited {rubles(row.debited)}, "
                f"lapsed {rubles(row.lapsed)}, never issued {rubles(row.never_issued)}, "
                f"returned to the budget {rubles(row.returned_to_budget)}"
            )
        if not found.balances:
            raise CommandError("The protocol does not balance.")
        self.stdout.write(self.style.SUCCESS("The protocol balances to the kopeck."))
