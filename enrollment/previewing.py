"""What the work of the 1st would do, counted before it is done (R1.11)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from certificates.models import Certificate
from enrollment import closing, overdue
from enrollment.models import Contract, Instalment, MonthTurn
from reference.days import Month
from reference.models import FundingPlan, Municipality

STUDYING = (Contract.Status.ACTIVE, Contract.Status.TERMINATING)


@dataclass(frozen=True)
class Preview:
    """The work that waits in a municipality for one 1st; the sum in kopecks."""

    ended_plan: FundingPlan | None
    to_fund: int
    to_close: int
    to_debit: int
    debit_sum: int
    to_refuse: int

    @property
    def amount_of_work(self) -> int:
        """How many things change: a few are done at once, many in the background."""
        return self.to_fund + self.to_close + self.to_debit + self.to_refuse


def preview(municipality: Municipality, month: Month) -> Preview:
    """Count what `monthly.turn` would do now; nothing is written (R1.11)."""
    ended_plan = closing.ended_plan(municipality, on=month.first_day)
    open_plans = municipality.funding_plans.filter(status=FundingPlan.Status.OPEN)
    studying = Contract.objects.filter(plan__in=open_plans, status__in=STUDYING)
    due = Instalment.objects.filter(
        status=Instalment.Status.PLANNED,
        month__lte=month.first_day,
        contract__in=studying.filter(ends_on__gte=month.first_day),
    ).aggregate(number=Count("pk"), sum=Sum("certificate_amount", default=0))
    return Preview(
        ended_plan=ended_plan,
        to_fund=_to_fund(municipality, month),
        to_close=studying.filter(ends_on__lt=month.first_day).count(),
        to_debit=due["number"],
        debit_sum=due["sum"],
        to_refuse=overdue.stale(municipality, on=month.first_day)
        .filter(plan__in=open_plans)
        .count(),
    )


def _to_fund(municipality: Municipality, month: Month) -> int:
    """Funded certificates that have no money yet in the period that holds the month (R8.03)."""
    plan = (
        municipality.funding_plans.filter(status=FundingPlan.Status.OPEN)
        .holding(month.first_day)
        .first()
    )
    if plan is None or plan.counts_hours:
        return 0
    return (
        Certificate.objects.active()
        .funded()
        .filter(municipality=municipality, category__terms__plan=plan)
        .exclude(accounts__plan=plan)
        .count()
    )


def is_done(municipality: Municipality, month: Month) -> bool:
    """Whether the month has been turned to the end."""
    return MonthTurn.objects.filter(
        municipality=municipality, month=month.first_day, step=MonthTurn.Step.DONE
    ).exists()
