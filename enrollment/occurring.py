"""Which lessons fall on which day: the timetable of the groups with their journals laid over it.

The timetable says what is usual, the journal what was cancelled, made up on another day, or added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations

from django.db.models import Q

from enrollment.models import Absence, Lesson
from enrollment.timetabling import Place
from programs.models import Group
from reference.models import Holiday

WEEK = timedelta(days=7)
AHEAD = timedelta(days=62)  # how far the next lesson is looked for: over a summer month

Lessons = Mapping[int, Sequence[Lesson]]


class State(StrEnum):
    """What becomes of a lesson on a day."""

    ON = "on"
    CANCELLED = "cancelled"
    MOVED = "moved"  # it is given on another day
    MADE_UP = "made_up"  # it is given instead of another day
    ADDED = "added"  # beyond the timetable


@dataclass(frozen=True)
class Occurrence:
    """A lesson of a child on a day, from then to then."""

    place: Place
    day: date
    starts_at: time
    ends_at: time
    state: State = State.ON
    other_day: date | None = None
    is_absence_told: bool = False

    @property
    def takes_place(self) -> bool:
        return self.state not in (State.CANCELLED, State.MOVED)

    @property
    def is_attended(self) -> bool:
        """Whether it takes place and nobody has told that the child does not come."""
        return self.takes_place and not self.is_absence_told

    def is_ahead(self, at: datetime) -> bool:
        """Whether it takes place and has not ended by that local moment."""
        return self.takes_place and (self.day, self.ends_at) > (at.date(), at.time())

    def clashes_with(self, other: Occurrence) -> bool:
        """Whether one child would have to be at both."""
        return (
            self.place.child == other.place.child
            and self.place.group != other.place.group
            and self.day == other.day
            and self.is_attended
            and other.is_attended
            and self.starts_at < other.ends_at
            and other.starts_at < self.ends_at
        )


@dataclass(frozen=True)
class Entry:
    """A lesson as the week shows it, with those that it clashes with."""

    occurrence: Occurrence
    clashes: tuple[Occurrence, ...]


@dataclass(frozen=True)
class WeekDay:
    """A day of the family's week."""

    day: date
    is_today: bool
    is_past: bool
    holiday: str
    entries: tuple[Entry, ...]

    @property
    def is_weekend(self) -> bool:
        return self.day.isoweekday() > 5


def lessons_between(
    places: Iterable[Place], since: date, until: date, *, holidays: Collection[date] | None = None
) -> list[Occurrence]:
    """The lessons of these places on the days from `since` to `until`, in their order."""
    places = list(places)
    if holidays is None:
        holidays = set(holidays_between(since, until))
    journals = journals_of({place.group.pk for place in places}, since, until)
    told = _absences_of(places, since, until)
    found = [
        replace(one, is_absence_told=(place.certificate_id, place.group.pk, one.day) in told)
        for place in places
        for one in _lessons_of(place, journals.get(place.group.pk, ()), holidays, since, until)
    ]
    return sorted(found, key=lambda one: (one.day, one.starts_at, one.place.child.first_name))


def week_of(places: Iterable[Place], *, monday: date, today: date) -> list[WeekDay]:
    """The seven days from that Monday; a weekend day only where something is on it."""
    sunday = monday + WEEK - timedelta(days=1)
    holidays = holidays_between(monday, sunday)
    lessons = lessons_between(places, monday, sunday, holidays=holidays)
    clashes = clashes_of(lessons)
    days = [
        WeekDay(
            day,
            day == today,
            day < today,
            holidays.get(day, ""),
            tuple(Entry(one, tuple(clashes.get(id(one), ()))) for one in lessons if one.day == day),
        )
        for day in (monday + timedelta(days=number) for number in range(7))
    ]
    return [day for day in days if day.entries or day.is_today or not day.is_weekend]


def is_anything_left(days: Iterable[WeekDay], *, at: datetime) -> bool:
    """Whether a lesson of these days is still to come, or goes on, at that local moment."""
    return any(entry.occurrence.is_ahead(at) for day in days for entry in day.entries)


def clashes_of(lessons: Iterable[Occurrence]) -> dict[int, list[Occurrence]]:
    """For each lesson that clashes, by its identity, those of the same child at the same time."""
    clashes: dict[int, list[Occurrence]] = defaultdict(list)
    by_day: dict[date, list[Occurrence]] = defaultdict(list)
    for lesson in lessons:
        by_day[lesson.day].append(lesson)
    for together in by_day.values():
        for one, other in combinations(together, 2):
            if one.clashes_with(other):
                clashes[id(one)].append(other)
                clashes[id(other)].append(one)
    return dict(clashes)


