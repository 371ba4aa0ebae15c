"""Whether a program suits a child: the age on the first day, and the child's health (R6.11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from programs.models import Program
from reference import configuration
from reference.models import FundingPlan


class Misfit(NamedTuple):
    """One way in which a program does not suit: a code, what is wrong, what to do about it."""

    code: str
    text: str | Promise
    cure: str | Promise


def is_refused(certificate: Certificate, plan: FundingPlan | None) -> bool:
    """Whether the region refuses what does not suit, or only warns of it (R6.11)."""
    layers = [plan.settings] if plan else []
    region = certificate.municipality.settings
    return bool(configuration.value_of("age_and_health_check", *layers, region) == "refuse")


def misfits(certificate: Certificate, program: Program, starts_on: date) -> Iterator[Misfit]:
    """Everything in which the program does not suit the child on the first day (R6.11)."""
    child = certificate.child
    if not program.age_from <= child.age(starts_on) <= program.age_to:
        yield Misfit(
            "age",
            _(
                "The program is for children from %(from)s to %(to)s years old. "
                "The child's full years on the first day of lessons: %(age)s."
            )
            % {"from": program.age_from, "to": program.age_to, "age": child.age(starts_on)},
            _("Choose a program for the child's age on the first day of lessons."),
        )
    if child.health_condition and child.health_condition not in program.health_conditions:
        yield Misfit(
            "health",
            _("The program is not ready for the child's health limitation."),
            _("Choose an adapted program, or ask the organisation what it can do."),
        )
