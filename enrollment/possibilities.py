"""How many budget places a certificate may hold in each register, and holds (section 6.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment.models import BudgetPlace
from enrollment.obstacles import Obstacle
from programs.models import Group, Program
from reference import configuration
from reference.models import Municipality

REGISTERS = (
    Program.Register.PREPROFESSIONAL,
    Program.Register.SIGNIFICANT,
    Program.Register.OTHER_BUDGET,
)
HOURS = "hours"
Used = tuple[int, Decimal]


@dataclass(frozen=True)
class Possibility:
    """What a certificate may hold of a register in a calendar year and holds (R6.43).

    In services or in hours; None: without a limit.
    """

    register: str
    year: int
    allowed: int | None
    used: Decimal | int
    unit: str = "services"

    @property
    def is_in_hours(self) -> bool:
        return self.unit == HOURS

    @property
    def label(self) -> str:
        return str(Program.Register(self.register).label)

    def has_room_for(self, wanted: Decimal | int) -> bool:
        return self.allowed is None or self.used + wanted <= self.allowed


def possibility(certificate: Certificate, register: str, *, on: date) -> Possibility:
    """What the matrix of the payer gives this certificate in the calendar year of the day (R6.41).

    Money is not asked for: a child without it keeps every budget program (R3.14).

    The matrix is by register and type of certificate (R6.42). A place uses it in every year its
    group has lessons in, while the child studies there: leaving gives it back.
    """
    return all_of([certificate], on=on, registers=(register,))[certificate.pk][0]


def all_of(
    certificates: Sequence[Certificate], *, on: date, registers: Sequence[str] = REGISTERS
) -> dict[int, list[Possibility]]:
    """Possible and used, register by register, as the parents of a municipality read it (R6.43)."""
    matrices = {
        municipality: _matrix(municipality, on)
        for municipality in {each.municipality for each in certificates}
    }
    held = _held(certificates, on)
    found: dict[int, list[Possibility]] = {each.pk: [] for each in certificates}
    for each in certificates:
        for register in registers:
            matrix = matrices[each.municipality]
            limit = configuration.register_limit(matrix, register, each.type)
            places, hours = held.get((each.pk, register), (0, Decimal(0)))
            used = hours if limit.unit == HOURS else places
            found[each.pk].append(Possibility(register, on.year, limit.number, used, limit.unit))
    return found


def _matrix(municipality: Municipality, on: date) -> Any:
    """What the plan of the day says; where there is none yet, what the last one says stands."""
    plans = municipality.funding_plans.approved().filter(starts_on__lte=on)
    layers = [plan.settings for plan in plans.order_by("-starts_on")[:1]]
    return configuration.value_of("register_matrix", *layers, municipality.settings)


def _held(certificates: Sequence[Certificate], on: date) -> dict[tuple[int, str], Used]:
    """Places and their hours by certificate and register."""
    rows = (
        BudgetPlace.objects.living()
        .filter(
            certificate__in=certificates,
            is_paid=False,
            group__starts_on__lte=date(on.year, 12, 31),
            group__ends_on__gte=on,
        )
        .order_by()
        .values_list("certificate", "group__program__register")
        .annotate(Count("pk"), Sum("group__module__hours", default=Decimal(0)))
    )
    return {
        (certificate, register): (places, hours) for certificate, register, places, hours in rows
    }


def find_obstacles(
    certificate: Certificate, group: Group, *, starts_on: date, on: date
) -> Iterator[Obstacle]:
    """Why the matrix gives no place in this group; nothing where it does (R6.41)."""
    given = possibility(certificate, group.program.register, on=max(starts_on, on))
    wanted = group.module.hours if given.is_in_hours else 1
    if given.allowed == 0:
        yield Obstacle(
            "register_limit",
            _("Programs of this register are not for holders of a funded certificate.")
            if certificate.is_funded
            else _("Programs of this register are not for holders of an accounting certificate."),
            _("Choose a program that the certificate pays for, or return the funding.")
            if certificate.is_funded
            else _("Choose a program of another register."),
        )
    elif not given.has_room_for(wanted):
        yield Obstacle(
            "register_limit",
            (
                _("The hours of this register do not suffice: %(used)s of %(allowed)s are used.")
                if given.is_in_hours
                else _("All places of this register are used: %(used)s of %(allowed)s.")
            )
            % {"used": given.used, "allowed": given.allowed},
            _("Leave a program that is no longer needed, or choose one of another register."),
        )
