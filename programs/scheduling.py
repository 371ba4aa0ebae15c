"""Seats of a group: the only place that changes how many are taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from programs.models import Group
from reference.errors import RuleBroken, refusing
from reference.prepared import Query, Statement

# Whoever waits for seats is a floor above and puts its verb in here: it is told, with the groups
# locked, that seats may have come free.
Listener = Callable[[Iterable[int], date], object]
when_seats_come_free: list[Listener] = []

GROUP_FULL = RuleBroken("group_full", _("All places of the group are taken."))


def lock(group: Group) -> Group:
    """Lock the group's row, then read it fresh, with its module, program and provider.

    Two statements in one trip: rows joined to a locked one are as old as the wait for its lock.
    """
    locked: Group = FRESH.one(LOCK.of(group=group.pk), group=group.pk)
    return locked


LOCK = Statement("SELECT FROM programs_group WHERE id = %(group)s FOR NO KEY UPDATE")
FRESH = Query(
    lambda group: Group.objects.select_related(
        "module", "program__provider", "program__direction"
    ).filter(pk=group)
)
TAKE_SEAT = Statement(
    "UPDATE programs_group SET seats_taken = seats_taken + 1 WHERE id = %(group)s"
)


def lock_all(group_ids: Iterable[int]) -> None:
    """Lock several groups in the order of their keys."""
    groups = Group.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(groups.filter(pk__among=set(group_ids)).values_list("pk"))


def weekly_minutes(group: Group) -> int:
    """How long the lessons of a week are by the timetable, in minutes."""
    slots = group.slots.values_list("starts_at", "ends_at")
    return sum(
        (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
        for starts_at, ends_at in slots
    )


def take_seat(group: Group) -> None:
    """Take one seat. Raises RuleBroken `group_full` (R6.08)."""
    with refusing({"group_seats_within_capacity": GROUP_FULL}):
        TAKE_SEAT.run(group=group.pk)


def free_seat(group: Group) -> None:
    """Give one seat back."""
    Group.objects.filter(pk=group.pk).update(seats_taken=F("seats_taken") - 1)


def free_seats(group_ids: Iterable[int]) -> None:
    """Give many seats back at once: one for every time a group is named.

    The groups are locked in one order before they change, as everywhere.
    """
    seats = Counter(group_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH freed AS (
                SELECT * FROM unnest(%s::bigint[], %s::int[]) AS freed (group_id, seats)
            ), locked AS (
                SELECT id FROM programs_group WHERE id IN (SELECT group_id FROM freed)
                ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE programs_group SET seats_taken = seats_taken - freed.seats
            FROM freed JOIN locked ON locked.id = freed.group_id
            WHERE programs_group.id = freed.group_id
            """,
            [list(seats.keys()), list(seats.values())],
        )


def tell_of_free_seats(group_ids: Iterable[int], *, on: date) -> None:
    """Seats of these groups may be free now: more of them, or enrollment has opened (R6.31)."""
    groups = set(group_ids)
    lock_all(groups)
    for tell in when_seats_come_free:
        tell(groups, on)
