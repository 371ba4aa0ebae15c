"""Birthdays that give the right age on the demo's day, whatever day it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from reference.days import Month, SchoolYear, birthday, full_years

YOUNGEST = 5  # R2.03: a certificate is given from this age

# Who comes of age during the school year joins on the 1st of a month, and not after this one.
LAST_MONTH_TO_JOIN = 4


@dataclass(frozen=True)
class SchoolDays:
    """The demo's day and the school year that holds it."""

    day: date

    @property
    def year(self) -> SchoolYear:
        return SchoolYear.of(self.day)

    @property
    def start(self) -> date:
        return self.year.first_day

    def clamp(self, day: date) -> date:
        """That day, or the demo's day when it lies later."""
        return min(day, self.day)

    def joins_on(self, born: date, age_from: int) -> date:
        """When a child of that birthday joins a program that takes children from that age."""
        if full_years(born, self.start) >= age_from:
            return self.start
        of_age = birthday(born, age_from)
        return of_age if of_age.day == 1 else Month.of(of_age).shift(1).first_day

    @property
    def last_day_to_join(self) -> date:
        return self.clamp(date(self.year.starts_in + 1, LAST_MONTH_TO_JOIN, 1))


def born(
    age: int, days: SchoolDays, chance: Random, *, by_start: int = 0, later: Sequence[int] = ()
) -> date:
    """A birthday of somebody who is `age` on the demo's day.

    On the first day of the school year they are at least `by_start` years old; for each of `later`
    they come of that age in time to join.
    """
    return chance.choice(_birthdays(age, days, by_start, max(later, default=0)))


@cache
def _birthdays(age: int, days: SchoolDays, by_start: int, later: int) -> tuple[date, ...]:
    about = days.day - timedelta(days=365 * age)
    right = [
        each
        for each in (about + timedelta(days=10 - offset) for offset in range(400))
        if full_years(each, days.day) == age and full_years(each, days.start) >= by_start
    ]
    if later < age:  # old enough on the first day whatever the birthday
        return tuple(right)
    return tuple(each for each in right if days.joins_on(each, later) <= days.last_day_to_join)
