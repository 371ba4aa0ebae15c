"""Days, months and school years: arithmetic without a clock. All dates are local dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

SATURDAY = 5


@total_ordering
@dataclass(frozen=True)
class Month:
    """One calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read "2026-09". Raises ValueError."""
        year, number = text.split("-")
        return cls.of(date(int(year), int(number), 1))

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def shift(self, months: int) -> Month:
        """The month that many months later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __lt__(self, other: Month) -> bool:
        return (self.year, self.number) < (other.year, other.number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def months_between(start: date, end: date) -> Iterator[Month]:
    """The calendar months touched by the days from `start` to `end`, both inclusive."""
    month, last = Month.of(start), Month.of(end)
    while month <= last:
        yield month
        month = month.shift(1)


def days_in(start: date, end: date) -> int:
    """The number of days from `start` to `end`, both inclusive; 0 when there are none."""
    return max((end - start).days + 1, 0)


def working_day(month: Month, ordinal: int, holidays: Collection[date] = ()) -> date:
    """The first, second, … day of the month that is neither a weekend nor a holiday.

    Raises ValueError when the month has fewer.
    """
    day = month.first_day
    while day <= month.last_day:
        if day.weekday() < SATURDAY and day not in holidays:
            ordinal -= 1
            if ordinal == 0:
                return day
        day += timedelta(days=1)
    raise ValueError(f"{month} has fewer working days")


def working_days_in(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """The number of working days from `start` to `end`, both inclusive; 0 when there are none."""
    days = (start + timedelta(days=number) for number in range(days_in(start, end)))
    return sum(day.weekday() < SATURDAY and day not in holidays for day in days)


def full_years(born: date, on: date) -> int:
    """Full years of age on that day (R2.04); a birthday of 29 February counts on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which someone born then turns that many years old."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


@dataclass(frozen=True)
class SchoolYear:
    """1 September to 31 August, the default funding period."""

    starts_in: int

    @classmethod
    def of(cls, day: date) -> SchoolYear:
        return cls(day.year if day.month >= 9 else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.starts_in, 9, 1)

    @property
    def last_day(self) -> date:
        return date(self.starts_in + 1, 8, 31)

    @property
    def next(self) -> SchoolYear:
        return SchoolYear(self.starts_in + 1)

    def __str__(self) -> str:
        return f"{self.starts_in}/{(self.starts_in + 1) % 100:02d}"


@dataclass(frozen=True)
class Quarter:
    """One calendar quarter, the rhythm of reports."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        return Month(self.year, self.number * 3).last_day

    @property
    def previous(self) -> Quarter:
        return Quarter.of(self.first_day - timedelta(days=1))