def next_lesson(places: Iterable[Place], *, at: datetime) -> Occurrence | None:
    """The first lesson that a child studies and that has not ended by that local moment."""
    studied = [place for place in places if place.is_studied]
    on = at.date()
    coming = lessons_between(studied, on, on + AHEAD)
    return next(
        (one for one in coming if one.is_ahead(at) and one.is_attended),
        None,
    )


def journals_of(group_ids: Collection[int], since: date, until: date) -> dict[int, list[Lesson]]:
    """The lessons of the groups' journals that fall, or are made up, on these days."""
    found: dict[int, list[Lesson]] = defaultdict(list)
    for lesson in Lesson.objects.filter(
        Q(day__range=(since, until)) | Q(made_up_on__range=(since, until)), group__in=group_ids
    ):
        found[lesson.group_id].append(lesson)
    return dict(found)


def holidays_between(since: date, until: date) -> dict[date, str]:
    return dict(Holiday.objects.filter(day__range=(since, until)).values_list("day", "name"))


def length_of(group: Group, starts_at: time) -> timedelta:
    """How long a lesson that begins then lasts: as in the timetable, else as the usual one."""
    slots = list(group.slots.all())
    slot = next((each for each in slots if each.starts_at == starts_at), None) or next(
        iter(slots), None
    )
    if slot is None:
        return timedelta(minutes=group.program.lesson_minutes)
    midnight = date.min
    return datetime.combine(midnight, slot.ends_at) - datetime.combine(midnight, slot.starts_at)


def end_of(group: Group, starts_at: time) -> time:
    """When a lesson that begins then ends; never past midnight."""
    begins = datetime.combine(date.min, starts_at)
    ends = begins + length_of(group, starts_at)
    return ends.time() if ends.date() == begins.date() else time.max


def _lessons_of(
    place: Place,
    journal: Sequence[Lesson],
    holidays: Collection[date],
    since: date,
    until: date,
) -> Iterator[Occurrence]:
    """The timetable's days that the journal does not know, then what the journal says."""
    first, last = max(since, place.starts_on), min(until, place.ends_on)
    known = {(lesson.day, lesson.starts_at) for lesson in journal}
    slots = list(place.group.slots.all())
    for number in range(max((last - first).days + 1, 0)):
        day = first + timedelta(days=number)
        for slot in slots:
            is_usual = slot.weekday == day.isoweekday() and day not in holidays
            if is_usual and (day, slot.starts_at) not in known:
                yield Occurrence(place, day, slot.starts_at, slot.ends_at)
    usual = {(slot.weekday, slot.starts_at) for slot in slots}
    for lesson in journal:
        if place.starts_on <= lesson.day <= place.ends_on:
            yield from _noted(place, lesson, usual, since, until)


def _noted(
    place: Place,
    lesson: Lesson,
    usual: Collection[tuple[int, time]],
    since: date,
    until: date,
) -> Iterator[Occurrence]:
    """A lesson of the journal: on its day, and on the one it is made up on."""
    ends_at = end_of(place.group, lesson.starts_at)
    if since <= lesson.day <= until:
        yield Occurrence(
            place, lesson.day, lesson.starts_at, ends_at, _state(lesson, usual), lesson.made_up_on
        )
    if lesson.made_up_on is not None and since <= lesson.made_up_on <= until:
        yield Occurrence(
            place, lesson.made_up_on, lesson.starts_at, ends_at, State.MADE_UP, lesson.day
        )


def _state(lesson: Lesson, usual: Collection[tuple[int, time]]) -> State:
    if lesson.status == Lesson.Status.CANCELLED:
        return State.MOVED if lesson.made_up_on else State.CANCELLED
    is_usual = (lesson.day.isoweekday(), lesson.starts_at) in usual
    return State.ON if is_usual or not usual else State.ADDED


def _absences_of(places: Iterable[Place], since: date, until: date) -> set[tuple[int, int, date]]:
    """On which days families have told that a child does not come."""
    certificates = {place.certificate_id for place in places}
    found = Absence.objects.filter(certificate__in=certificates, day__range=(since, until))
    return set(found.values_list("certificate_id", "group_id", "day"))
