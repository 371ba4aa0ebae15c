"""The family's usual week: every lesson of every child by weekday, and which of them clash.

Only the timetables of groups are read; what falls on a certain day is known to `occurring`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TypeVar

from django.db import models
from django.urls import reverse

from certificates.models import Child
from enrollment.models import BudgetPlace, Contract
from enrollment.models.budget_place import BudgetPlaceQuerySet
from enrollment.models.contract import ContractQuerySet
from programs.models import Group, Slot

Held = TypeVar("Held", Contract, BudgetPlace)

WEEKEND = (Slot.Weekday.SATURDAY, Slot.Weekday.SUNDAY)


@dataclass(frozen=True)
class Place:
    """A child in a group, from the first day there to the last."""

    item: Contract | BudgetPlace
    child: Child
    group: Group
    starts_on: date
    ends_on: date

    @property
    def is_studied(self) -> bool:
        """Whether the child is taught, or only applied for."""
        return self.item.status in (
            Contract.Status.ACTIVE,
            Contract.Status.TERMINATING,
            BudgetPlace.Status.ACTIVE,
        )

    @property
    def certificate_id(self) -> int:
        return self.item.certificate_id

    @property
    def url(self) -> str:
        return reverse(f"enrollment:{self.kind}", args=(self.item.pk,))

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def key(self) -> str:
        """How the place is named where no name may stand."""
        return f"{self.kind}-{self.item.pk}"


@dataclass(frozen=True)
class Lesson:
    """One line of the week: this child, this group, from then to then."""

    place: Place
    slot: Slot

    def clashes_with(self, other: Lesson) -> bool:
        """Whether one child would have to be at both on some day."""
        return (
            self.place.child == other.place.child
            and self.slot.weekday == other.slot.weekday
            and self.slot.starts_at < other.slot.ends_at
            and other.slot.starts_at < self.slot.ends_at
            and self.place.starts_on <= other.place.ends_on
            and other.place.starts_on <= self.place.ends_on
        )


@dataclass(frozen=True)
class Entry:
    """A lesson as the week shows it, with those that it clashes with."""

    lesson: Lesson
    clashes: tuple[Lesson, ...]


@dataclass(frozen=True)
class Day:
    """A weekday with its lessons in their order."""

    weekday: Slot.Weekday
    entries: tuple[Entry, ...]


def places_of(contracts: ContractQuerySet, places: BudgetPlaceQuerySet, *, on: date) -> list[Place]:
    """Living contracts and places that are studied, and not over yet, in the order of children."""
    found = [place_of(contract) for contract in _with_groups(contracts.living())]
    found += [place_of(place) for place in _with_groups(places.studying())]
    return sorted(
        (place for place in found if on <= place.ends_on and place.starts_on <= place.ends_on),
        key=lambda place: (place.child.first_name, place.child.pk, place.group.program.short_name),
    )


def place_of(item: Contract | BudgetPlace) -> Place:
    """The days of a contract or a place on which its group has lessons."""
    ends_on = item.ends_on if isinstance(item, Contract) else item.left_on
    return Place(
        item,
        item.certificate.child,
        item.group,
        max(item.starts_on, item.group.starts_on),
        min(ends_on or item.group.ends_on, item.group.ends_on),
    )


def week_of(places: Iterable[Place]) -> list[Day]:
    """The days from Monday to Friday, and those of the weekend that have lessons."""
    lessons = [Lesson(place, slot) for place in places for slot in place.group.slots.all()]
    clashes: dict[int, list[Lesson]] = {}
    for one, other in combinations(lessons, 2):
        if one.clashes_with(other):
            clashes.setdefault(id(one), []).append(other)
            clashes.setdefault(id(other), []).append(one)
    days = [
        Day(
            weekday,
            tuple(
                Entry(lesson, tuple(clashes.get(id(lesson), ())))
                for lesson in sorted(lessons, key=lambda each: each.slot.starts_at)
                if lesson.slot.weekday == weekday
            ),
        )
        for weekday in Slot.Weekday
    ]
    return [day for day in days if day.entries or day.weekday not in WEEKEND]


def without_timetable(places: Iterable[Place]) -> list[Place]:
    """The places whose groups have no timetable yet: the week cannot show them."""
    return [place for place in places if not place.group.slots.all()]


def _with_groups(found: models.QuerySet[Held]) -> models.QuerySet[Held]:
    """With all that a week shows of the groups."""
    return (
        found.select_related(
            "certificate__child", "group__venue", "group__program__provider__municipality"
        )
        .prefetch_related("group__slots", "group__teachers__user")
        .distinct()
    )
