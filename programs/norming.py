"""The norms of a plan: what an hour of one child is worth in each direction (R5.08)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from programs.models import Norm
from reference.models import Direction, FundingPlan
from users import audit
from users.models import User


def norms_of(plan: FundingPlan | None) -> dict[str, int]:
    """Kopecks of a person-hour by the key of the direction; empty without a plan."""
    if plan is None:
        return {}
    return dict(Norm.objects.filter(plan=plan).values_list("direction_id", "hour"))


@transaction.atomic
def set_norms(plan: FundingPlan, hours: Mapping[Direction, int], *, by: User) -> None:
    """Write the person-hours of a plan, in kopecks; a direction that is not named keeps its own."""
    for direction, hour in hours.items():
        Norm.objects.update_or_create(plan=plan, direction=direction, defaults={"hour": hour})
    audit.record(
        by, "plan.norms_set", plan, hours={each.code: hour for each, hour in hours.items()}
    )
