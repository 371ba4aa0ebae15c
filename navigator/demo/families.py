"""Families of the demo district: brothers and sisters, parents, names and birthdays. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from navigator.demo import ages, names
from navigator.demo.ages import SchoolDays
from navigator.demo.kids import Kid, Standing

MOTHER, FATHER, GUARDIAN = "mother", "father", "guardian"

# Families that a visitor may be; their children are chosen, not drawn.
MOTHER_OF_CAST = "mama@example.org"
FATHER_OF_CAST = "papa@example.org"
WAITING_OF_CAST = "ochered@example.org"
# People who look after a child of somebody else's account.
SECOND_OF_CAST = "vtoroy@example.org"
TEENAGER_OF_CAST = "podrostok@example.org"
HOME = "O01"

FAMILIES_OF_TWO = 480
FAMILIES_OF_THREE = 80
WRITTEN_TWICE = 6


@dataclass(eq=False)
class Family:
    """One account of a parent, and the children they act for."""

    ordinal: int
    kids: list[Kid]
    sex: str = names.FEMALE
    relation: str = MOTHER
    surname: str = ""
    first_name: str = ""
    patronymic: str = ""
    email: str = ""
    letters_return: bool = False

    @property
    def is_of_cast(self) -> bool:
        """Whether visitors are shown the family; then it stays as it was chosen."""
        return self.email in (MOTHER_OF_CAST, FATHER_OF_CAST, WAITING_OF_CAST)

    @property
    def last_name(self) -> str:
        return names.surname(self.surname, self.sex)

    @property
    def phone(self) -> str:
        return names.phone(self.ordinal)


def families_of(kids: Sequence[Kid], days: SchoolDays, chance: Random) -> list[Family]:
    """Every child has a family, a name and a birthday that gives its age on the demo's day."""
    families = _families(kids, chance)
    _name(families, days, chance)
    _write_twice(families, chance)
    return families


def _families(kids: Sequence[Kid], chance: Random) -> list[Family]:
    """Neighbours of different ages become brothers and sisters; the families of the cast first."""
    families = _cast(kids)
    chosen = {kid for family in families for kid in family.kids}
    sizes = [3] * FAMILIES_OF_THREE + [2] * FAMILIES_OF_TWO
    sizes += [1] * (len(kids) - sum(sizes))
    for family in families:
        sizes.remove(len(family.kids))
    waiting: dict[str, list[Kid]] = defaultdict(list)
    for kid in chance.sample([kid for kid in kids if kid not in chosen], len(kids) - len(chosen)):
        waiting[kid.settlement].append(kid)
    for size in sizes:
        place = chance.choices(list(waiting), [len(each) for each in waiting.values()])[0]
        families.append(Family(0, _siblings(waiting, place, size)))
    drawn = families[len(_CAST) :]
    chance.shuffle(drawn)
    families[len(_CAST) :] = drawn
    for ordinal, family in enumerate(families, start=1):
        family.ordinal = ordinal
        family.email = family.email or f"family{ordinal:04d}@example.org"
    return families


# The e-mail, the relation, and what each child of the family learns with which certificate.
_CAST = (
    (MOTHER_OF_CAST, MOTHER, (("F08", 9, True), ("X05", 7, False))),
    (FATHER_OF_CAST, FATHER, (("E01", 10, False),)),
    (WAITING_OF_CAST, MOTHER, (("K02", 11, False),)),
)


def _cast(kids: Sequence[Kid]) -> list[Family]:
    """The families that visitors may be, whatever the day is."""
    return [
        Family(
            0,
            [_learning(kids, code, age, is_funded) for code, age, is_funded in wanted],
            sex=names.MALE if relation == FATHER else names.FEMALE,
            relation=relation,
            email=email,
        )
        for email, relation, wanted in _CAST
    ]


