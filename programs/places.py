"""Places the portal knows: settlements and venues of organisations, and where a family's child is.

An address holds the key of a place, never where a family lives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, F, Func, Min, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Concat, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.families import FamilyChild
from programs.understanding import fold
from providers.models import Provider, Venue
from reference.points import Point

# So many candidates are shown for typed words, of settlements and of venues.
CANDIDATES = 8
WORDS = 10
KEY = re.compile(r"(town|venue)-(\d{1,18})", re.ASCII)
# “г. Приозёрск” is found by its name alone.
KIND = re.compile(r"^[а-яё-]+\.?\s+(?=[А-ЯЁ])")

OF_A_CHILD = {
    "home": gettext_lazy("home (%(name)s)"),
    "school": gettext_lazy("school (%(name)s)"),
}


@dataclass(frozen=True)
class Place:
    """A place one can be near to."""

    key: str
    name: str
    about: str
    point: Point


class Fold(Func):
    """Words as the search compares them: lower case, ё as е."""

    function = "programs_search_fold"
    arity = 1
    output_field = TextField()


def answers(rows: QuerySet[Any], words: str, *where: str) -> QuerySet[Any]:
    """The rows whose columns hold every one of the words."""
    rows = rows.annotate(said=Fold(Concat(*_spaced(where), output_field=TextField())))
    for word in words.split()[:WORDS]:
        rows = rows.filter(said__contains=fold(word))
    return rows


def _spaced(columns: Sequence[str]) -> list[F | Value]:
    return [part for column in columns for part in (F(column), Value(" "))]


def points_of(provider: OuterRef) -> ArraySubquery:
    """The venues of an organisation as `towns_of` reads them: in the same trip as itself."""
    venues = Venue.objects.filter(provider=provider, latitude__isnull=False)
    return ArraySubquery(
        venues.values(
            row=JSONObject(
                key="pk", settlement="settlement", latitude="latitude", longitude="longitude"
            )
        )
    )


def towns_of(providers: Iterable[Any]) -> list[Place]:
    """Settlements where these organisations have a venue with a point; each has `points`."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for provider in providers:
        for row in provider.points:
            place = row["settlement"], provider.municipality_id
            found.setdefault(place, []).append(row)
    return [
        Place(f"town-{min(row['key'] for row in rows)}", name, "", _middle(rows))
        for (name, _municipality), rows in sorted(found.items())
    ]


def _middle(rows: Sequence[dict[str, Any]]) -> Point:
    return Point(
        sum(row["latitude"] for row in rows) / len(rows),
        sum(row["longitude"] for row in rows) / len(rows),
    )


def _venues() -> QuerySet[Venue]:
    return Venue.objects.filter(provider__status=Provider.Status.ACTIVE, latitude__isnull=False)


def _towns(venues: QuerySet[Venue]) -> list[Place]:
    rows = (
        venues.order_by("settlement")
        .values_list("settlement", "provider__municipality__name", "provider__municipality")
        .annotate(Min("pk"), Avg("latitude"), Avg("longitude"))
    )
    return [
        Place(f"town-{key}", name, about, Point(latitude, longitude))
        for name, about, _municipality, key, latitude, longitude in rows
    ]


def of_venue(venue: Venue) -> Place | None:
    """A venue as a place, if its point is known."""
    name = f"{venue.provider.short_name}, {venue.address}"
    return Place(f"venue-{venue.pk}", name, venue.settlement, venue.point) if venue.point else None


def of_children(children: Sequence[FamilyChild]) -> list[Place]:
    """Home and school of the signed-in family's children."""
    return [
        Place(f"{kind}-{child.key}", OF_A_CHILD[kind] % {"name": child.name}, "", point)
        for child in children
        for kind, point in child.places
    ]


def known(key: str) -> Place | None:
    """The settlement or venue with this key."""
    if not (said := KEY.fullmatch(key)):
        return None
    kind, number = said.groups()
    venue = _venues().filter(pk=number).select_related("provider").first()
    if venue is None or kind == "venue":
        return of_venue(venue) if venue else None
    found = _towns(
        _venues().filter(
            settlement=venue.settlement, provider__municipality=venue.provider.municipality_id
        )
    )
    return Place(key, found[0].name, found[0].about, found[0].point) if found else None


def search(words: str) -> list[Place]:
    """Places for typed words: a settlement of that very name alone, otherwise what holds them."""
    if not words.strip():
        return []
    found = _towns(answers(_venues(), words, "settlement"))
    wanted = fold(" ".join(words.split()))
    exact = [town for town in found if wanted in (fold(town.name), fold(_bare(town.name)))]
    if exact:
        return exact[:CANDIDATES]
    venues = answers(
        _venues().select_related("provider"),
        words,
        *("settlement", "name", "address", "provider__short_name"),
    ).order_by("settlement", "provider__short_name", "pk")
    return [*found[:CANDIDATES], *filter(None, map(of_venue, venues[:CANDIDATES]))]


def _bare(settlement: str) -> str:
    return KIND.sub("", settlement)


def distance_words(km: float) -> str:
    """How far it is, as people say it."""
    if km < 0.95:
        return _("%(n)s m") % {"n": max(int(km * 10 + 0.5), 1) * 100}
    return _("%(n)s km") % {"n": f"{km:.1f}".replace(".", ",") if km < 9.95 else f"{km:.0f}"}
