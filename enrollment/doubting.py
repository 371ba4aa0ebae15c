"""Groups of which families say that no lessons are held, for the support centre to look into.

No family is named: the centre asks the organisation, not the child (R11.09).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncMonth

from enrollment.models import Confirmation, Lesson
from programs.models import Group
from reference.days import Month

MONTHS = 3  # the present one and those before it


@dataclass(frozen=True)
class Journal:
    """What the journal of a group says of a month."""

    lessons: int
    held: int
    cancelled: int


@dataclass(frozen=True)
class Doubt:
    """A group and a month: what families say of it, and what its journal."""

    group: Group
    month: Month
    denied: int
    held: int
    told_at: datetime
    journal: Journal | None


def doubts_of(municipalities: Collection[int], *, month: Month) -> list[Doubt]:
    """Where families of the municipalities say no, of the latest months, the newest first."""
    told = list(
        Confirmation.objects.filter(
            certificate__municipality__in=municipalities,
            month__range=(month.shift(1 - MONTHS).first_day, month.first_day),
        )
        .values("group", "month")
        .annotate(
            denied=Count("pk", filter=Q(is_held=False)),
            held=Count("pk", filter=Q(is_held=True)),
            told_at=Max("told_at", filter=Q(is_held=False)),
        )
        .filter(denied__gt=0)
        .order_by("-month", "-denied", "group")
    )
    keys = {each["group"] for each in told}
    groups = Group.objects.select_related("program__provider").in_bulk(keys)
    journals = _journals_of(keys, {each["month"] for each in told})
    return [
        Doubt(
            groups[each["group"]],
            Month.of(each["month"]),
            each["denied"],
            each["held"],
            each["told_at"],
            journals.get((each["group"], each["month"])),
        )
        for each in told
    ]


def _journals_of(groups: Iterable[int], months: Collection[object]) -> dict[object, Journal]:
    rows = (
        Lesson.objects.filter(group__in=groups)
        .annotate(month=TruncMonth("day"))
        .filter(month__in=months)
        .order_by()
        .values("group", "month")
        .annotate(
            lessons=Count("pk"),
            held=Count("pk", filter=Q(status=Lesson.Status.HELD)),
            cancelled=Count("pk", filter=Q(status=Lesson.Status.CANCELLED)),
        )
    )
    return {
        (row["group"], row["month"]): Journal(row["lessons"], row["held"], row["cancelled"])
        for row in rows
    }
