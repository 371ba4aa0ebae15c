"""What a family reads of the journal: which lessons were given, and whether its child was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from enrollment.models import BudgetPlace, Contract, Delivery, Lesson, Mark
from enrollment.occurring import State
from users import audit

Held = Contract | BudgetPlace


@dataclass(frozen=True)
class Visit:
    """A lesson of the journal, and the child's mark in it."""

    lesson: Lesson
    mark: Mark | None
    on: date

    @property
    def state(self) -> State:
        if self.lesson.status != Lesson.Status.CANCELLED:
            return State.ON
        return State.MOVED if self.lesson.made_up_on else State.CANCELLED

    @property
    def was_given(self) -> bool:
        """Whether the lesson has taken place, on its day or instead of it."""
        given = self.lesson.took_place_on
        is_noted = self.lesson.status != Lesson.Status.PLANNED or self.mark is not None
        return given is not None and given <= self.on and is_noted


@dataclass(frozen=True)
class MonthOfVisits:
    """A month of one child in one group: lesson by lesson, and added up."""

    month: date
    visits: Sequence[Visit]
    delivery: Delivery | None = None  # what the organisation noted where no journal is kept

    @property
    def given(self) -> int:
        return sum(visit.was_given for visit in self.visits)

    @property
    def present(self) -> int:
        return self._marked(Mark.Kind.PRESENT)

    @property
    def excused(self) -> int:
        return self._marked(Mark.Kind.EXCUSED)

    @property
    def absent(self) -> int:
        return self._marked(Mark.Kind.ABSENT)

    @property
    def unmarked(self) -> int:
        """Lessons that were given and where the teacher has not said whether the child came."""
        return sum(visit.was_given and visit.mark is None for visit in self.visits)

    @property
    def cancelled(self) -> int:
        return sum(visit.state == State.CANCELLED for visit in self.visits)

    @property
    def moved(self) -> int:
        return sum(visit.state == State.MOVED for visit in self.visits)

    def _marked(self, kind: Mark.Kind) -> int:
        return sum(visit.mark is not None and visit.mark.kind == kind for visit in self.visits)


def months_of(item: Held, *, on: date) -> list[MonthOfVisits]:
    """The months of a contract or a place so far, the latest first."""
    lessons = list(_lessons_of(item, on))
    marks = {
        mark.lesson_id: mark
        for mark in Mark.objects.filter(lesson__in=lessons, certificate=item.certificate_id)
    }
    visits: dict[date, list[Visit]] = defaultdict(list)
    for lesson in lessons:
        visits[lesson.day.replace(day=1)].append(Visit(lesson, marks.get(lesson.pk), on))
    deliveries = (
        {each.month: each for each in item.deliveries.filter(month__lte=on)}
        if isinstance(item, Contract)
        else {}
    )
    return [
        MonthOfVisits(month, visits.get(month, []), deliveries.get(month))
        for month in sorted({*visits, *deliveries}, reverse=True)
    ]


def _lessons_of(item: Held, on: date) -> QuerySet[Lesson]:
    """The journal while the child was in the group; before a move, the lessons it has marks in."""
    since, until = item.starts_on, on
    if last := item.ends_on if isinstance(item, Contract) else item.left_on:
        until = min(last, on)
    moved = (
        audit.history_of(item).filter(action="contract.moved").last()
        if isinstance(item, Contract)
        else None
    )
    here = Q(group=item.group_id, day__gte=localtime(moved.at).date() if moved else since)
    marked = Q(marks__certificate=item.certificate_id, group__module=item.group.module_id)
    return (
        Lesson.objects.filter(here | marked, day__range=(since, until))
        .distinct()
        .order_by("day", "starts_at")
    )
