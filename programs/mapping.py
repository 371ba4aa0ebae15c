"""The found programs by where they are taught: what the map of the catalogue shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum

from programs import conditions
from programs.conditions import Filters
from programs.models import Group
from providers.models import Venue
from reference.points import Point

# More marks help nobody to choose; and where so many programs are found, a municipality is asked
# for first, because all their groups would have to be looked at.
MOST = 200
MOST_PROGRAMS = 5_000


@dataclass(frozen=True)
class Spot:
    """A venue with what is found there: programs, free places, kilometres to go."""

    venue: Venue
    programs: int
    free: int
    distance: float | None


@dataclass(frozen=True)
class Map:
    """The venues of the found programs; `hidden` are so many more than are shown."""

    spots: list[Spot]
    hidden: int

    @property
    def settlements(self) -> list[tuple[str, list[Spot]]]:
        """The venues by settlement; the settlement of the first venue first."""
        found: dict[tuple[int, str], list[Spot]] = {}
        for spot in self.spots:
            place = spot.venue.provider.municipality_id, spot.venue.settlement
            found.setdefault(place, []).append(spot)
        return [(name, spots) for (_municipality, name), spots in found.items()]


def draw(filters: Filters, *, on: date) -> Map:
    """The venues where something of what is asked for is taught, the nearest or largest first."""
    rows = sorted(_rows(filters, on=on), key=_order(filters.near))
    shown = rows[:MOST]
    venues = Venue.objects.select_related("provider__municipality").in_bulk(
        [row["venue"] for row in shown]
    )
    spots = [
        Spot(venues[row["venue"]], row["programs"], row["free"] or 0, _way(filters.near, row))
        for row in shown
    ]
    return Map(spots, len(rows) - len(shown))


def _rows(filters: Filters, *, on: date) -> list[Any]:
    programs = conditions.entries(filters, on=on).order_by().values("pk")
    groups = conditions.groups(filters, on=on).filter(program_id__in=programs)
    free = Sum(F("capacity") - F("seats_taken"), filter=Q(module__is_open=True))
    return list(
        Group.objects.filter(
            pk__in=groups.filter(venue_id__isnull=False).values("pk"), venue__isnull=False
        )
        .order_by()
        .values("venue", "venue__latitude", "venue__longitude")
        .annotate(programs=Count("program", distinct=True), free=free)
    )


def _order(near: Point | None) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    def order(row: dict[str, Any]) -> tuple[Any, ...]:
        way = _way(near, row)
        return (way is None, way or 0, -row["programs"], row["venue"])

    return order


def _way(near: Point | None, row: dict[str, Any]) -> float | None:
    latitude, longitude = row["venue__latitude"], row["venue__longitude"]
    if near is None or latitude is None or longitude is None:
        return None
    return near.distance(Point(latitude, longitude))
