"""The line of those who wait for a seat of a full group (R6.31)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment import notifications
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from enrollment.obstacles import ALREADY_APPLIED, ApplicationRefused
from programs import scheduling
from programs.models import Group
from reference.errors import RuleBroken, refusing
from users import audit
from users.models import User

ALREADY_WAITING = RuleBroken(
    "already_waiting", _("The child is already on the waiting list of this group.")
)


@transaction.atomic
def join(certificate: Certificate, group: Group, *, by: User, on: date) -> WaitingPlace:
    """Stand in line for a seat of a full group; no money and no seat are held (R6.31).

    Raises RuleBroken `seats_free`, `already_waiting` or `already_applied`.
    """
    group = scheduling.lock(group)
    if not group.is_full:
        raise RuleBroken("seats_free", _("There are free places in the group: apply now."))
    if (
        BudgetPlace.objects.living().filter(certificate=certificate, group=group).exists()
        or Contract.objects.living().filter(certificate=certificate, group=group).exists()
    ):
        raise ApplicationRefused(ALREADY_APPLIED)
    with refusing({"waiting_place_once_in_a_group": ALREADY_WAITING}):
        place = WaitingPlace.objects.create(
            certificate=certificate, group=group, joined_by=by, joined_on=on
        )
    audit.record(by, "waiting.joined", place)
    return place


@transaction.atomic
def leave(place: WaitingPlace, *, by: User, on: date) -> None:
    """Give up the place in line; given up already, nothing changes."""
    if WaitingPlace.objects.filter(pk=place.pk, left_on__isnull=True).update(left_on=on):
        audit.record(by, "waiting.left", place)


def stop(certificate: Certificate, group: Group, *, on: date) -> None:
    """The child has got a seat and waits no more."""
    WaitingPlace.objects.filter(certificate=certificate, group=group, left_on__isnull=True).update(
        left_on=on
    )


def number_in_line(place: WaitingPlace) -> int:
    """The child's place in the waiting list of the group, counted from 1."""
    return WaitingPlace.objects.filter(
        group=place.group_id, left_on__isnull=True, pk__lte=place.pk
    ).count()


def tell_first(group: Group) -> None:
    """A seat has come free: the first in line is told, once. The seat itself is not kept."""
    tell_first_of([group.pk])


def tell_first_of(group_ids: Iterable[int]) -> None:
    """Seats have come free in these groups: the first in line of each is told."""
    places = (
        WaitingPlace.objects.filter(group__in=group_ids, left_on__isnull=True)
        .order_by("group_id", "id")
        .distinct("group_id")
        .select_related("certificate__child", "group__program")
    )
    for place in places:
        notifications.seat_came_free(place)
