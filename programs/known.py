"""The lists a catalogue is filtered by, read once in a while: they change a few times a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import OuterRef

from programs import places, rating
from providers.models import Provider
from reference.models import Activity, Direction, Municipality
from reference.remembering import remembered

Kept = TypeVar("Kept")
# Longer lists of organisations are no help in a drop-down; there one chooses a municipality first,
# or types the name.
SHORT_LIST = 100


@dataclass(frozen=True, slots=True)
class Known:
    """A thing one may choose: its key in the database, its word in an address, its name."""

    pk: Any
    code: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class KnownMunicipality(Known):
    """A municipality, and whether its region rates programs."""

    is_rated: bool


@dataclass(frozen=True, slots=True)
class KnownProvider(Known):
    """An organisation, with the points of its venues."""

    municipality_id: int
    points: list[dict[str, Any]]


def municipalities() -> list[KnownMunicipality]:
    """All municipalities, in their order."""
    rows = Municipality.objects.select_related("region").only("name", "slug", "region__settings")
    return _kept(
        "municipalities",
        lambda: [
            KnownMunicipality(row.pk, row.slug, row.name, rating.is_on(row.settings))
            for row in rows
        ],
    )


def directions() -> list[Known]:
    """The directions, in their order."""
    return _kept(
        "directions",
        lambda: [
            Known(code, code, name) for code, name in Direction.objects.values_list("pk", "name")
        ],
    )


def activities(direction: str) -> list[Known]:
    """The kinds of activity of a direction."""
    rows = Activity.objects.filter(direction=direction).values_list("pk", "name")
    return _kept(
        f"activities:{direction}", lambda: [Known(key, str(key), name) for key, name in rows]
    )


def providers_of(municipality: int) -> list[KnownProvider]:
    """The active organisations of a municipality."""
    return _kept(f"providers:{municipality}", lambda: _providers(municipality_id=municipality))


def all_providers() -> list[KnownProvider] | None:
    """All active organisations while they are few; nothing when a list would be no help."""
    return _kept("providers", _few_providers)


def provider(slug: str) -> list[KnownProvider]:
    """The active organisation of that word."""
    return _providers(slug=slug)


def _few_providers() -> list[KnownProvider] | None:
    few = _providers(first=SHORT_LIST + 1)
    return few if len(few) <= SHORT_LIST else None


def _providers(first: int | None = None, **which: Any) -> list[KnownProvider]:
    rows = (
        Provider.objects.active()
        .filter(**which)
        .annotate(points=places.points_of(OuterRef("pk")))
        .order_by("short_name")
        .values_list("pk", "slug", "short_name", "municipality_id", "points")
    )
    return [KnownProvider(*row) for row in rows[:first]]


def _kept(name: str, make: Callable[[], Kept]) -> Kept:
    return remembered(f"catalogue:{name}", make, seconds=settings.LISTS_SECONDS)
