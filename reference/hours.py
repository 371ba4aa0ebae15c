"""Weekly hours: whole minutes everywhere, hours where people read and write them (R3.21)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

MINUTES_IN_HOUR = 60
MINUTES_IN_WEEK = 7 * 24 * MINUTES_IN_HOUR
QUARTER = 15
NO_BREAK_SPACE = "\u00a0"


def parse(text: str | Decimal | float) -> int:
    """Read hours ("11,5", "11.5", "12") into minutes. Raises ValueError on anything finer."""
    cleaned = str(text).replace(NO_BREAK_SPACE, "").replace(" ", "").replace(",", ".")
    try:
        minutes = Decimal(cleaned) * MINUTES_IN_HOUR
    except ArithmeticError:  # no number at all
        raise ValueError(f"not a number of hours: {text!r}") from None
    if not minutes.is_finite() or minutes != minutes.to_integral_value():
        raise ValueError(f"not a whole number of minutes: {text!r}")
    return int(minutes)


def plain(minutes: int) -> str:
    """Hours with a comma, as forms show them: "11,5"; exact to a quarter of an hour."""
    return f"{Decimal(minutes) / MINUTES_IN_HOUR:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def hours(minutes: int) -> str:
    """Hours as people read them: "9,5 h"; what is no quarter of an hour has its minutes."""
    if minutes % QUARTER == 0:
        said = _("%(hours)s h") % {"hours": plain(minutes)}
    else:
        whole, rest = divmod(minutes, MINUTES_IN_HOUR)
        said = _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest}
    return said.replace(" ", NO_BREAK_SPACE)
