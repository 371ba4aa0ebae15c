"""What stands between a child and a place without certificate money, each with its cure (6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates import consenting, ledger
from certificates.models import Certificate
from enrollment import forming, possibilities
from enrollment.models import BudgetPlace, Contract
from enrollment.obstacles import (
    CERTIFICATE_NOT_ACTIVE,
    CONSENT_WITHDRAWN,
    PROVIDER_SUSPENDED,
    Obstacle,
    of_the_child,
    of_the_preference,
    of_the_seat,
)
from programs.models import Group, Program
from reference.days import Month
from reference.models import FundingPlan

ENROLLMENT_CLOSED = Obstacle(
    "enrollment_closed",
    _("Enrollment to this group is closed."),
    _("Choose another group or ask the organisation when enrollment opens."),
)
ALREADY_APPLIED = Obstacle(
    "already_applied",
    _("The child already has an application or a place in this program."),
    _("Open it among your applications."),
)


def find_obstacles(
    certificate: Certificate, group: Group, *, is_paid: bool, starts_on: date, on: date
) -> list[Obstacle]:
    """Everything that stands in the way of a place without certificate money, in one list."""
    return [
        *_of_the_group(certificate, group),
        *_of_the_register(certificate, group, is_paid=is_paid, starts_on=starts_on, on=on),
        *_of_the_child(certificate, group, starts_on=starts_on, on=on),
        *_of_the_week(certificate, group, is_paid=is_paid, starts_on=starts_on),
    ]


def _of_the_group(certificate: Certificate, group: Group) -> Iterator[Obstacle]:
    if not (
        group.program.is_published and group.module.is_open and group.status == Group.Status.OPEN
    ):
        yield ENROLLMENT_CLOSED
    if not group.program.provider.is_active:
        yield PROVIDER_SUSPENDED
    if consenting.is_withdrawn(certificate.child):  # R11.04
        yield CONSENT_WITHDRAWN
    if not certificate.is_active:
        yield CERTIFICATE_NOT_ACTIVE


def _of_the_register(
    certificate: Certificate, group: Group, *, is_paid: bool, starts_on: date, on: date
) -> Iterator[Obstacle]:
    if is_paid:
        return
    if not group.program.is_budget:
        yield ENROLLMENT_CLOSED
        return
    yield from possibilities.find_obstacles(certificate, group, starts_on=starts_on, on=on)


def _of_the_child(
    certificate: Certificate, group: Group, *, starts_on: date, on: date
) -> Iterator[Obstacle]:
    yield from of_the_preference(certificate, group, on=on)
    yield from of_the_seat(certificate, group)
    # also by a certificate of another payer, which the child has moved from (R2.34)
    held = BudgetPlace.objects.living().filter(
        certificate__child=certificate.child_id,
        program_id=group.program_id,
        group__ends_on__gte=on,
    )
    paid = Contract.objects.living().filter(
        Q(certificate=certificate) | Q(ends_on__gte=starts_on),
        certificate__child=certificate.child_id,
        module_id=group.module_id,
    )
    if held.exists() or paid.exists():  # R6.40
        yield ALREADY_APPLIED
    plan = ledger.plan_of(certificate.municipality, on)
    yield from of_the_child(certificate, group.program, plan, starts_on=starts_on)
    earliest = max(group.starts_on, Month.of(on).first_day)
    if not earliest <= starts_on <= group.ends_on:
        yield Obstacle(
            "dates",
            _("Lessons cannot start on this day."),
            _("Choose a day from %(earliest)s to %(latest)s.")
            % {"earliest": f"{earliest:%d.%m.%Y}", "latest": f"{group.ends_on:%d.%m.%Y}"}
            if earliest <= group.ends_on
            else _("Choose a group that still has lessons."),
        )


def _of_the_week(
    certificate: Certificate, group: Group, *, is_paid: bool, starts_on: date
) -> Iterator[Obstacle]:
    """A significant program takes hours of the week where the plan counts them (R6.60)."""
    plan = None if is_paid else plan_of_hours(certificate, group, starts_on)
    if plan is not None:
        yield from forming.find_obstacles(
            forming.load_with(certificate, group, plan, starts_on=starts_on)
        )


def plan_of_hours(certificate: Certificate, group: Group, starts_on: date) -> FundingPlan | None:
    """The plan of hours that bounds a place in the group; None for other registers and plans."""
    if group.program.register != Program.Register.SIGNIFICANT:
        return None
    plan = ledger.plan_of(certificate.municipality, starts_on)
    if plan is None or not plan.counts_hours or plan.status != FundingPlan.Status.OPEN:
        return None
    return plan
