"""When and where the groups of the district meet. Pure.

No room, teacher or child is in two places at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import product
from random import Random

from navigator.demo import organisations
from navigator.demo.allocation import Class

SCHOOL_YEAR_WEEKS = 36
BREAK = 10
PRESCHOOL_AGE = 5
LESSON, SHORT_LESSON = 40, 30

# Weekdays of groups that meet once, twice and three times a week; Monday is 1.
PATTERNS = {
    1: ((1,), (2,), (3,), (4,), (5,), (6,)),
    2: ((1, 3), (2, 4), (3, 5), (1, 4), (2, 5), (4, 6)),
    3: ((1, 3, 5), (2, 4, 6), (1, 3, 6), (2, 4, 5)),
}
SATURDAY = 6

# When meetings begin, in minutes from midnight: after school, on Saturday in the morning.
AFTERNOON = (840, 890, 940, 990, 1040, 1090, 1110)
MORNING = (600, 650, 700, 750)
AFTER_THE_NAP = (930, 970, 1010)
KINDERGARTENS = ("O14", "O15")

WEEKDAYS = ("", "пн", "вт", "ср", "чт", "пт", "сб", "вс")


@dataclass(frozen=True)
class Meeting:
    """A weekly meeting; times in minutes from midnight."""

    weekday: int
    starts: int
    ends: int

    @property
    def starts_at(self) -> time:
        return time(*divmod(self.starts, 60))

    @property
    def ends_at(self) -> time:
        return time(*divmod(self.ends, 60))

    def meets(self, other: Meeting) -> bool:
        return (
            self.weekday == other.weekday and self.starts < other.ends and other.starts < self.ends
        )


@dataclass(frozen=True)
class Timetable:
    """Where, with whom and when a group meets; the teacher is a number within the organisation."""

    place: int
    room: str
    teacher: int
    meetings: tuple[Meeting, ...]

    @property
    def weekdays(self) -> str:
        return ", ".join(WEEKDAYS[meeting.weekday] for meeting in self.meetings)


@dataclass
class Planner:
    """Who is busy when."""

    busy: dict[object, list[Meeting]] = field(default_factory=lambda: defaultdict(list))

    def is_free(self, who: object, meetings: Sequence[Meeting]) -> bool:
        return not any(one.meets(other) for one in meetings for other in self.busy[who])

    def take(self, who: object, meetings: Sequence[Meeting]) -> None:
        self.busy[who].extend(meetings)


def lesson_minutes(each: Class) -> int:
    """How long one lesson is: shorter for the youngest."""
    return SHORT_LESSON if each.offer.program.age_from <= PRESCHOOL_AGE else LESSON


def timetables(classes: Sequence[Class]) -> dict[Class, Timetable]:
    """A timetable for every group of the district."""
    planner = Planner()
    teachers = organisations.teachers_of(classes)
    by_provider: dict[str, list[Class]] = defaultdict(list)
    for each in classes:
        by_provider[each.offer.provider.code].append(each)
    found: dict[Class, Timetable] = {}
    # a kindergarten has the fewest hours to choose from
    for code in sorted(by_provider, key=lambda code: code not in KINDERGARTENS):
        own = by_provider[code]
        rooms = organisations.rooms_for(own)
        load = dict.fromkeys(range(teachers[code]), 0)
        usual: dict[str, int] = {}
        # those who meet most often choose first
        for each in sorted(own, key=lambda c: -_meetings_a_week(c)[0]):
            first = usual.get(each.offer.key, min(load, key=lambda n: load[n]))
            order = [first, *sorted((n for n in load if n != first), key=lambda n: load[n])]
            found[each] = _plan(each, order, rooms[each.offer.program.direction], planner)
            usual.setdefault(each.offer.key, found[each].teacher)
            load[found[each].teacher] += len(found[each].meetings)
    return found


def _plan(each: Class, teachers: list[int], rooms: list[str], planner: Planner) -> Timetable:
    """The first hour at which a room, a teacher and all the children are free."""
    code = each.offer.provider.code
    hours = list(_hours(each))
    Random(each.key).shuffle(hours)
    for teacher, meetings, room in product(teachers, hours, rooms):
        who = [(code, "teacher", teacher), (code, "room", room), *each.members]
        if all(planner.is_free(one, meetings) for one in who):
            for one in who:
                planner.take(one, meetings)
            return Timetable(organisations.place_of(each), room, teacher, meetings)
    raise ValueError(f"no hour is left for {each.key}")


def _hours(each: Class) -> Iterator[tuple[Meeting, ...]]:
    number, length = _meetings_a_week(each)
    for pattern in PATTERNS[number]:
        of_kindergarten = each.offer.provider.code in KINDERGARTENS
        if of_kindergarten and SATURDAY in pattern:
            continue
        for start in AFTER_THE_NAP if of_kindergarten else AFTERNOON:
            yield tuple(
                Meeting(day, at, at + length)
                for day in pattern
                for at in [MORNING[start % len(MORNING)] if day == SATURDAY else start]
            )


def _meetings_a_week(each: Class) -> tuple[int, int]:
    """How many meetings a week there are, and how many minutes each lasts."""
    lessons = max(each.offer.module_hours // SCHOOL_YEAR_WEEKS, 1)
    meetings = {1: 1, 2: 2, 4: 2, 6: 3}[lessons]
    together = lessons // meetings
    return meetings, lesson_minutes(each) * together + BREAK * (together - 1)
