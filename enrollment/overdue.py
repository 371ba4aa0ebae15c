"""Applications nobody answered and offers nobody signed in time (section 6.4).

They are flagged to both sides as overdue (`awaiting.py`). The work of the 1st refuses those whose
lessons have begun; where `overdue_action` is `auto_refuse`, a daily job refuses them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from enrollment import enrolling, lifecycle
from enrollment.models import Contract
from enrollment.models.contract import ContractQuerySet
from reference.days import Month
from reference.models import FundingPlan, Municipality

CHUNK = 100  # one by one, with a letter each: families should not wait long for the locks


def stale(municipality: Municipality, *, on: date) -> ContractQuerySet:
    """What the 1st refuses: its term and its first day have passed (6.4, R6.16).

    One for lessons that are still ahead stays, only flagged as overdue (W19).
    """
    plans = _living_plans(municipality)
    too_far_back = Q(plan__in=plans, starts_on__lt=Month.of(on).shift(-1).first_day)
    return _unsigned(_overdue(plans, on=on) | too_far_back).filter(starts_on__lt=on)


def refuse_overdue(municipality: Municipality, *, on: date) -> int:
    """Refuse what is overdue where the region has chosen to do so at once. Returns how many.

    What is refused is overdue no more, so a second run of the same day does nothing.
    """
    plans = [
        plan
        for plan in _living_plans(municipality)
        if plan.status == FundingPlan.Status.OPEN
        and plan.setting("overdue_action") == "auto_refuse"
    ]
    found = _unsigned(_overdue(plans, on=on))
    refused, after = 0, 0 if plans else None
    while after is not None:
        chunk, after = _refuse_chunk(found.filter(pk__gt=after), on=on)
        refused += chunk
    return refused


@transaction.atomic
def _refuse_chunk(found: ContractQuerySet, *, on: date) -> tuple[int, int | None]:
    contracts, last = lifecycle.lock_still(found, size=CHUNK)
    for contract in contracts:
        enrolling.refuse(contract, Contract.Refusal.OVERDUE, by=None, on=on, job="overdue")
    return len(contracts), last


def _living_plans(municipality: Municipality) -> list[FundingPlan]:
    return list(
        municipality.funding_plans.exclude(status=FundingPlan.Status.CLOSED).select_related(
            "municipality__region"
        )
    )


def _overdue(plans: Iterable[FundingPlan], *, on: date) -> Q:
    """Terms are counted from the application to the answer, from the answer to the signature."""
    found = Q(pk__in=())
    for plan in plans:
        decision = on - timedelta(days=plan.setting("provider_decision_days"))
        signing = on - timedelta(days=plan.setting("parent_sign_days"))
        unanswered = Q(status=Contract.Status.REQUESTED, requested_on__lt=decision)
        unsigned = Q(status=Contract.Status.ACCEPTED, accepted_on__lt=signing)
        found |= Q(plan=plan) & (unanswered | unsigned)
    return found


def _unsigned(condition: Q) -> ContractQuerySet:
    """Applications and offers in this condition; an offer to go on has its own term (R6.55)."""
    unsigned = Contract.objects.filter(condition, status__in=enrolling.UNSIGNED)
    return unsigned.filter(prolongation_line__isnull=True).order_by("id")
