"""Opening and closing the enrollment of a module (R5.20, R5.21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from programs import lifecycle, scheduling
from programs.models import Group, Module, Program
from providers.models import Agreement
from reference.errors import RuleBroken
from users import audit
from users.models import User


@dataclass(frozen=True)
class Precondition:
    """One thing the enrollment waits for: met or not, and what to do about it."""

    code: str
    text: str
    cure: str
    ok: bool


class EnrollmentNotReady(RuleBroken):
    """The enrollment cannot open; `unmet` lists everything in the way at once."""

    def __init__(self, unmet: list[Precondition]) -> None:
        super().__init__(unmet[0].code, " ".join(one.cure for one in unmet))
        self.unmet = unmet


def preconditions(module: Module, *, on: date) -> list[Precondition]:
    """What opening needs, met or not (R5.20); a page shows the same list beside the button."""
    program = module.program
    return [
        Precondition(
            "provider_suspended",
            _("The organisation is active in the register"),
            _("The organisation must be active in the register of providers."),
            program.provider.is_active,
        ),
        Precondition(
            "not_published",
            _("The program is published"),
            _("Hand the program in for moderation and wait until it is published."),
            program.is_published,
        ),
        *_money(module, on),
        *_groups(module, on),
    ]


def _money(module: Module, on: date) -> list[Precondition]:
    """What a price needs; a program of the municipal assignment is free and needs none."""
    program = module.program
    if program.is_budget:
        return []
    price = Precondition(
        "no_price", _("The price is set"), _("Set the price."), module.price is not None
    )
    if program.register == Program.Register.PAID:
        return [price]
    return [
        price,
        Precondition(
            "no_normative_cost",
            _("The normative cost is worked out"),
            _("The authorised organisation must set the norm of the direction."),
            module.normative_cost is not None,
        ),
        Precondition(
            "not_certified",
            _("The program is certified for funding"),
            _("Wait until the support centre certifies the program."),
            program.certified_on is not None,
        ),
        Precondition(
            "no_agreement",
            _("There is an active agreement with a payer"),
            _("Ask the authorised organisation for a paying agreement."),
            Agreement.objects.active()
            .filter(provider=program.provider_id, plan__ends_on__gte=on)
            .exists(),
        ),
    ]


def _groups(module: Module, on: date) -> list[Precondition]:
    current = module.groups.open().filter(ends_on__gte=on)
    return [
        Precondition(
            "no_group",
            _("There is a group whose dates have not passed"),
            _("Add a group with its dates."),
            current.exists(),
        ),
        Precondition(
            "no_timetable",
            _("A group has a timetable"),
            _("Add the timetable of the group."),
            current.filter(slots__isnull=False).exists(),
        ),
    ]


@transaction.atomic
def open_enrollment(module: Module, *, by: User, on: date) -> Module:
    """Let people apply to the groups of the module. Raises EnrollmentNotReady (R5.20)."""
    module = _lock(module)
    if unmet := [one for one in preconditions(module, on=on) if not one.ok]:
        raise EnrollmentNotReady(unmet)
    if not module.is_open:
        module.is_open = True
        module.save(update_fields=("is_open",))
        audit.record(by, "enrollment.opened", module)
        groups = module.groups.open().values_list("pk", flat=True)
        scheduling.tell_of_free_seats(groups, on=on)
    return module


@transaction.atomic
def close_enrollment(module: Module, *, by: User | None, on: date) -> Module:
    """Take no more applications; those that are there go on (R5.21)."""
    module = _lock(module)
    if module.is_open:
        module.is_open = False
        module.save(update_fields=("is_open",))
        audit.record(by, "enrollment.closed", module, job="close_finished_groups")
    return module


def close_idle(*, on: date) -> int:
    """Close the enrollment of modules that have no group left to join. Returns how many.

    One transaction for each, so that a nightly run never holds two programs at once.
    """
    idle = Module.objects.filter(is_open=True).exclude(
        pk__in=Group.objects.open().filter(ends_on__gte=on).values("module")
    )
    closed = 0
    for module in idle.order_by("pk"):
        close_enrollment(module, by=None, on=on)
        closed += 1
    return closed


def _lock(module: Module) -> Module:
    program = lifecycle.lock(module.program)
    module = Module.objects.select_for_update(of=("self",), no_key=True).get(pk=module.pk)
    module.program = program
    return module
