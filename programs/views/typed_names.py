"""Names typed into the filters: of a place, of an organisation. What they mean is asked here.

Lists of hundreds are no help in a drop-down; one types a name instead, without scripts too. A name
that means one thing becomes its key in the address; of several, the page shows a choice.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from programs import places
from providers.models import Provider

LONGEST = 200
# the words, and the filter they become
TYPED = {"place": "near", "org": "provider"}


@dataclass(frozen=True)
class Candidate:
    """One thing the typed words may mean."""

    key: str
    name: str
    about: str


def settle(address: QueryDict) -> QueryDict:
    """The address with the typed names that mean one thing replaced by their keys."""
    settled = address.copy()
    for typed, parameter in TYPED.items():
        words = _words(address, typed)
        if not words:
            continue
        found = candidates(address, typed)
        if len(found) == 1:
            settled[parameter] = found[0].key
            settled.pop(typed)
    return settled


def candidates(address: QueryDict, typed: str) -> list[Candidate]:
    """What the typed words may mean."""
    words = _words(address, typed)
    if typed == "place":
        return [Candidate(place.key, place.name, place.about) for place in places.search(words)]
    active = Provider.objects.active().select_related("municipality").order_by("short_name")
    if municipality := _words(address, "municipality"):
        active = active.filter(municipality__slug=municipality)
    found = places.answers(active, words, "short_name", "full_name")[: places.CANDIDATES]
    return [Candidate(one.slug, one.short_name, one.municipality.name) for one in found]


def unsettled(address: QueryDict) -> dict[str, list[dict[str, str]]]:
    """The names that mean several things or none, each with the addresses of its meanings."""
    return {
        typed: [
            {
                "name": one.name,
                "about": one.about,
                "url": _instead(address, typed, {TYPED[typed]: one.key}),
            }
            for one in candidates(address, typed)
        ]
        for typed in TYPED
        if _words(address, typed)
    }


def _instead(address: QueryDict, typed: str, said: dict[str, str]) -> str:
    asked = address.copy()
    asked.pop(typed)
    asked.pop("page", None)
    for name, value in said.items():
        asked[name] = value
    return f"?{asked.urlencode()}"


def _words(address: QueryDict, name: str) -> str:
    return address.get(name, "").replace("\x00", "").strip()[:LONGEST]
