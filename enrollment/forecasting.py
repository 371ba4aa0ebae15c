"""How a plan is being carried out, and where its contracts lead by the end of the period (I13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from certificates import planning
from certificates.planning import PlanPicture
from enrollment import invoicing
from enrollment.models import Contract, Document, Instalment
from reference.days import Month, months_between
from reference.models import FundingPlan


@dataclass(frozen=True)
class Line:
    """One month of a plan, in kopecks; what is expected follows the contracts of today."""

    month: Month
    debited: int
    expected: int  # of contracts that are signed
    asked: int  # of applications that nobody has signed yet
    paid: int
    debited_so_far: int  # debited and expected, this month and all before it

    @property
    def total(self) -> int:
        return self.debited + self.expected + self.asked


@dataclass(frozen=True)
class Forecast:
    """The plan as one picture, its months, and its end if nothing else happens; in kopecks."""

    plan: FundingPlan
    picture: PlanPicture
    paid: int
    lines: list[Line]

    @property
    def spent_by_the_end(self) -> int:
        """What will have been debited when the last contract of today has run out."""
        return sum(line.total for line in self.lines)

    @property
    def returned_by_the_end(self) -> int:
        """What will go back to the budget: nominals not used and never issued (R8.01)."""
        return self.picture.volume - self.spent_by_the_end

    @property
    def owed(self) -> int:
        """What is debited and not yet paid to the organisations."""
        return self.picture.debited - self.paid


def forecast_of(plan: FundingPlan) -> Forecast:
    """The plan today and the months it has, each with what contracts say of it."""
    debited = Q(status=Instalment.Status.DEBITED)
    planned = Q(status=Instalment.Status.PLANNED)
    signed = Q(contract__status__in=(Contract.Status.ACTIVE, Contract.Status.TERMINATING))
    by_month: dict[date, dict[str, Any]] = {
        row["month"]: dict(row)
        for row in Instalment.objects.filter(contract__plan=plan)
        .exclude(status=Instalment.Status.RELEASED)
        .values("month")
        .annotate(
            debited=Sum("certificate_amount", filter=debited, default=0),
            expected=Sum("certificate_amount", filter=planned & signed, default=0),
            asked=Sum("certificate_amount", filter=planned & ~signed, default=0),
        )
        .order_by()
    }
    paid = _paid_by_month(plan)
    lines, so_far = [], 0
    for month in months_between(plan.starts_on, plan.ends_on):
        row = by_month.get(month.first_day, {})
        sums = {name: int(row.get(name, 0)) for name in ("debited", "expected", "asked")}
        so_far += sum(sums.values())
        lines.append(Line(month, **sums, paid=paid.get(month.first_day, 0), debited_so_far=so_far))
    return Forecast(plan, planning.picture(plan), invoicing.paid_in(plan), lines)


def _paid_by_month(plan: FundingPlan) -> dict[date, int]:
    paid = (
        Document.objects.filter(
            municipality=plan.municipality_id,
            status=Document.Status.PAID,
            month__range=(Month.of(plan.starts_on).first_day, plan.ends_on),
        )
        .values_list("month")
        .annotate(paid=Sum("to_pay"))
        .order_by()
    )
    return {month: int(amount) for month, amount in paid}
