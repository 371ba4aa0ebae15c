"""Places without certificate money: of the municipal assignment or paid by parents (6.6)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from certificates import acting, ledger
from certificates.models import Certificate
from enrollment import alternatives, ending, forming, letters_of_refusing, notifications, waiting
from enrollment.models import BudgetPlace, Contract
from enrollment.obstacles import ApplicationRefused
from enrollment.place_obstacles import ALREADY_APPLIED, find_obstacles, plan_of_hours
from programs import scheduling
from programs.models import Group
from reference.errors import RuleBroken, refusing
from reference.locking import lock_rows
from users import audit
from users.models import User

ALREADY_DECIDED = RuleBroken(
    "wrong_status", _("Somebody has already acted on this place. Look at it again.")
)


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
    acting.hold_with(certificate.pk, by=by)
    plan = None if is_paid else plan_of_hours(certificate, group, starts_on)
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
    place.refusal = refusal
    place.comment = _in_words(refusal, comment)
    place.save(update_fields=["status", "decided_on", "refusal", "comment"])
    waiting.give_back(place.group, on=on)
    audit.record(by, "place.refused", place, refusal=refusal.value)
    instead = (
        alternatives.instead_of(place.group, place.certificate, on=on, refusal=refusal)
        if by
        else []
    )
    letters_of_refusing.place_refused(place, instead)
    return place


@transaction.atomic
def withdraw(place: BudgetPlace, *, by: User, on: date) -> BudgetPlace:
    """The parent takes the application back; the seat is free. Raises `wrong_status`."""
    acting.hold_with(place.certificate_id, by=by)
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
    acting.hold_with(place.certificate_id, by=by)
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


def _in_words(refusal: Contract.Refusal, comment: str) -> str:
    """The reason as the family reads it, in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return ". ".join(part for part in (str(refusal.label), comment.strip()) if part)
