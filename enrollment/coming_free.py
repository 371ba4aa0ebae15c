"""When places of a group come free: contracts that were ended before the group ends.

A contract that only reaches the end of its period is not counted: its child goes on in the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F

from enrollment.models import Contract, WaitingPlace
from programs.models import Group


@dataclass(frozen=True)
class Coming:
    """So many places of a group are free from that day on."""

    on: date
    number: int


@dataclass(frozen=True)
class Outlook:
    """What a group without free places can be waited for."""

    coming: tuple[Coming, ...]
    waiting: int


def outlooks(groups: Iterable[Group], *, on: date) -> dict[int, Outlook]:
    """Of each group: its places that come free after the day, and how many children wait."""
    keys = [group.pk for group in groups]
    coming = defaultdict(list)
    ending = (
        Contract.objects.filter(
            group__in=keys,
            status=Contract.Status.TERMINATING,
            ends_on__gte=on,
            ends_on__lt=F("group__ends_on"),
        )
        .order_by("ends_on")
        .values_list("group", "ends_on")
        .annotate(Count("pk"))
    )
    for group, last_day, number in ending:
        coming[group].append(Coming(last_day + timedelta(days=1), number))
    waiting = dict(
        WaitingPlace.objects.filter(group__in=keys, left_on__isnull=True)
        .order_by()
        .values_list("group")
        .annotate(Count("pk"))
    )
    return {key: Outlook(tuple(coming[key]), waiting.get(key, 0)) for key in keys}
