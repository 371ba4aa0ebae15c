"""What everyone sees of a program at a glance: the tile of the catalogue, read in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.conditions import BUDGET_REGISTERS
from programs.models import Group, Photo, Program, Slot
from providers.models import Provider
from reference.money import half_up
from reference.points import Point
from reference.prepared import Statement

SHORT_DAYS = {
    Slot.Weekday.MONDAY: pgettext_lazy("short day", "Mon"),
    Slot.Weekday.TUESDAY: pgettext_lazy("short day", "Tue"),
    Slot.Weekday.WEDNESDAY: pgettext_lazy("short day", "Wed"),
    Slot.Weekday.THURSDAY: pgettext_lazy("short day", "Thu"),
    Slot.Weekday.FRIDAY: pgettext_lazy("short day", "Fri"),
    Slot.Weekday.SATURDAY: pgettext_lazy("short day", "Sat"),
    Slot.Weekday.SUNDAY: pgettext_lazy("short day", "Sun"),
}

# So many children short of its least number a group is worth a word to families.
FEW_MISSING = 3


class GroupState(TextChoices):
    """Whether somebody can apply to a group; worked out, never typed in."""

    OPEN = "open", _("enrollment is open")
    FULL = "full", _("no free places")
    CLOSED = "closed", _("enrollment is closed")


@dataclass(frozen=True)
class Price:
    """What a module costs, in kopecks; the month's part is rounded and only tells the size."""

    whole: int
    months: int

    @property
    def month(self) -> int:
        return half_up(Fraction(self.whole, self.months))


