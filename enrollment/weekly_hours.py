"""The price and the load of a place where the balance is hours of a week (R6.57, R3.21).

The sibling of `funding`: it answers with the same `Quote`. No sum bounds it, the load of the
child does. Pure functions over kopecks, minutes and dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enrollment import funding
from reference.models import CategoryTerms


@dataclass(frozen=True)
class Norm:
    """What a municipality pays a child in a week, in minutes (R3.21)."""

    weekly: int
    extra: int
    threshold: int

    @classmethod
    def of(cls, terms: CategoryTerms | None) -> Norm | None:
        """The norm of a category; None where the plan has none for it."""
        if terms is None or terms.weekly_norm is None:
            return None
        return cls(terms.weekly_norm, terms.weekly_extra or 0, terms.weekly_threshold or 0)


@dataclass(frozen=True)
class Lessons:
    """Lessons a child has from one day to another, in minutes a week."""

    starts_on: date
    ends_on: date
    minutes: int


@dataclass(frozen=True)
class Load:
    """A child's week with a new place: what is taken before it, and what it adds, in minutes."""

    before: int
    added: int
    norm: Norm
    is_significant: bool = False

    @property
    def after(self) -> int:
        return self.before + self.added

    @property
    def allowed(self) -> int:
        """The most a week may hold with this place (R6.60)."""
        return self.norm.weekly + (self.norm.extra if self.is_significant else 0)

    @property
    def is_above_threshold(self) -> bool:
        """Whether the week is too full before the place for a social certificate to be formed.

        The threshold is asked of the load before, and of certified programs alone (W33).
        """
        return not self.is_significant and self.before > self.norm.threshold

    @property
    def is_above_norm(self) -> bool:
        return self.after > self.allowed


def peak(lessons: Sequence[Lessons], starts_on: date, ends_on: date) -> int:
    """The fullest week between the two days, in minutes.

    A week can only become fuller on a day on which some lessons begin.
    """
    days = {starts_on, *(each.starts_on for each in lessons)}
    return max(
        sum(each.minutes for each in lessons if each.starts_on <= day <= each.ends_on)
        for day in days
        if starts_on <= day <= ends_on
    )


def quote(
    terms: funding.Terms,
    *,
    starts_on: date,
    ends_on: date,
    already_paid: int = 0,
    rounding: str = "up",
) -> funding.Quote:
    """What the place costs: the municipality pays min(price, normative cost), whatever the sum.

    Hours become money by themselves (R3.21): the same exact ratios, months and caps as `funding`,
    the same contracts (R6.63).
    """
    return funding.quote(
        terms,
        available=terms.price,
        starts_on=starts_on,
        ends_on=ends_on,
        already_paid=already_paid,
        rounding=rounding,
    )
