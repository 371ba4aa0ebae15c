"""The price of a place: what the certificate pays, what the parent pays, month by month (R6.18).

Pure functions over kopecks and dates. Exact ratios, rounded once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from reference import money
from reference.days import Month, days_in, months_between


@dataclass(frozen=True)
class Terms:
    """What a group costs: dates of the whole group, price and normative cost for them, kopecks."""

    starts_on: date
    ends_on: date
    price: int
    norm: int


@dataclass(frozen=True)
class Part:
    """One month of a contract, in kopecks."""

    month: Month
    certificate: int
    parent: int


@dataclass(frozen=True)
class Quote:
    """What a place costs from one day to another, in kopecks."""

    total: int
    norm_total: int
    certificate_part: int
    parent_part: int
    parts: tuple[Part, ...]

    @property
    def first(self) -> Part:
        return self.parts[0]

    @property
    def other(self) -> Part | None:
        """Each month after the first; None when there is only one."""
        return self.parts[1] if len(self.parts) > 1 else None


def quote(
    terms: Terms,
    *,
    available: int,
    starts_on: date,
    ends_on: date,
    already_paid: int = 0,
    rounding: str = "up",
) -> Quote:
    """What the place costs from `starts_on` to `ends_on`, with `available` kopecks to draw on.

    Exact shares, one rounding for each result (RR-1).
    The certificate pays min(price, normative cost, available), the parent the rest (R6.18,
    R6.34). `already_paid` is the price of an earlier contract of the same group: the two together
    never exceed the price (R6.20, RR-6). Raises ValueError when the days lie outside the
    group's.
    """
    if not terms.starts_on <= starts_on <= ends_on <= terms.ends_on:
        raise ValueError("the days of a contract lie within the days of its group")
    # the total goes up, months 2…M go down: the working code of the field, not its comment (R6.19)
    share = Fraction(days_in(starts_on, ends_on), days_in(terms.starts_on, terms.ends_on))
    round_total = money.ROUNDINGS[rounding]
    total = min(round_total(share * terms.price), max(terms.price - already_paid, 0))
    norm_total = round_total(share * terms.norm)
    certificate_part = min(total, norm_total, available)
    return Quote(
        total=total,
        norm_total=norm_total,
        certificate_part=certificate_part,
        parent_part=total - certificate_part,
        parts=_parts(certificate_part, total - certificate_part, starts_on, ends_on),
    )


def _parts(certificate: int, parent: int, starts_on: date, ends_on: date) -> tuple[Part, ...]:
    """Split both sums over the calendar months; the parts of each add up to it exactly."""
    months = list(months_between(starts_on, ends_on))
    certificates = _instalments(certificate, starts_on, ends_on, len(months))
    parents = _instalments(parent, starts_on, ends_on, len(months))
    return tuple(map(Part, months, certificates, parents))


def _instalments(amount: int, starts_on: date, ends_on: date, months: int) -> list[int]:
    """The later months are equal and rounded down, the first takes the remainder (RR-3)."""
    if months == 1:
        return [amount]
    days = days_in(starts_on, ends_on)
    days_of_first = days_in(starts_on, Month.of(starts_on).last_day)
    other = money.down(Fraction(days - days_of_first, days) * amount / (months - 1))
    return [amount - other * (months - 1), *[other] * (months - 1)]