@dataclass(frozen=True, slots=True)
class Taught:
    """What a tile tells of a group that is taught or will be."""

    starts_on: date
    capacity: int
    seats_taken: int
    is_open: bool
    min_children: int
    price: int | None
    months: int
    settlement: str | None
    latitude: float | None
    longitude: float | None
    weekdays: Sequence[int]

    @property
    def is_full(self) -> bool:
        return self.seats_taken >= self.capacity

    @classmethod
    def of(cls, group: Group) -> Taught:
        """The same of a group that was read whole."""
        module, venue = group.module, group.venue
        return cls(
            group.starts_on,
            group.capacity,
            group.seats_taken,
            module.is_open and group.program.provider.is_active,
            module.min_children,
            module.price,
            module.months,
            venue.settlement if venue else None,
            venue.latitude if venue else None,
            venue.longitude if venue else None,
            [slot.weekday for slot in group.slots.all()],
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """The rating of a program, as far as a tile tells it."""

    points: int | None
    given: int


@dataclass(frozen=True, slots=True)
class Cover:
    """The first photo of a card, as a tile shows it: small."""

    address: str
    width: int
    height: int

    @classmethod
    def of(cls, photo: Photo) -> Cover:
        width = photo.widths[0]
        return cls(photo.smallest, width, photo.height * width // photo.width)


@dataclass(frozen=True, slots=True)
class OnTile:
    """What a tile tells of a program itself, named as a program names it."""

    pk: int
    slug: str
    short_name: str
    annotation: str
    age_from: int
    age_to: int
    register: str
    takes_certificates: bool
    provider_name: str
    rating: Marks | None

    @property
    def is_budget(self) -> bool:
        return self.register in BUDGET_REGISTERS

    def get_absolute_url(self) -> str:
        return reverse("programs:program", args=(self.slug,))


class Tile:
    """A program with its groups of the day, in figures.

    `read` is what the database said: two tiles of which it said the same look the same, on the same
    day and as far away.
    """

    def __init__(
        self,
        program: OnTile | Program,
        provider_name: str,
        taught: Sequence[Taught],
        cover: Cover | None = None,
        read: tuple[object, ...] = (),
        *,
        on: date,
    ) -> None:
        self.program = program
        self.cover = cover
        self.read = read
        self.provider_name = provider_name
        self.on = on
        self._taught = taught
        self._open = [group for group in taught if group.is_open]
        # kilometres to go, where a place is asked about
        self.way: float | None = None

    @property
    def state(self) -> GroupState:
        """The best that any group offers."""
        if not self._open:
            return GroupState.CLOSED
        return GroupState.OPEN if self.free_seats else GroupState.FULL

    @property
    def free_seats(self) -> int:
        """Free places of the groups one can join."""
        return sum(group.capacity - group.seats_taken for group in self._open)

    @property
    def starts_on(self) -> date | None:
        """When the next group that has a place begins; None when all of them have begun."""
        coming = [
            group.starts_on
            for group in self._open
            if not group.is_full and group.starts_on >= self.on
        ]
        return min(coming, default=None)

    @property
    def has_begun(self) -> bool:
        """Whether lessons go on in a group that can still be joined."""
        return any(not group.is_full and group.starts_on < self.on for group in self._open)

    @property
    def missing_to_begin(self) -> int | None:
        """How many children the coming group lacks that lacks the fewest; few enough to tell."""
        missing = [
            group.min_children - group.seats_taken
            for group in self._open
            if group.starts_on >= self.on and not group.is_full
        ]
        return min((one for one in missing if 0 < one <= FEW_MISSING), default=None)

    def distance(self, near: Point) -> float | None:
        """Kilometres to the nearest of its places."""
        ways = [
            near.distance(Point(group.latitude, group.longitude))
            for group in self._taught
            if group.latitude is not None and group.longitude is not None
        ]
        return min(ways, default=None)

    @property
    def settlements(self) -> list[str]:
        return sorted({group.settlement for group in self._taught if group.settlement is not None})

    @cached_property
    def weekdays(self) -> list[int]:
        return sorted({day for group in self._taught for day in group.weekdays})

    @property
    def days(self) -> list[str]:
        """The weekdays of its groups, in short."""
        return [str(SHORT_DAYS[Slot.Weekday(day)]) for day in self.weekdays]

    @cached_property
    def cheapest(self) -> Price | None:
        """The least price of a module that is taught."""
        prices = {(one.price, one.months) for one in self._taught if one.price is not None}
        return min(
            (Price(whole, months) for whole, months in prices),
            key=lambda price: (price.month, price.whole),
            default=None,
        )


def tiles(keys: Sequence[int], *, on: date) -> list[Tile]:
    """The programs of one page of the catalogue, in the order of their keys."""
    rows = TILES.run(
        published=Program.Status.PUBLISHED,
        active=Provider.Status.ACTIVE,
        open=Group.Status.OPEN,
        on=on,
        keys=list(keys),
    )
    return [_tile(row, on=on) for row in rows]


def _tile(row: tuple[Any, ...], *, on: date) -> Tile:
    *program, points, given, cover, groups = row
    named = OnTile(*[*program, None if given is None else Marks(points, given)])
    return Tile(
        named,
        named.provider_name,
        [
            Taught(date.fromisoformat(starts_on), *said)
            for starts_on, *said in json.loads(groups or "[]")
        ],
        _cover(*json.loads(cover)) if cover else None,
        row,
        on=on,
    )


def _cover(key: str, width: int, height: int) -> Cover:
    return Cover.of(Photo(key=UUID(key), width=width, height=height))


# The ORM would read programs, groups and lines of timetables in three statements and make two
# hundred rows into objects, which takes longer than everything else on the page.
TILES = Statement("""
    SELECT program.id, program.slug, program.short_name, program.annotation, program.age_from,
        program.age_to, program.register,
        program.status = %(published)s AND program.certified_on IS NOT NULL,
        provider.short_name, rating.points, rating.given,
        (
            SELECT json_build_array(photo.key, photo.width, photo.height)::text
            FROM programs_photo photo WHERE photo.program_id = program.id
            ORDER BY photo.ordinal, photo.id LIMIT 1
        ),
        (
            SELECT json_agg(json_build_array(
                grouped.starts_on, grouped.capacity, grouped.seats_taken,
                module.is_open AND provider.status = %(active)s,
                module.min_children, module.price, module.months,
                venue.settlement, venue.latitude, venue.longitude,
                (
                    SELECT coalesce(json_agg(DISTINCT weekday), '[]')
                    FROM programs_slot WHERE group_id = grouped.id
                )
            ))::text
            FROM programs_group grouped
            JOIN programs_module module ON module.id = grouped.module_id
            LEFT JOIN providers_venue venue ON venue.id = grouped.venue_id
            WHERE grouped.program_id = program.id
                AND grouped.status = %(open)s AND grouped.ends_on >= %(on)s
        )
    FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS asked (id, place)
    JOIN programs_program program ON program.id = asked.id
    JOIN providers_provider provider ON provider.id = program.provider_id
    LEFT JOIN programs_rating rating ON rating.program_id = program.id
    ORDER BY asked.place
""")
