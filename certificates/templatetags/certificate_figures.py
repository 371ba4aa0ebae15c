"""Money of a certificate or a plan drawn to scale, and numbers of documents as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext_lazy as _

from certificates.ledger import Balance
from certificates.models.account import Place
from certificates.planning import PlanPicture

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

register = template.Library()

# Where money can be, in the order in which it goes; the colour names are of tokens.css.
PLACES: dict[str, tuple[str, _StrPromise, _StrPromise]] = {
    "never_issued": ("line", _("not issued"), _("stays with the municipality")),
    "available": ("success", Place.AVAILABLE.label, _("can be spent")),
    "reserved": (
        "warning",
        Place.RESERVED.label,
        _("set aside for the months to come of the contracts"),
    ),
    "debited": ("accent", Place.DEBITED.label, _("paid for the months that have begun")),
    "lapsed": ("line-strong", Place.LAPSED.label, _("gone back to the municipal budget")),
}


@dataclass(frozen=True)
class Part:
    """One place of money on the bar; `start` and `width` in percent of the whole."""

    colour: str
    label: _StrPromise
    hint: _StrPromise
    amount: int
    start: str
    width: str


@register.inclusion_tag("certificates/_money_bar.html")
def money_bar(sums: Balance | PlanPicture) -> dict[str, Any]:
    """The sums as one bar with its legend; places that hold nothing have no width."""
    amounts = {name: getattr(sums, name) for name in PLACES if hasattr(sums, name)}
    whole = sum(amounts.values())
    parts, before = [], 0
    for name, amount in amounts.items():
        colour, label, hint = PLACES[name]
        parts.append(
            Part(colour, label, hint, amount, _percent(before, whole), _percent(amount, whole))
        )
        before += amount
    return {"parts": [part for part in parts if part.amount or part.colour != "line-strong"]}


def _percent(amount: int, whole: int) -> str:
    return f"{amount * 100 / whole:.2f}%" if whole else "0%"


@register.filter
def snils(digits: str | None) -> str:
    """СНИЛС as on the card: 112-233-445 95."""
    if not digits:
        return ""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"