def _learning(kids: Sequence[Kid], code: str, age: int, is_funded: bool) -> Kid:
    """The first child of that age whose only program is this one of the cast's organisation."""
    return next(
        kid
        for kid in kids
        if kid.pupil
        and (kid.pupil.main.provider.code, kid.pupil.main.program.code) == (HOME, code)
        and (kid.age, kid.is_funded, kid.pupil.second) == (age, is_funded, None)
    )


def _siblings(waiting: dict[str, list[Kid]], place: str, size: int) -> list[Kid]:
    """Take that many children of one place, two years or more between them; others if need be."""
    pool = waiting[place]
    members = [pool.pop()]
    while len(members) < size:
        found = next((kid for kid in reversed(pool) if _may_be_sibling(kid, members)), None)
        if found is None:
            pool = next(
                pool
                for pool in waiting.values()
                if any(_may_be_sibling(kid, members) for kid in pool)
            )
            continue
        pool.remove(found)
        found.settlement = place
        members.append(found)
    for name in [name for name, left in waiting.items() if not left]:
        del waiting[name]
    return sorted(members, key=lambda kid: -kid.age)


def _may_be_sibling(kid: Kid, members: Sequence[Kid]) -> bool:
    return all(abs(kid.age - member.age) >= 2 for member in members)


def _name(families: Sequence[Family], days: SchoolDays, chance: Random) -> None:
    """Names, birthdays and numbers; nobody shares a surname, a name and a birthday."""
    known: set[tuple[str, str, date]] = set()
    for family in families:
        if not family.is_of_cast:
            family.relation = chance.choices((MOTHER, FATHER, GUARDIAN), (85, 12, 3))[0]
            family.sex = names.MALE if family.relation == FATHER else names.FEMALE
        family.surname, family.first_name, family.patronymic = names.grown_up(family.sex, chance)
        father = chance.choice(tuple(names.FATHERS))
        if family.relation == FATHER:
            father = family.first_name
        for kid in family.kids:
            kid.last_name = names.surname(family.surname, kid.sex)
            kid.patronymic = names.patronymic(father, kid.sex)
            kid.snils = names.snils(kid.ordinal + 1)
            taken = {other.first_name for other in family.kids}
            while True:
                kid.first_name = chance.choice(names.BOYS if kid.sex == names.MALE else names.GIRLS)
                kid.born = _born(kid, days, chance)
                person = (family.surname, kid.first_name, kid.born)
                if person not in known and kid.first_name not in taken:
                    break
            known.add(person)


def _born(kid: Kid, days: SchoolDays, chance: Random) -> date:
    if kid.pupil is None:
        return ages.born(kid.age, days, chance, by_start=ages.YOUNGEST)
    contract = kid.pupil.contract
    return ages.born(
        kid.age,
        days,
        chance,
        by_start=contract.program.age_from if contract else 0,
        later=[max(offer.program.age_from, ages.YOUNGEST) for offer in kid.pupil.offers],
    )


def _write_twice(families: Sequence[Family], chance: Random) -> None:
    """Some fathers write a child down whom the mother has written down, less carefully."""
    alone = [family for family in families if len(family.kids) == 1 and not family.is_of_cast]
    models = [
        family
        for family in alone
        if family.kids[0].standing == Standing.LEARNS and family.relation == MOTHER
    ]
    copies = [family for family in alone if family.kids[0].standing == Standing.ACCOUNTING_UNUSED]
    chosen = zip(
        chance.sample(models, WRITTEN_TWICE), chance.sample(copies, WRITTEN_TWICE), strict=True
    )
    for model, copy in chosen:
        kid, other = model.kids[0], copy.kids[0]
        copy.surname, copy.sex, copy.relation = model.surname, names.MALE, FATHER
        copy.first_name = next(
            name for name in names.FATHERS if names.patronymic(name, kid.sex) == kid.patronymic
        )
        copy.patronymic = names.patronymic(chance.choice(tuple(names.FATHERS)), names.MALE)
        other.sex, other.settlement, other.age = kid.sex, kid.settlement, kid.age
        other.last_name, other.first_name, other.born = kid.last_name, kid.first_name, kid.born
        other.patronymic, other.snils = "", None
