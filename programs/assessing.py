"""Certification: certificates may pay for a published program, or no longer (R5.03)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from programs import authoring, lifecycle, notifications
from programs.models import Program
from reference.errors import RuleBroken
from users import audit
from users.models import User


def find_obstacle(program: Program) -> RuleBroken | None:
    """Why the program cannot be certified now, or nothing; the page shows the same sentence."""
    if not program.is_published:
        return RuleBroken("not_published", _("Only a published program can be certified."))
    if program.register != Program.Register.CERTIFIED:
        return RuleBroken(
            "wrong_register", _("Only a program of the certified register can be certified.")
        )
    if program.certified_on:
        return RuleBroken("already_certified", _("The program is certified already."))
    modules = list(program.modules.all())
    for module in modules:
        if module.price is None:
            return RuleBroken(
                "no_price", _("The module “%(name)s” has no price.") % {"name": module}
            )
        if module.normative_cost is None:
            return RuleBroken(
                "no_normative_cost",
                _(
                    "The module “%(name)s” has no normative cost: the norm of its direction is "
                    "not set in the funding plan."
                )
                % {"name": module},
            )
    if not modules:
        return RuleBroken("no_price", _("The program has no module with a price."))
    return None


@transaction.atomic
def certify(program: Program, protocol: str, *, by: User, on: date) -> Program:
    """Let certificates pay for the program, on the ground of the assessment's protocol (R5.03).

    Raises RuleBroken `no_protocol`, `not_published`, `wrong_register`, `already_certified`,
    `no_price` or `no_normative_cost`.
    """
    program = lifecycle.lock(program)
    if not protocol.strip():
        raise RuleBroken(
            "no_protocol", _("Enter the number and date of the protocol."), field="protocol"
        )
    authoring.refresh_normative_costs(program, on=on)
    if obstacle := find_obstacle(program):
        raise obstacle
    program.certified_on, program.certificate_protocol = on, protocol.strip()
    program.save(update_fields=("certified_on", "certificate_protocol"))
    audit.record(by, "program.certified", program, protocol=program.certificate_protocol)
    notifications.program_certified(program)
    return program


@transaction.atomic
def withdraw(program: Program, reason: str, *, by: User, on: date) -> Program:
    """Certificates pay for it no longer; its enrollment closes.

    Raises RuleBroken `no_reason`, `not_certified`, or `seats_taken` while children learn in it.
    """
    program = lifecycle.lock(program)
    if not reason.strip():
        raise RuleBroken(
            "no_reason", _("Write why the certification is withdrawn."), field="reason"
        )
    if program.certified_on is None:
        raise RuleBroken("not_certified", _("The program is not certified."))
    # modules before groups, as in every verb that locks both
    program.modules.filter(is_open=True).update(is_open=False)
    if authoring.has_seats_taken(program):
        raise RuleBroken(
            "seats_taken",
            _("Children have places in the groups of the program: it stays certified for them."),
        )
    program.certified_on, program.certificate_protocol = None, ""
    program.save(update_fields=("certified_on", "certificate_protocol"))
    audit.record(by, "program.certification_withdrawn", program, reason=reason.strip())
    notifications.certification_withdrawn(program, reason.strip())
    return program
