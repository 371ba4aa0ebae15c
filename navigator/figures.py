"""How figures look on screen: 1 521,12 ₽ · 1 604 · 69,4 % · 14.09.2026 · сентябрь 2026."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from reference import hours as weekly
from reference import money

NBSP = "\u00a0"
MINUS = "\u2212"


# What stands before a name or a number and is read together with it.
_BEFORE_A_NAME = re.compile(
    r"(?<![\w-])(г|с|д|п|пгт|ул|пл|пер|наб|корп|стр|кв|каб|ауд|пом|лит|№)(\.?) (?=\w)",
    re.IGNORECASE,
)
_BEFORE_A_NUMBER = re.compile(r" (?=\d)")


def address(value: Any) -> str:
    """An address whose house number is not torn off at the end of a line."""
    joined = _BEFORE_A_NAME.sub(rf"\1\2{NBSP}", str(value))
    return _BEFORE_A_NUMBER.sub(NBSP, joined)


def rubles(kopecks: int | None) -> str:
    """A sum in kopecks as people read it: 152112 → 1 521,12 ₽."""
    return "" if kopecks is None else money.rubles(kopecks)


def number(value: int | Decimal | float | str | None) -> str:
    """A count with its thousands apart: 1604 → 1 604. A fraction keeps its digits after a comma."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    return f"{amount:,f}".replace(",", NBSP).replace(".", ",").replace("-", MINUS)


def percent(value: Decimal | float | int | None, places: int = 1) -> str:
    """A share already counted in percent: 69.4 → 69,4 %."""
    if value is None:
        return ""
    rounded = Decimal(money.half_up(Fraction(str(value)) * 10**places)).scaleb(-places)
    return f"{number(rounded)}{NBSP}%"


def points(hundredths: int | None) -> str:
    """Points of a rating, kept in hundredths: 8750 → 88."""
    return "" if hundredths is None else str(money.half_up(Fraction(hundredths, 100)))


def hours(minutes: int | None) -> str:
    """Minutes of a week as people read them: 570 → 9,5 ч."""
    return "" if minutes is None else weekly.hours(minutes)


def day(value: date | datetime | None) -> str:
    """A day: 14.09.2026."""
    return "" if value is None else _local(value).strftime("%d.%m.%Y")


def moment(value: datetime | None) -> str:
    """An instant in the portal's time zone: 14.09.2026 15:00."""
    return "" if value is None else _local(value).strftime(f"%d.%m.%Y{NBSP}%H:%M")


def when(value: date | datetime | None) -> str:
    """An instant with its time, a day without one."""
    return moment(value) if isinstance(value, datetime) else day(value)


def month(value: Any) -> str:
    """A month in words: сентябрь 2026. Takes a day, or anything that knows its first day."""
    if value is None:
        return ""
    first = value if isinstance(value, date) else value.first_day
    name = date_format(first, f"F{NBSP}Y")
    return name.lower() if get_language() == "ru" else name


def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
