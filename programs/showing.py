"""What everyone sees of a program: where, when, for how much, and how many places are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.db.models import Prefetch, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models import Group, Module, Program, Slot
from providers.models import ProviderMember, Venue
from reference.money import half_up
from reference.points import Point

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


def state_of(group: Group) -> GroupState:
    """The state of a group that is taught or will be; reads its module, program and provider."""
    if not (group.module.is_open and group.program.provider.is_active):
        return GroupState.CLOSED
    return GroupState.FULL if group.is_full else GroupState.OPEN


@dataclass(frozen=True)
class Price:
    """What a module costs, in kopecks; the month's part is rounded and only tells the size."""

    module: Module

    @property
    def whole(self) -> int | None:
        return self.module.price

    @property
    def month(self) -> int | None:
        if self.module.price is None:
            return None
        return half_up(Fraction(self.module.price, self.module.months))

    @property
    def above_norm(self) -> int:
        """What parents pay whatever their certificate holds: the part above the normative cost."""
        if self.module.price is None or self.module.normative_cost is None:
            return 0
        return max(self.module.price - self.module.normative_cost, 0)


@dataclass(frozen=True)
class GroupLine:
    """One group in the table of the card."""

    group: Group
    state: GroupState
    teachers: Sequence[ProviderMember]
    times: Sequence[str]


class Showing:
    """A program with its groups of the day; a tile and a card ask it for their figures."""

    def __init__(self, program: Program, groups: Sequence[Group], *, on: date) -> None:
        self.program = program
        self.on = on
        for group in groups:
            group.program = program
        self.groups = groups
        # kilometres to go, where a place is asked about
        self.way: float | None = None
        self._open = [group for group in groups if state_of(group) != GroupState.CLOSED]

    @property
    def state(self) -> GroupState:
        """The best that any group offers."""
        if not self._open:
            return GroupState.CLOSED
        return GroupState.OPEN if self.free_seats else GroupState.FULL

    @property
    def free_seats(self) -> int:
        """Free places of the groups one can join."""
        return sum(group.free_seats for group in self._open)

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
    def venues(self) -> list[Venue]:
        """Where it is taught, each place once."""
        venues = {group.venue.pk: group.venue for group in self.groups if group.venue}
        return list(venues.values())

    def distance(self, near: Point) -> float | None:
        """Kilometres to the nearest of its places."""
        ways = [near.distance(point) for venue in self.venues if (point := venue.point)]
        return min(ways, default=None)

    @property
    def missing_to_begin(self) -> int | None:
        """How many children the coming group lacks that lacks the fewest; few enough to tell."""
        missing = [
            group.module.min_children - group.seats_taken
            for group in self._open
            if group.starts_on >= self.on and not group.is_full
        ]
        return min((one for one in missing if 0 < one <= FEW_MISSING), default=None)

    @property
    def settlements(self) -> list[str]:
        return sorted({venue.settlement for venue in self.venues})

    @cached_property
    def days(self) -> list[str]:
        """The weekdays of its groups, in short."""
        days = {slot.weekday for group in self.groups for slot in group.slots.all()}
        return [str(SHORT_DAYS[Slot.Weekday(day)]) for day in sorted(days)]

    @cached_property
    def prices(self) -> list[Price]:
        """The prices of the modules that are taught."""
        modules = {group.module.pk: group.module for group in self.groups}
        return [
            Price(module)
            for module in sorted(modules.values(), key=lambda module: module.ordinal)
            if module.price is not None
        ]

    @property
    def cheapest(self) -> Price | None:
        return min(self.prices, key=lambda price: price.month or 0, default=None)

    @property
    def figures(self) -> tuple[object, ...]:
        """All that a tile says: two with the same figures look the same."""
        program, provider, price = self.program, self.program.provider, self.cheapest
        texts = (program.slug, program.short_name, program.annotation, provider.short_name)
        kind = (program.age_from, program.age_to, program.is_budget, program.takes_certificates)
        places = (self.state, self.free_seats, self.starts_on, self.has_begun)
        where = (*self.settlements, self.way, *self.days, self.missing_to_begin)
        rating = getattr(program, "rating", None)
        said = (rating.points, rating.given) if rating else ()
        return (program.pk, *texts, *kind, *places, *where, price and price.month, *said)

    @property
    def lines(self) -> list[GroupLine]:
        """The groups for the table of the card: those one can join first."""
        order = list(GroupState)
        lines = [
            GroupLine(group, state_of(group), list(group.teachers.all()), times_of(group))
            for group in self.groups
        ]
        return sorted(lines, key=lambda line: (order.index(line.state), line.group.name))


def times_of(group: Group) -> list[str]:
    """The lines of its timetable, in short."""
    return [
        f"{SHORT_DAYS[Slot.Weekday(slot.weekday)]} {slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}"
        for slot in group.slots.all()
    ]


# What a tile reads of a program and its groups; the long texts stay in the database.
OF_PROGRAM = (
    *("slug", "short_name", "annotation", "age_from", "age_to", "register", "status"),
    *("certified_on", "provider__slug", "provider__short_name", "provider__status"),
    *("rating__points", "rating__given"),
)
OF_GROUP = (
    *("program", "capacity", "seats_taken", "starts_on", "module__is_open", "module__ordinal"),
    *("module__price", "module__months", "module__min_children", "module__normative_cost"),
    *("venue__settlement", "venue__latitude", "venue__longitude"),
)


def tiles(keys: Sequence[int], *, on: date) -> list[Showing]:
    """The programs of one page of the catalogue, in the order of their keys."""
    programs = Program.objects.filter(pk__in=keys).select_related("provider", "rating")
    groups = _groups(on).only(*OF_GROUP)
    found = {one.program.pk: one for one in _showings(programs.only(*OF_PROGRAM), groups, on=on)}
    return [found[key] for key in keys if key in found]


def list_of(programs: QuerySet[Program], *, on: date) -> list[Showing]:
    """The programs with their groups; for lists short enough to be shown whole."""
    whole = programs.select_related("provider__municipality", "direction", "rating")
    return _showings(whole, _groups(on), on=on)


def _showings(programs: QuerySet[Program], groups: QuerySet[Group], *, on: date) -> list[Showing]:
    rows = programs.prefetch_related(Prefetch("groups", queryset=groups))
    return [Showing(program, list(program.groups.all()), on=on) for program in rows]


def card(program: Program, *, on: date) -> Showing:
    """One program with everything its card shows."""
    groups = _groups(on).filter(program=program).prefetch_related("teachers__user")
    return Showing(program, list(groups), on=on)


def _groups(on: date) -> QuerySet[Group]:
    return (
        Group.objects.taught(on)
        .select_related("module", "venue")
        .prefetch_related("slots")
        .order_by("starts_on", "module__ordinal", "name", "pk")
    )
