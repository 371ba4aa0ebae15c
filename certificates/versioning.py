"""Every version of an approved plan is kept, with its day and its act (R3.18)."""

from __future__ import annotations

from datetime import date
from typing import Any

from certificates.models import PlanVersion
from reference.models import FundingPlan
from users.models import AuditEvent


def keep(plan: FundingPlan, *, act: str = "", on: date, event: AuditEvent) -> PlanVersion | None:
    """Write down what the plan says from this day on; None when it says what it said before.

    Every version stays (R3.18). The caller holds the plan alone or has its row locked. A draft
    has no versions.
    """
    plan = FundingPlan.objects.get(pk=plan.pk)
    if plan.status == FundingPlan.Status.DRAFT:
        return None
    last = plan.versions.order_by("-ordinal").first()
    parameters = _parameters(plan)
    if last is not None and last.parameters == parameters:
        return None
    return PlanVersion.objects.create(
        plan=plan,
        ordinal=last.ordinal + 1 if last else 1,
        valid_from=on,
        act=act,
        parameters=parameters,
        event=event,
    )


def _parameters(plan: FundingPlan) -> dict[str, Any]:
    """Volume, settings, categories with their nominals and limits, limits of directions (R3.02)."""
    return {
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "volume": plan.volume,
        "settings": plan.settings,
        "categories": [
            {
                "name": terms.category.name,
                "nominal": terms.nominal,
                "number_limit": terms.number_limit,
                "sum_limit": terms.sum_limit,
            }
            for terms in plan.category_terms.select_related("category").order_by(
                "category__position", "pk"
            )
        ],
        "directions": {
            limit.direction_id: limit.number
            for limit in plan.direction_limits.order_by("direction_id")
        },
    }
