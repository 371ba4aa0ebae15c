"""The municipal coefficients of the model of 2017: proposed, approved, refused (R5.07, R5.11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programs import notifications
from programs.costing import Parameters
from programs.models import CostParameters
from providers.models import Venue
from reference.errors import RuleBroken, refusing
from reference.models import Direction, Municipality
from reference.money import KOPECKS_IN_RUBLE
from users import audit
from users.models import User

# Sums are typed in rubles, everything else is a plain number.
SUMS = ("wage", "services", "training")
NUMBERS = (
    "rates",
    "weekly_load",
    "weeks_in_month",
    "additional_teachers",
    "other_staff",
    "payroll_charges",
    "vacations",
    "premises_hours",
    "equipped",
    "years_between_trainings",
    "weeks_in_year",
    "qualification",
    "second_qualification",
)
DIVISORS = (
    "rates",
    "weekly_load",
    "weeks_in_month",
    "premises_hours",
    "years_between_trainings",
    "weeks_in_year",
)
EQUIPMENT = "equipment_"


def names() -> list[str]:
    """Every value a set has: sums, numbers, and the equipment of each direction."""
    directions = Direction.objects.order_by("position").values_list("code", flat=True)
    return [*SUMS, *NUMBERS, *(f"{EQUIPMENT}{code}" for code in directions)]


def parameters_for(
    municipality: Municipality, settlement_kind: str, direction_code: str
) -> Parameters | None:
    """The approved set as the formula takes it; None where the operator has approved none."""
    approved = approved_set(municipality, settlement_kind)
    if approved is None or f"{EQUIPMENT}{direction_code}" not in approved.values:
        return None
    values = {name: Fraction(approved.values[name]) for name in (*SUMS, *NUMBERS)}
    for name in SUMS:
        values[name] *= KOPECKS_IN_RUBLE
    equipment = Fraction(approved.values[f"{EQUIPMENT}{direction_code}"]) * KOPECKS_IN_RUBLE
    return Parameters(equipment=equipment, **values)


def approved_set(municipality: Municipality, settlement_kind: str) -> CostParameters | None:
    """The set that counts: the latest the operator has approved."""
    return (
        CostParameters.objects.filter(
            municipality=municipality,
            settlement_kind=settlement_kind,
            status=CostParameters.Status.APPROVED,
        )
        .order_by("-id")
        .first()
    )


@transaction.atomic
def propose(
    municipality: Municipality,
    settlement_kind: Venue.Settlement,
    values: Mapping[str, Decimal],
    *,
    act: str,
    by: User,
) -> CostParameters:
    """The municipality asks for other coefficients, with the act they stand on (R5.11).

    Raises RuleBroken `already_waiting`, `parameters_incomplete`.
    """
    _check(values)
    waiting = RuleBroken(
        "already_waiting", _("A set for these settlements waits for the decision already.")
    )
    with refusing({"cost_parameters_one_waits": waiting}), transaction.atomic():
        proposed = CostParameters.objects.create(
            municipality=municipality,
            settlement_kind=settlement_kind,
            values={name: str(value) for name, value in values.items()},
            act=act,
            submitted_by=by,
        )
    audit.record(by, "parameters.proposed", proposed)
    return proposed


@transaction.atomic
def approve(proposed: CostParameters, *, by: User, on: date) -> CostParameters:
    """The operator approves: from now on modules are worked out by it. Raises `wrong_status`."""
    return _decide(proposed, CostParameters.Status.APPROVED, "", by=by, on=on)


@transaction.atomic
def refuse(proposed: CostParameters, reason: str, *, by: User, on: date) -> CostParameters:
    """The operator refuses, and says why. Raises RuleBroken `wrong_status`, `reason_missing`."""
    if not reason.strip():
        raise RuleBroken("reason_missing", _("Say why: the municipality reads it"), field="reason")
    return _decide(proposed, CostParameters.Status.REFUSED, reason.strip(), by=by, on=on)


def _decide(
    proposed: CostParameters, status: CostParameters.Status, reason: str, *, by: User, on: date
) -> CostParameters:
    proposed = (
        CostParameters.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality", "submitted_by")
        .get(pk=proposed.pk)
    )
    if proposed.status != CostParameters.Status.SUBMITTED:
        raise RuleBroken("wrong_status", _("This set has been decided on already."))
    proposed.status, proposed.reason = status, reason
    proposed.decided_by, proposed.decided_on = by, on
    proposed.save(update_fields=["status", "reason", "decided_by", "decided_on"])
    audit.record(by, f"parameters.{status}", proposed, reason=reason)
    notifications.cost_parameters_decided(proposed)
    return proposed


def _check(values: Mapping[str, Any]) -> None:
    """Everything the formula reads is there, nothing is negative, no divisor is zero."""
    missing = [name for name in names() if values.get(name) is None or values[name] < 0]
    if missing or any(values[name] == 0 for name in DIVISORS):
        raise RuleBroken(
            "parameters_incomplete",
            _("Enter every value of the set; what something is divided by cannot be zero."),
        )
