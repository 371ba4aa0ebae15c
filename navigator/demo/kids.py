"""The children of the demo district: who they are before they have a family and a name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from random import Random

from navigator.demo import names
from navigator.demo.allocation import Pupil
from navigator.demo.sheets import TOWN, VILLAGES

TOWN_SCHOOLS = ("МБОУ «Средняя школа № 11»", "МБОУ «Гимназия № 7»")
TOWN_KINDERGARTENS = ("МБДОУ «Детский сад № 14 „Солнышко“»", "МБДОУ «Детский сад № 16 „Родничок“»")
VILLAGE_SCHOOLS = {
    "с. Заозёрье": "МБОУ «Заозёрская средняя школа»",
    "д. Ключи": "МБОУ «Ключевская средняя школа»",
    "д. Луговая": "МБОУ «Луговская средняя школа»",
    "с. Новосёлки": "МБОУ «Новосельская средняя школа»",
    "д. Каменка": "МБОУ «Каменская основная школа»",
    "д. Боровая": "МБОУ «Боровская основная школа»",
    "д. Старый Мост": "МБОУ «Старомостовская основная школа»",
}
FIRST_SCHOOL_AGE = 7

# Of a hundred pupils so many are girls.
GIRLS_OF_100 = {"technical": 30, "sport": 35, "arts": 76, "natural_science": 52}
GIRLS_OF_PROGRAM = {"F09": 100, "X10": 92, "X12": 96, "X14": 94, "F06": 15, "F01": 8, "T06": 15}


class Standing(Enum):
    """Why a child is in the district's register."""

    LEARNS = "learns"
    ACCOUNTING_UNUSED = "accounting certificate, no place"
    FUNDED_UNUSED = "funded certificate, no contract"
    SUSPENDED = "suspended certificate"
    APPLICANT = "documents not seen yet"


# Holders who do not learn, and children whose certificate is not issued yet.
OTHERS = {
    Standing.ACCOUNTING_UNUSED: 188,
    Standing.FUNDED_UNUSED: 41,
    Standing.SUSPENDED: 14,
    Standing.APPLICANT: 4,
}


@dataclass(eq=False)
class Kid:
    """A child to be written down; names and birthday are given last.

    A new one comes to the portal by itself, the others were in the registers before it.
    """

    ordinal: int
    standing: Standing
    age: int
    sex: str
    settlement: str
    pupil: Pupil | None = None
    is_special: bool = False
    is_new: bool = False
    first_name: str = ""
    patronymic: str = ""
    last_name: str = ""
    born: date = date.min
    snils: str | None = None

    @property
    def is_funded(self) -> bool:
        if self.pupil:
            return self.pupil.is_funded
        return self.standing in (Standing.FUNDED_UNUSED, Standing.SUSPENDED)

    @property
    def school(self) -> str:
        """Where the child learns or is looked after in the daytime."""
        if school := VILLAGE_SCHOOLS.get(self.settlement):
            return school
        places = TOWN_SCHOOLS if self.age >= FIRST_SCHOOL_AGE else TOWN_KINDERGARTENS
        return places[self.ordinal % len(places)]


def kids_of(pupils: Sequence[Pupil], chance: Random) -> list[Kid]:
    """A child for every pupil, and the others of the register."""
    kids = [
        Kid(
            ordinal,
            Standing.LEARNS,
            pupil.age,
            _sex(pupil.main.program.code, pupil.main.program.direction, chance),
            pupil.main.provider.settlement,
            pupil,
        )
        for ordinal, pupil in enumerate(pupils)
    ]
    for standing, number in OTHERS.items():
        for _kid in range(number):
            # the town has three of four
            village = chance.choice(tuple(VILLAGES.values()))
            settlement = chance.choice((TOWN, TOWN, TOWN, village))
            sex = chance.choice((names.MALE, names.FEMALE))
            kids.append(Kid(len(kids), standing, chance.randint(6, 16), sex, settlement))
    return kids


def _sex(code: str, direction: str, chance: Random) -> str:
    girls = GIRLS_OF_PROGRAM.get(code, GIRLS_OF_100.get(direction, 50))
    return names.FEMALE if chance.randrange(100) < girls else names.MALE
