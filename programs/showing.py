"""What everyone sees of a program: where, when, for how much, and how many places are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from programs.models import Group, Module, Program, Slot
from programs.tiles import SHORT_DAYS, GroupState, Price, Taught, Tile
from providers.models import ProviderMember, Venue


def state_of(group: Group) -> GroupState:
    """The state of a group that is taught or will be; reads its module, program and provider."""
    if not (group.module.is_open and group.program.provider.is_active):
        return GroupState.CLOSED
    return GroupState.FULL if group.is_full else GroupState.OPEN


@dataclass(frozen=True)
class ModulePrice(Price):
    """What this module costs."""

    module: Module


@dataclass(frozen=True)
class GroupLine:
    """One group in the table of the card."""

    group: Group
    state: GroupState
    teachers: Sequence[ProviderMember]
    times: Sequence[str]


class Showing(Tile):
    """A program with its groups of the day, read whole: the card asks it for more than figures."""

    program: Program

    def __init__(self, program: Program, groups: Sequence[Group], *, on: date) -> None:
        for group in groups:
            group.program = program
        self.groups = groups
        super().__init__(program, program.provider.short_name, list(map(Taught.of, groups)), on=on)

    @property
    def venues(self) -> list[Venue]:
        """Where it is taught, each place once."""
        venues = {group.venue.pk: group.venue for group in self.groups if group.venue}
        return list(venues.values())

    @property
    def about(self) -> str:
        """The description without the announcement, which stands above and often begins it too."""
        announced = self.program.annotation.strip()
        return self.program.description.strip().removeprefix(announced).strip()

    @cached_property
    def prices(self) -> list[ModulePrice]:
        """The prices of the modules that are taught."""
        modules = {group.module.pk: group.module for group in self.groups}
        return [
            ModulePrice(module.price, module.months, module)
            for module in sorted(modules.values(), key=lambda module: module.ordinal)
            if module.price is not None
        ]

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


def list_of(programs: QuerySet[Program], *, on: date) -> list[Showing]:
    """The programs with their groups; for lists short enough to be shown whole."""
    rows = programs.select_related(
        "provider__municipality", "direction", "rating"
    ).prefetch_related(Prefetch("groups", queryset=_groups(on)))
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
