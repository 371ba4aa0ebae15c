"""A tile of the catalogue in words: made here, for a template asks twenty tiles line by line."""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.places import distance_words
from programs.tiles import GroupState, Tile
from reference import money
from reference.money import half_up

APART = " · "


class TileWords(TypedDict):
    """The lines of a tile: a dictionary, for a template finds a name in it at the first try."""

    url: str
    name: str
    where: str
    way: str
    ages: str
    facts: str
    announcement: str
    marks: str
    state: GroupState
    places: str
    certificate: str
    remarks: list[str]


def words_of(tile: Tile) -> TileWords:
    """What the tile says."""
    program = tile.program
    return {
        "url": program.get_absolute_url(),
        "name": program.short_name,
        "where": APART.join(filter(None, [tile.provider_name, ", ".join(tile.settlements)])),
        "way": "" if tile.way is None else distance_words(tile.way),
        "ages": _("%(from)s–%(to)s years old") % {"from": program.age_from, "to": program.age_to},
        "facts": APART.join(filter(None, [", ".join(tile.days), _price(tile)])),
        "announcement": program.annotation,
        "marks": _marks(tile),
        "state": tile.state,
        "places": _places(tile),
        "certificate": _("The certificate pays") if program.takes_certificates else "",
        "remarks": [one[:1].upper() + one[1:] for one in (_beginning(tile), _missing(tile)) if one],
    }


def _marks(tile: Tile) -> str:
    """How families mark it, where there is enough to tell it."""
    rating = getattr(tile.program, "rating", None)
    if rating is None or rating.points is None:
        return ""
    return ngettext(
        "families mark it %(points)s of 100 (%(number)s mark)",
        "families mark it %(points)s of 100 (%(number)s marks)",
        rating.given,
    ) % {"points": half_up(Fraction(rating.points, 100)), "number": rating.given}


def _price(tile: Tile) -> str:
    if tile.program.is_budget:
        return _("free of charge")
    if (price := tile.cheapest) is None:
        return _("the price is not set yet")
    return _("%(sum)s a month") % {"sum": money.rubles(price.month)}


def _places(tile: Tile) -> str:
    if tile.state != GroupState.OPEN:
        return str(tile.state.label)
    free = tile.free_seats
    return ngettext("%(n)s free place", "%(n)s free places", free) % {"n": free}


def _beginning(tile: Tile) -> str:
    if day := tile.starts_on:
        return _("starts on %(day)s") % {"day": f"{day:%d.%m.%Y}"}
    return _("lessons go on, one can join") if tile.has_begun else ""


def _missing(tile: Tile) -> str:
    if not (missing := tile.missing_to_begin):
        return ""
    return ngettext(
        "%(missing)s more child is needed for the group to begin",
        "%(missing)s more children are needed for the group to begin",
        missing,
    ) % {"missing": missing}
