"""Places without certificate money: of the municipal assignment or paid by parents (6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from certificates import ledger
from certificates.models import Certificate
from enrollment import ending, forming, notifications, possibilities, waiting
from enrollment.models import BudgetPlace, Contract
from enrollment.obstacles import (
    CERTIFICATE_NOT_ACTIVE,
    PROVIDER_SUSPENDED,
    ApplicationRefused,
    Obstacle,
    of_the_child,
    of_the_preference,
    of_the_seat,
)
from programs import scheduling
from programs.models import Group, Program
from reference.days import Month
from reference.errors import RuleBroken, refusing
from reference.locking import lock_rows
from reference.models import FundingPlan
from users import audit
from users.models import User

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
ALREADY_DECIDED = RuleBroken(
    "wrong_status", _("Somebody has already acted on this place. Look at it again.")
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


@transaction.atomic
def apply_for_budget_place(
    certificate: Certificate,
    group: Group,
    *,
    starts_on: date,
    by: User,
    on: date,
    is_paid: bool = False,
) -> BudgetPlace:
    """Ask for a place and take the seat (R6.39). Raises ApplicationRefused.

    Applications of one certificate go one after another, so the matrix holds in a race.
    """
    plan = None if is_paid else _plan_of_hours(certificate, group, starts_on)
    if plan is not None:
        ledger.hold(plan)
    _end_finished(certificate, group, on=on)
    group = scheduling.lock(group)
    certificate = (
        Certificate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("child", "municipality__region")
        .get(pk=certificate.pk)
    )
    if plan is not None:  # social certificates and places share the hours of the week
        forming.lock_account(certificate, plan)
    for obstacle in find_obstacles(certificate, group, is_paid=is_paid, starts_on=starts_on, on=on):
        raise ApplicationRefused(obstacle)
    waiting.take_seat(certificate, group, on=on)
    with refusing({"budget_place_once_in_a_program": ApplicationRefused(ALREADY_APPLIED)}):
        place = BudgetPlace.objects.create(
            certificate=certificate,
            group=group,
            program_id=group.program_id,
            is_paid=is_paid,
            weekly_minutes=scheduling.weekly_minutes(group),
            requested_by=by,
            requested_on=on,
            starts_on=starts_on,
        )
    audit.record(by, "place.requested", place)
    notifications.place_requested(place)
    return place


@transaction.atomic
def accept(place: BudgetPlace, order_number: str, *, by: User, on: date) -> BudgetPlace:
    """The provider enrols the child by its order (R6.39). Raises RuleBroken `wrong_status`."""
    place = _lock(place, BudgetPlace.Status.NEW)
    place.status = BudgetPlace.Status.ACTIVE
    place.order_number = order_number
    place.decided_on = on
    place.save(update_fields=["status", "order_number", "decided_on"])
    audit.record(by, "place.accepted", place, order=order_number)
    notifications.place_accepted(place)
    return place


@transaction.atomic
def refuse(
    place: BudgetPlace, refusal: Contract.Refusal, comment: str = "", *, by: User | None, on: date
) -> BudgetPlace:
    """The provider says no, and why (R6.29); the seat is free. Raises `wrong_status`."""
    place = _lock(place, BudgetPlace.Status.NEW)
    place.status = BudgetPlace.Status.REFUSED
    place.decided_on = on
    place.comment = _in_words(refusal, comment)
    place.save(update_fields=["status", "decided_on", "comment"])
    waiting.give_back(place.group, on=on)
    audit.record(by, "place.refused", place, refusal=refusal.value)
    notifications.place_refused(place)
    return place


@transaction.atomic
def withdraw(place: BudgetPlace, *, by: User, on: date) -> BudgetPlace:
    """The parent takes the application back; the seat is free. Raises `wrong_status`."""
    place = _lock(place, BudgetPlace.Status.NEW)
    place.status = BudgetPlace.Status.WITHDRAWN
    place.decided_on = on
    place.save(update_fields=["status", "decided_on"])
    waiting.give_back(place.group, on=on)
    audit.record(by, "place.withdrawn", place)
    notifications.place_withdrawn(place)
    return place


@transaction.atomic
def leave(place: BudgetPlace, *, by: User | None, on: date, reason: str = "") -> BudgetPlace:
    """The child leaves, by the parent's or the provider's word. Raises `wrong_status`."""
    place = _lock(place, BudgetPlace.Status.ACTIVE)
    place.status = BudgetPlace.Status.LEFT
    place.left_on = on
    place.comment = reason
    place.save(update_fields=["status", "left_on", "comment"])
    waiting.give_back(place.group, on=on)
    audit.record(by, "place.left", place)
    notifications.place_left(place)
    return place


def _lock(place: BudgetPlace, status: BudgetPlace.Status) -> BudgetPlace:
    """The place, locked and read fresh; the group is locked by the seat itself."""
    place = (
        BudgetPlace.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group__program__provider", "certificate__child")
        .get(pk=place.pk)
    )
    if place.status != status:
        raise ALREADY_DECIDED
    return place


def _end_finished(certificate: Certificate, group: Group, *, on: date) -> None:
    """What the month's job would end is not counted against the child before it comes.

    Its groups are locked together with the one that is asked for.
    """
    places = BudgetPlace.objects.filter(certificate=certificate)
    over = dict(places.living().filter(group__ends_on__lt=on).values_list("pk", "group_id"))
    if over:
        lock_rows(places, over)
        scheduling.lock_all([*over.values(), group.pk])
        event = audit.record(None, "places.finished", certificate, job="places")
        ending.end_places(places, size=1000, on=on, event=event)


def _of_the_group(certificate: Certificate, group: Group) -> Iterator[Obstacle]:
    if not (
        group.program.is_published and group.module.is_open and group.status == Group.Status.OPEN
    ):
        yield ENROLLMENT_CLOSED
    if not group.program.provider.is_active:
        yield PROVIDER_SUSPENDED
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
    yield from of_the_seat(certificate, group, on=on)
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
    plan = None if is_paid else _plan_of_hours(certificate, group, starts_on)
    if plan is not None:
        yield from forming.find_obstacles(
            forming.load_with(certificate, group, plan, starts_on=starts_on)
        )


def _plan_of_hours(certificate: Certificate, group: Group, starts_on: date) -> FundingPlan | None:
    """The plan of hours that bounds a place in the group; None for other registers and plans."""
    if group.program.register != Program.Register.SIGNIFICANT:
        return None
    plan = ledger.plan_of(certificate.municipality, starts_on)
    if plan is None or not plan.counts_hours or plan.status != FundingPlan.Status.OPEN:
        return None
    return plan


def _in_words(refusal: Contract.Refusal, comment: str) -> str:
    """The reason as the family reads it, in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return ". ".join(part for part in (str(refusal.label), comment.strip()) if part)
