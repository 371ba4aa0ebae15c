"""Who applies in vain, who waits, who leaves: the applications beside those who learn. Pure.

Seats are counted so that every group has room for all of it at once, on every day of the year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from random import Random

from navigator.demo.ages import SchoolDays
from navigator.demo.allocation import Class
from navigator.demo.kids import Kid, Standing
from navigator.demo.people import District
from navigator.demo.sheets import TOWN
from reference.days import Month, full_years

REQUESTED, ACCEPTED, NEW_PLACES, WAITING = 15, 22, 22, 41
REFUSED_CONTRACTS, REFUSED_PLACES = 34, 24
WITHDRAWN_CONTRACTS, WITHDRAWN_PLACES = 33, 30
LEFT, LEFT_CONTRACTS = 74, 24

# Of those who are asked to sign or wait for an answer, so many have no other contract.
ACCEPTED_UNUSED, REQUESTED_UNUSED = 12, 5

# Nobody leaves before a few lessons.
FIRST_LESSONS = timedelta(days=3)

# Applications that come to nothing hold a seat for a day or two, so they may follow one another.
TURNS = 3

Pair = tuple[Kid, Class]


@dataclass(frozen=True)
class Passing:
    """An application that comes to nothing, in one of the turns of its group."""

    kid: Kid
    each: Class
    turn: int


@dataclass
class Pipeline:
    """Pairs of a child and a group, by what comes of it."""

    requested: list[Pair] = field(default_factory=list)
    accepted: list[Pair] = field(default_factory=list)
    new_places: list[Pair] = field(default_factory=list)
    waiting: list[Pair] = field(default_factory=list)
    refused_contracts: list[Passing] = field(default_factory=list)
    refused_places: list[Passing] = field(default_factory=list)
    withdrawn_contracts: list[Passing] = field(default_factory=list)
    withdrawn_places: list[Passing] = field(default_factory=list)
    left_contracts: list[Pair] = field(default_factory=list)
    left_places: list[Pair] = field(default_factory=list)


@dataclass
class Chooser:
    """Gives children groups that have a seat for them, each child a group once."""

    classes: Sequence[Class]
    days: SchoolDays
    chance: Random
    room: Counter[Class] = field(default_factory=Counter)
    passed: Counter[Class] = field(default_factory=Counter)
    given: set[tuple[Kid, str]] = field(default_factory=set)

    def pairs(self, kids: Iterator[Kid], number: int, *, certified: bool) -> list[Pair]:
        """The first so many of the children for whom there is a group, with that group."""
        found: list[Pair] = []
        while len(found) < number:
            kid, each = self._next(kids, self.room, certified)
            self.room[each] -= 1
            found.append((kid, each))
        return found

    def passing(self, kids: Iterator[Kid], number: int, *, certified: bool) -> list[Passing]:
        """Applications that take a seat for a while, after those who keep theirs were chosen."""
        found: list[Passing] = []
        while len(found) < number:
            left = Counter(
                {each: seats * TURNS - self.passed[each] for each, seats in self.room.items()}
            )
            kid, each = self._next(kids, left, certified)
            found.append(Passing(kid, each, self.passed[each] // self.room[each]))
            self.passed[each] += 1
        return found

    def in_line(self, kids: Sequence[Kid], number: int) -> list[Pair]:
        """Children and full groups they would like to join."""
        full = [each for each in self.classes if not each.free]
        found: list[Pair] = []
        for turn in range(number):
            each = full[turn % len(full)]
            kid = next(
                kid
                for kid in kids
                if kid.is_funded == each.offer.is_certified and self._suits(kid, each)
            )
            self.given.add((kid, each.offer.key))
            found.append((kid, each))
        return found

    def _next(self, kids: Iterator[Kid], room: Counter[Class], certified: bool) -> Pair:
        """The first child for whom there is a group with room, and the group."""
        for kid in kids:
            for each in self.chance.sample(self.classes, len(self.classes)):
                offer = each.offer
                of_sort = offer.is_certified if certified else offer.is_free
                if of_sort and room[each] > 0 and self._suits(kid, each):
                    self.given.add((kid, offer.key))
                    return kid, each
        raise ValueError("there are not so many children with a group to apply to")

    def _suits(self, kid: Kid, each: Class) -> bool:
        offer = each.offer
        if (kid, offer.key) in self.given or offer.register == "preprofessional":
            return False
        if kid.pupil and offer.program.code in {o.program.code for o in kid.pupil.offers}:
            return False
        # the age fits on the first day of the year and today, so on every day between
        return (
            offer.provider.settlement in (kid.settlement, TOWN)
            and offer.admits(full_years(kid.born, self.days.start))
            and offer.admits(kid.age)
        )


def pipeline_of(district: District, classes: Sequence[Class], days: SchoolDays) -> Pipeline:
    """Choose everybody; the same day gives the same choice."""
    chance = Random(f"pipeline {days.day}")
    chooser = Chooser(classes, days, chance, Counter({each: each.free for each in classes}))
    funded = iter(_mixed(_funded_with_money(district), chance))
    unused = chain(_mixed(_plain(district, Standing.FUNDED_UNUSED), chance), funded)
    holders = _mixed(_plain(district, Standing.ACCOUNTING_UNUSED), chance)
    learners = _mixed(_accounting_learners(district), chance)
    free = chain(holders, learners)
    left_contracts = LEFT_CONTRACTS if Month.of(days.day) > Month.of(days.start) else 0
    left = LEFT if days.day - days.start >= FIRST_LESSONS else 0
    chosen = Pipeline()
    chosen.left_contracts = chooser.pairs(unused, left_contracts, certified=True)
    chosen.accepted = [
        *chooser.pairs(unused, ACCEPTED_UNUSED, certified=True),
        *chooser.pairs(funded, ACCEPTED - ACCEPTED_UNUSED, certified=True),
    ]
    chosen.requested = [
        *chooser.pairs(unused, REQUESTED_UNUSED, certified=True),
        *chooser.pairs(funded, REQUESTED - REQUESTED_UNUSED, certified=True),
    ]
    chosen.left_places = chooser.pairs(free, left - left_contracts, certified=False)
    chosen.new_places = chooser.pairs(free, NEW_PLACES, certified=False)
    chosen.refused_contracts = chooser.passing(funded, REFUSED_CONTRACTS, certified=True)
    chosen.withdrawn_contracts = chooser.passing(funded, WITHDRAWN_CONTRACTS, certified=True)
    chosen.refused_places = chooser.passing(free, REFUSED_PLACES, certified=False)
    chosen.withdrawn_places = chooser.passing(free, WITHDRAWN_PLACES, certified=False)
    chosen.waiting = chooser.in_line(
        _mixed([*holders, *learners, *_funded_with_money(district)], chance), WAITING
    )
    return chosen


def _mixed(kids: Sequence[Kid], chance: Random) -> list[Kid]:
    return chance.sample(kids, len(kids))


def _plain(district: District, standing: Standing) -> list[Kid]:
    """Holders of that standing, but for those who were written down twice."""
    return [
        kid
        for kid in district.of(standing)
        if kid.snils is not None and not kid.is_special and not kid.is_new
    ]


def _of_drawn_families(district: District) -> Iterator[Kid]:
    for family in district.families:
        if not family.is_of_cast:
            yield from family.kids


def _funded_with_money(district: District) -> list[Kid]:
    """Children whose contract has left something on the certificate."""
    return [
        kid
        for kid in _of_drawn_families(district)
        if kid.pupil and kid.pupil.contract and kid.pupil.contract.program.direction != "technical"
    ]


def _accounting_learners(district: District) -> list[Kid]:
    return [
        kid
        for kid in _of_drawn_families(district)
        if kid.pupil and not kid.is_funded and not kid.is_special and not kid.is_new
    ]
