"""The money of a plan at the end of a day, in kopecks (I13).

Sums are added up from the entries that take effect by that day, not read from today's balances,
so a report for a quarter that is over does not see what moved afterwards.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Sum

from certificates import planning
from certificates.models import Entry
from certificates.models.account import Place
from reference.models import FundingPlan
from reporting.frozen import Row, Sheet
from reporting.registers import Scope
from reporting.standing import contracts_on

PLACES = (Place.AVAILABLE, Place.RESERVED, Place.DEBITED, Place.LAPSED)


def accounts(scope: Scope, plan: FundingPlan | None) -> Sheet:
    """Balances of the plan's certificates as they stood: issued = the sum of the other four."""
    columns = ("id", "category", "category_id", "issued", *(place.value for place in PLACES))
    if plan is None:
        return Sheet("accounts", columns, [])
    moved = {place: _in(place) for place in PLACES}
    rows: list[Row] = [
        [certificate, category, category_id, -plan_side, *sums]
        for certificate, category, category_id, plan_side, *sums in (
            Entry.objects.filter(account__plan=plan, effective_on__lte=scope.day)
            .values_list(
                "account__certificate_id", "account__category__name", "account__category_id"
            )
            .annotate(plan_side=_in(Place.PLAN), **{f"in_{p}": sum_ for p, sum_ in moved.items()})
            .order_by("account_id")
        )
    ]
    return Sheet("accounts", columns, [[*row[:3], *map(_whole, row[3:])] for row in rows])


def _in(place: Place) -> Sum:
    """What came into the place, less what went out of it."""
    came = Sum("amount", filter=Q(target=place), default=0)
    return came - Sum("amount", filter=Q(source=place), default=0)  # type: ignore[return-value]


def _whole(amount: object) -> int:
    """PostgreSQL adds up bigints to a numeric; kopecks are whole."""
    return int(str(amount))


def volume(plan: FundingPlan | None, issued: Sheet) -> Sheet:
    """The plan itself: how much was set aside, and what of it was never issued."""
    columns = ("id", "starts_on", "ends_on", "act", "volume", "issued", "never_issued")
    if plan is None:
        return Sheet("plan", columns, [])
    given = issued.total("issued")["value"]
    whole = planning.picture(plan).volume
    return Sheet(
        "plan",
        columns,
        [
            [
                plan.pk,
                f"{plan.starts_on:%Y-%m-%d}",
                f"{plan.ends_on:%Y-%m-%d}",
                plan.act,
                whole,
                given,
                whole - given,
            ]
        ],
    )


def contracts(scope: Scope, plan: FundingPlan | None) -> Sheet:
    """Contracts paid from the plan, wherever the child studies, with their sums (I14, R1.07)."""
    columns = ("id", "number", "stood", "direction", "program", "organiser", "requested_on",
               "starts_on", "ends_on", "total", "certificate_part", "parent_part")  # fmt: skip
    if plan is None:
        return Sheet("contracts", columns, [])
    found = contracts_on(scope.day).filter(plan=plan).select_related("group__program", "provider")
    return Sheet("contracts", columns, [_contract(contract) for contract in found.order_by("pk")])


def _contract(contract: Any) -> Row:
    # a contract with `stood`
    return [
        contract.pk,
        contract.number,
        contract.stood,
        contract.direction_id,
        contract.group.program.short_name,
        contract.provider.short_name,
        f"{contract.requested_on:%Y-%m-%d}",
        f"{contract.starts_on:%Y-%m-%d}",
        f"{contract.ends_on:%Y-%m-%d}",
        contract.total,
        contract.certificate_part,
        contract.parent_part,
    ]
