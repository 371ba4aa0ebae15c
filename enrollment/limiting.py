"""How many contracts of a direction a plan pays at the same time (R3.15)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from certificates import ledger
from enrollment import obstacles
from enrollment.models import Contract
from enrollment.obstacles import ApplicationRefused
from reference.models import Direction, DirectionLimit, FundingPlan
from users import audit
from users.models import User


@transaction.atomic
def set_limit(
    plan: FundingPlan, direction: Direction, number: int | None, *, by: User, on: date
) -> None:
    """Set the limit of a direction, None lifts it; below what is taken it stops new ones."""
    ledger.hold_alone(plan)
    if number is None:
        DirectionLimit.objects.filter(plan=plan, direction=direction).delete()
    else:
        taken = (
            Contract.objects.counted_by_direction().filter(plan=plan, direction=direction).count()
        )
        DirectionLimit.objects.update_or_create(
            plan=plan, direction=direction, defaults={"number": number, "taken": taken}
        )
    audit.record(by, "direction.limited", plan, direction=direction.code, number=number)


def count_in(plan: FundingPlan, direction_code: str) -> None:
    """Count one more contract where the direction has a limit. Raises `direction_limit`."""
    limits = DirectionLimit.objects.filter(plan=plan, direction=direction_code)
    if not limits.filter(taken__lt=F("number")).update(taken=F("taken") + 1) and limits.exists():
        raise ApplicationRefused(obstacles.DIRECTION_LIMIT)


def count_out(plan: FundingPlan, direction_code: str) -> None:
    """Count one contract less where the direction has a limit."""
    DirectionLimit.objects.filter(plan=plan, direction=direction_code).update(taken=F("taken") - 1)
