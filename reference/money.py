"""Money: whole kopecks everywhere, and the only place that rounds (RR-1).

Sums are `int` kopecks; shares are exact `Fraction`s. No binary float ever touches a sum.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

KOPECKS_IN_RUBLE = 100
NO_BREAK_SPACE = "\u00a0"


def up(amount: Fraction) -> int:
    """The least whole number of kopecks not below the exact amount (RR-2)."""
    return ceil(amount)


def down(amount: Fraction) -> int:
    """The greatest whole number of kopecks not above the exact amount (RR-3)."""
    return floor(amount)


def half_up(amount: Fraction) -> int:
    """The nearest whole number of kopecks, a half going up (RR-4)."""
    return floor(amount + Fraction(1, 2))


ROUNDINGS = {"up": up, "down": down, "half_up": half_up}


def half_up_to_ruble(amount: Fraction) -> int:
    """The nearest whole ruble, in kopecks, a half going up (RR-5)."""
    return half_up(amount / KOPECKS_IN_RUBLE) * KOPECKS_IN_RUBLE


def down_to_ruble(amount: Fraction) -> int:
    """The greatest number of whole rubles not above the exact amount, in kopecks (R5.13)."""
    return down(amount / KOPECKS_IN_RUBLE) * KOPECKS_IN_RUBLE


def parse(text: str | Decimal | int) -> int:
    """Read rubles ("9600.00", "9 600,00") into kopecks. Raises ValueError on anything finer."""
    cleaned = str(text).replace(NO_BREAK_SPACE, "").replace(" ", "").replace(",", ".")
    try:
        kopecks = Decimal(cleaned) * KOPECKS_IN_RUBLE
    except ArithmeticError:  # no number at all, or one beyond all numbers
        raise ValueError(f"not a sum of money: {text!r}") from None
    if not kopecks.is_finite() or kopecks != kopecks.to_integral_value():
        raise ValueError(f"not a whole number of kopecks: {text!r}")
    return int(kopecks)


def plain(kopecks: int) -> str:
    """Rubles with a point and two decimals, as files and scenarios write them: "1521.12"."""
    sign = "-" if kopecks < 0 else ""
    whole, rest = divmod(abs(kopecks), KOPECKS_IN_RUBLE)
    return f"{sign}{whole}.{rest:02d}"


def rubles(kopecks: int) -> str:
    """Rubles as people read them: "1 521,12 ₽" with no-break spaces."""
    sign = "−" if kopecks < 0 else ""
    whole, rest = divmod(abs(kopecks), KOPECKS_IN_RUBLE)
    grouped = f"{whole:,}".replace(",", NO_BREAK_SPACE)
    return f"{sign}{grouped},{rest:02d}{NO_BREAK_SPACE}₽"
