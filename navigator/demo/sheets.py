"""The demo district as its sheets describe it: organisations, titles of programs, offers.

The sheets say what the district comes to; everything else in the demo is worked out from them.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
TOWN = "г. Приднепровск"

# Where each village school is; everybody else is in the town.
VILLAGES = {
    "O07": "с. Заозёрье",
    "O08": "д. Ключи",
    "O09": "д. Луговая",
    "O10": "с. Новосёлки",
    "O11": "д. Каменка",
    "O12": "д. Боровая",
    "O13": "д. Старый Мост",
}

# A contract pays for one module, and a module paid by certificates is no longer than this.
LONGEST_MODULE = 72


@dataclass(frozen=True)
class ProviderSheet:
    """One organisation of the district."""

    code: str
    name: str

    @property
    def settlement(self) -> str:
        return VILLAGES.get(self.code, TOWN)

    @property
    def is_rural(self) -> bool:
        return self.code in VILLAGES


@dataclass(frozen=True)
class ProgramSheet:
    """A title that one or several organisations teach; the price is in rubles a month."""

    code: str
    direction: str
    title: str
    age_from: int
    age_to: int
    years: int
    hours_a_year: int
    group_size: int
    level: str
    price_a_month: int
    line: str


@dataclass(frozen=True)
class Offer:
    """A title taught by one organisation: its groups, children by main program, places."""

    provider: ProviderSheet
    program: ProgramSheet
    register: str
    groups: int
    places: int
    contracts: int
    ages: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        return f"{self.provider.code}-{self.program.code}"

    @property
    def children(self) -> int:
        return sum(number for _age, number in self.ages)

    @property
    def is_certified(self) -> bool:
        return self.register == "certified"

    @property
    def is_free(self) -> bool:
        """Whether the municipal assignment pays for it."""
        return self.register in ("preprofessional", "significant", "other_budget")

    @property
    def module_hours(self) -> int:
        """Hours of one module: a year, or a part of it where certificates pay."""
        hours = self.program.hours_a_year
        return min(hours, LONGEST_MODULE) if self.is_certified else hours

    def admits(self, age: int) -> bool:
        return self.program.age_from <= age <= self.program.age_to


@cache
def providers() -> tuple[ProviderSheet, ...]:
    """The organisations, in the order of their codes."""
    return tuple(ProviderSheet(row["code"], row["name"]) for row in _rows("providers"))


@cache
def programs() -> dict[str, ProgramSheet]:
    """The titles by their codes."""
    numbers = ("age_from", "age_to", "years", "group_size")
    return {
        row["code"]: ProgramSheet(
            code=row["code"],
            direction=row["direction"],
            title=row["title"],
            hours_a_year=int(row["hours_per_year"]),
            level=row["level"],
            price_a_month=int(row["price_per_month"]),
            line=row["description"],
            **{name: int(row[name]) for name in numbers},
        )
        for row in _rows("programs")
    }


@cache
def offers() -> tuple[Offer, ...]:
    """What is taught in the district this school year."""
    by_code = {provider.code: provider for provider in providers()}
    return tuple(
        Offer(
            provider=by_code[row["provider"]],
            program=programs()[row["program"]],
            register=row["register"],
            groups=int(row["groups"]),
            places=int(row["places"]),
            contracts=int(row["funded_contracts"]),
            ages=tuple(_pair(pair) for pair in row["children_by_age"].split()),
        )
        for row in _rows("offers")
    )


@cache
def cards() -> dict[str, Any]:
    """The words of the cards: `directions` and `programs` by their codes."""
    return tomllib.loads((DATA / "cards.toml").read_text(encoding="utf-8"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _pair(text: str) -> tuple[int, int]:
    age, _colon, number = text.partition(":")
    return int(age), int(number)
