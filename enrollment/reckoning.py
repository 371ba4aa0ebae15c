"""What a place would come to for a child: plan, days, obstacles, sums; nothing is held by it (6.3).

The page shows it, the application works it out again under its locks: the same words and sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from certificates import converting, planning
from certificates.models import Account, Certificate
from enrollment import continuing, decaying, forming, funding, obstacles, weekly_hours
from enrollment.models import Contract, Instalment
from enrollment.obstacles import Obstacle
from programs.models import Group
from reference.models import FundingPlan
from reference.prepared import Query


@dataclass(frozen=True)
class Calculation:
    """What an application would come to: shown before, checked again inside (R6.21)."""

    group: Group
    plan: FundingPlan | None
    starts_on: date
    ends_on: date
    available: int
    obstacles: list[Obstacle]
    quote: funding.Quote | None
    load: weekly_hours.Load | None = None
    continues: Contract | None = None

    @property
    def available_after(self) -> int:
        """What stays free on the certificate after the application, in kopecks."""
        return self.available - (self.quote.certificate_part if self.quote else 0)


def default_start(group: Group, *, on: date) -> date:
    """The group's first day if it is still ahead, else tomorrow (R6.14)."""
    return max(group.starts_on, on + timedelta(days=1))


def find_obstacles(
    certificate: Certificate, group: Group, *, starts_on: date, on: date
) -> list[Obstacle]:
    """Everything that stands in the way, in the order of the rules; empty when nothing does."""
    return calculate(certificate, group, starts_on=starts_on, on=on).obstacles


def calculate(
    certificate: Certificate,
    group: Group,
    *,
    starts_on: date,
    on: date,
    spent: Mapping[int, int] | None = None,
    continues: Contract | None = None,
) -> Calculation:
    """Work out a place for this child from that day; nothing is held by it (R6.18, R6.23).

    `spent` is what other places that are being thought of would take, in kopecks by plan.
    """
    plans = obstacles.plans_for_contracts(certificate.municipality_id, on)
    plan = next((each for each in plans if each.holds(starts_on)), None)
    account = plan.accounts.filter(certificate=certificate).first() if plan else None
    calculation = reckon(
        certificate,
        group,
        plans,
        plan,
        account,
        starts_on=starts_on,
        on=on,
        spent=spent.get(plan.pk, 0) if spent and plan else 0,
        continues=continues,
    )
    if before := goes_on_from(calculation, certificate):
        return calculate(
            certificate, group, starts_on=starts_on, on=on, spent=spent, continues=before
        )
    return calculation


def goes_on_from(calculation: Calculation, certificate: Certificate) -> Contract | None:
    """The contract that seems to stand in the way, if it will be over by then (R6.10)."""
    if calculation.continues is not None:
        return None
    if obstacles.ALREADY_APPLIED not in calculation.obstacles:
        return None
    return continuing.ended_before(certificate, calculation.group, calculation.starts_on)


def reckon(
    certificate: Certificate,
    group: Group,
    plans: list[FundingPlan],
    plan: FundingPlan | None,
    account: Account | None,
    *,
    starts_on: date,
    on: date,
    continues: Contract | None,
    spent: int = 0,
) -> Calculation:
    """The calculation on rows that the caller has read, or holds locked; sums in kopecks."""
    if plan is not None and plan.counts_hours:
        return _by_hours(
            certificate, group, plans, plan, starts_on=starts_on, on=on, continues=continues
        )
    # an account that was emptied before its plan has begun gets its nominal with the booking
    if account is not None and account.nominal:
        available = account.available - decaying.excess(account, plan, on=on)
    elif plan is None:
        available = 0
    else:
        available = planning.nominal_ahead(
            certificate, plan, on=on
        ) or converting.nominal_on_application(certificate, plan, on=on)
    available -= spent
    found = obstacles.find_obstacles(
        certificate,
        group,
        plans=plans,
        plan=plan,
        available=available,
        starts_on=starts_on,
        on=on,
        continues=continues,
    )
    ends_on = min(group.ends_on, plan.ends_on) if plan else group.ends_on  # R6.15
    return Calculation(
        group=group,
        plan=plan,
        starts_on=starts_on,
        ends_on=ends_on,
        available=available,
        obstacles=found,
        quote=_quote(certificate, group, plan, available, starts_on, ends_on),
        continues=continues,
    )


def _by_hours(
    certificate: Certificate,
    group: Group,
    plans: list[FundingPlan],
    plan: FundingPlan,
    *,
    starts_on: date,
    on: date,
    continues: Contract | None,
) -> Calculation:
    """Work out a place where the week of the child bounds it, not a sum (R6.60)."""
    ends_on = min(group.ends_on, plan.ends_on)
    quote = _quote(certificate, group, plan, None, starts_on, ends_on)
    part = quote.certificate_part if quote else 0
    load = forming.load_with(certificate, group, plan, starts_on=starts_on)
    found = obstacles.find_obstacles(
        certificate,
        group,
        plans=plans,
        plan=plan,
        available=part,
        starts_on=starts_on,
        on=on,
        continues=continues,
    )
    found.extend(forming.find_obstacles(load))
    found.extend(forming.find_spent_volume(certificate, plan, part))
    return Calculation(group, plan, starts_on, ends_on, part, found, quote, load, continues)


def _quote(
    certificate: Certificate,
    group: Group,
    plan: FundingPlan | None,
    available: int | None,
    starts_on: date,
    ends_on: date,
) -> funding.Quote | None:
    """The price of these days; None where the group has no price or the days are not its own.

    Without a sum to draw on the place is worked out by hours.
    """
    module = group.module
    if module.price is None or module.normative_cost is None:
        return None
    if not group.starts_on <= starts_on <= ends_on:
        return None
    terms = funding.Terms(group.starts_on, group.ends_on, module.price, module.normative_cost)
    already_paid = _already_paid(certificate, group)
    rounding = plan.setting("rounding_total") if plan else "up"
    if available is None:
        return weekly_hours.quote(
            terms,
            starts_on=starts_on,
            ends_on=ends_on,
            already_paid=already_paid,
            rounding=rounding,
        )
    return funding.quote(
        terms,
        available=available,
        starts_on=starts_on,
        ends_on=ends_on,
        already_paid=already_paid,
        rounding=rounding,
    )


def _already_paid(certificate: Certificate, group: Group) -> int:
    """What earlier contracts of the child in this very group come to, in kopecks (R6.20).

    Those of a certificate in another municipality are among them.
    """
    months = EARLIER_MONTHS.rows(child=certificate.child_id, group=group.pk)
    return sum(certificate_amount + parent_amount for certificate_amount, parent_amount in months)


EARLIER_MONTHS = Query(
    lambda child, group: (
        Instalment.objects.filter(contract__certificate__child=child, contract__group=group)
        .exclude(status=Instalment.Status.RELEASED)
        .order_by()
        .values_list("certificate_amount", "parent_amount")
    )
)
