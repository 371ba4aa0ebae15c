"""The children and families of the demo district, before anything is written down. Pure.

Beside the children who learn there are holders of certificates who do not, and the anomalies that
an operator meets: children written down twice, documents not yet seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from navigator.demo.ages import SchoolDays
from navigator.demo.allocation import Pupil
from navigator.demo.families import WAITING_OF_CAST, Family, families_of
from navigator.demo.kids import FIRST_SCHOOL_AGE, Kid, Standing, kids_of

LETTERS_RETURNED = 9
WITH_SPECIAL_NEEDS = 24
WAIT_FOR_SPECIAL_FUNDS = 5

# Of each sort so many have come to the portal by themselves: funded and other learners, holders
# who have not chosen yet.
NEW_FUNDED, NEW_LEARNERS, NEW_HOLDERS = 30, 15, 30


@dataclass
class District:
    """Everybody, in the order of their numbers."""

    kids: list[Kid]
    families: list[Family]
    by_pupil: dict[Pupil, Kid] = field(default_factory=dict)

    def of(self, standing: Standing) -> list[Kid]:
        return [kid for kid in self.kids if kid.standing == standing]


def people_of(pupils: Sequence[Pupil], days: SchoolDays) -> District:
    """The children and families of the district on that day; the same day gives the same people."""
    chance = Random(f"people {days.day}")
    kids = kids_of(pupils, chance)
    families = families_of(kids, days, chance)
    drawn = [family for family in families if not family.is_of_cast]
    _special_needs(families, drawn, chance)
    _newcomers(drawn, chance)
    for family in chance.sample(drawn, LETTERS_RETURNED):
        family.letters_return = True
    return District(kids, families, {kid.pupil: kid for kid in kids if kid.pupil})


def _special_needs(families: Sequence[Family], drawn: Sequence[Family], chance: Random) -> None:
    """Funded children of the second category, and those who wait for a place in it.

    Their nominal is higher; they learn where it makes no difference to the parents' part.
    """
    kids = [kid for family in drawn for kid in family.kids if kid.pupil]
    funded = [kid for kid in kids if kid.pupil and _suits_special_funds(kid.pupil)]
    waiting = [
        kid
        for kid in kids
        if kid.pupil and not kid.is_funded and kid.pupil.main.is_free and kid.age > FIRST_SCHOOL_AGE
    ]
    of_cast = next(family for family in families if family.email == WAITING_OF_CAST).kids
    chosen = chance.sample(funded, WITH_SPECIAL_NEEDS)
    chosen += of_cast + chance.sample(waiting, WAIT_FOR_SPECIAL_FUNDS - len(of_cast))
    for kid in chosen:
        kid.is_special = True


def _suits_special_funds(pupil: Pupil) -> bool:
    return pupil.contract is not None and pupil.contract.program.direction != "technical"


def _newcomers(families: Sequence[Family], chance: Random) -> None:
    """Choose those who come by themselves."""
    kids = [kid for family in families for kid in family.kids if not kid.is_special and kid.snils]
    learn = [kid for kid in kids if kid.standing == Standing.LEARNS]
    holders = [kid for kid in kids if kid.standing == Standing.ACCOUNTING_UNUSED]
    for kid in (
        *chance.sample([kid for kid in learn if kid.is_funded], NEW_FUNDED),
        *chance.sample([kid for kid in learn if not kid.is_funded], NEW_LEARNERS),
        *chance.sample(holders, NEW_HOLDERS),
    ):
        kid.is_new = True


def suspected_twice(kids: Sequence[Kid]) -> int:
    """How many pairs share a surname, a first name and a birthday."""
    found = Counter((kid.last_name, kid.first_name, kid.born) for kid in kids)
    return sum(number - 1 for number in found.values())
