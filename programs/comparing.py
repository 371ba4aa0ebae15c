"""Up to four programs side by side: what they are asked, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs import places, searching, showing, understanding
from programs.conditions import Filters
from programs.families import FamilyChild
from programs.models import Program
from programs.ordering import Sort
from programs.showing import Showing, times_of
from programs.tiles import GroupState
from reference.money import half_up, rubles
from reference.points import Point

MOST = 4
OFFERED = 5


@dataclass(frozen=True)
class Row:
    """One question put to every program, and what each by its name answers, line by line."""

    label: str
    cells: Sequence[tuple[str, tuple[str, ...]]]

    @property
    def differs(self) -> bool:
        """Whether any two programs answer differently."""
        return len({answer for _name, answer in self.cells}) > 1


def chosen(slugs: Sequence[str], programs: QuerySet[Program], *, on: date) -> list[Showing]:
    """The first of the programs of an address, in its order; unknown ones are passed over."""
    found = {
        each.program.slug: each for each in showing.list_of(programs.filter(slug__in=slugs), on=on)
    }
    return [found[slug] for slug in slugs if slug in found]


def address_of(slugs: Sequence[str]) -> str:
    """The query of the page that compares these programs; anybody may be sent it."""
    return "?" + urlencode([("program", slug) for slug in slugs])


def ways(programs: Sequence[Showing], children: Sequence[FamilyChild]) -> list[Row]:
    """How far each program is from where the family's children live and learn.

    A place of several children is asked of once.
    """
    near: dict[Point, str] = {}
    for place in places.of_children(children):
        near.setdefault(place.point, place.name)
    return [
        Row(
            _("From %(place)s") % {"place": name},
            [(each.program.short_name, _way(each, point)) for each in programs],
        )
        for point, name in list(near.items())[:MOST]
    ]


def rows(programs: Sequence[Showing]) -> list[Row]:
    """Everything families ask before they choose; each answer may have several lines."""
    return [
        Row(
            label,
            [
                (each.program.short_name, tuple(capfirst(line) for line in ask(each) if line))
                for each in programs
            ],
        )
        for label, ask in (
            (_("Organisation"), lambda each: [each.program.provider.short_name]),
            (_("Age"), _age),
            (_("Free places"), _places),
            (_("Marks of families"), _marks),
            (_("Price"), _price),
            (_("Certificate"), _certificate),
            (_("Days and hours"), _times),
            (_("Address"), _addresses),
            (_("Start of lessons"), _start),
            (_("Level"), lambda each: [each.program.get_level_display()]),
            (_("Form of study"), _form),
            (_("Direction"), lambda each: [each.program.direction.name]),
            (_("Medical certificate"), _medical),
            (_("What is needed to join"), lambda each: [each.program.requirements]),
        )
    ]


def offers(words: str, without: Sequence[Showing], *, on: date) -> list[Program]:
    """Programs to add that the words find, the most fitting first."""
    if not words.strip():
        return []
    known = {each.program.pk for each in without}
    filters = understanding.understood(Filters(text=words))
    most = OFFERED + len(known)
    keys = searching.find(filters, sort=Sort.RELEVANCE, on=on, first=0, last=most)
    found = Program.objects.select_related("provider").in_bulk(keys)
    return [found[key] for key in keys if key in found and key not in known][:OFFERED]


def _way(each: Showing, point: Point) -> tuple[str, ...]:
    km = each.distance(point)
    return () if km is None else (places.distance_words(km),)


def _age(each: Showing) -> list[str]:
    program = each.program
    return [_("%(from)s–%(to)s years old") % {"from": program.age_from, "to": program.age_to}]


def _places(each: Showing) -> list[str]:
    if each.state != GroupState.OPEN:
        return [str(each.state.label)]
    free = each.free_seats
    return [ngettext("%(n)s free place", "%(n)s free places", free) % {"n": free}]


def _marks(each: Showing) -> list[str]:
    if (rated := getattr(each.program, "rating", None)) is None or rated.points is None:
        return [_("too few marks yet")]
    marked = ngettext("%(n)s mark", "%(n)s marks", rated.given) % {"n": rated.given}
    points = half_up(Fraction(rated.points, 100))
    return [_("%(points)s of 100") % {"points": points}, marked]


def _price(each: Showing) -> list[str]:
    if each.program.is_budget:
        return [_("free of charge")]
    if (price := each.cheapest) is None:
        return [_("the price is not set yet")]
    return [
        _("%(sum)s a month") % {"sum": rubles(price.month)},
        _("%(sum)s the whole module") % {"sum": rubles(price.whole)},
    ]


def _certificate(each: Showing) -> list[str]:
    if each.program.takes_certificates:
        return [_("pays for this program")]
    if each.program.is_budget:
        return [_("is not spent: the budget pays")]
    return [_("does not pay for this program")]


def _times(each: Showing) -> list[str]:
    """Every timetable once; the groups of a program often have the same one."""
    tables = [", ".join(times_of(group)) for group in each.groups]
    return list(dict.fromkeys(table for table in tables if table)) or [_("not set yet")]


def _addresses(each: Showing) -> list[str]:
    return sorted(f"{venue.settlement}: {venue.address}" for venue in each.venues)


def _start(each: Showing) -> list[str]:
    if each.starts_on:
        return [f"{each.starts_on:%d.%m.%Y}"]
    return [_("lessons go on, one can join")] if each.has_begun else [_("not known")]


def _form(each: Showing) -> list[str]:
    program = each.program
    return [
        program.get_form_display(),
        _("with distance technology") if program.is_distant else "",
        _("in network form") if program.is_network else "",
    ]


def _medical(each: Showing) -> list[str]:
    return [_("is needed") if each.program.needs_medical_certificate else _("is not needed")]
