"""The filters of the catalogue, with what a visitor may choose there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.datastructures import MultiValueDict

from programs import families, known, places
from programs.families import FamilyChild
from programs.filter_form import CatalogueForm
from programs.known import Known, KnownProvider
from programs.places import Place
from providers.models import Provider, Venue
from users.models import User

KEY = re.compile(r"\d{1,18}", re.ASCII)


def read(address: MultiValueDict[str, str], user: Any, *, on: date) -> CatalogueForm:
    """The form that reads an address, with what this person may choose."""
    municipalities = known.municipalities()
    directions = known.directions()
    asked = [one.code for one in directions if one.code in address.getlist("direction")]
    venues = _venues(address)
    near = address.get("near") or ""
    children = families.children_seen_by(user, on=on) if isinstance(user, User) else []
    providers = _providers(address, municipalities)
    return CatalogueForm(
        address,
        municipalities=municipalities,
        directions=directions,
        providers=providers,
        activities=[one for code in asked for one in known.activities(code)],
        children=children,
        venues=list(venues.values()),
        places=_places(near, venues, providers, children),
    )


def _providers(
    address: MultiValueDict[str, str], municipalities: Sequence[Known]
) -> list[KnownProvider]:
    """Organisations to choose from: of the chosen municipality, or all while they are few."""
    chosen = address.get("municipality")
    if place := next((place for place in municipalities if place.code == chosen), None):
        return known.providers_of(place.pk)
    few = known.all_providers()
    if few is not None:
        return few
    asked = (address.get("provider") or "").replace("\x00", "")
    return known.provider(asked) if asked else []


def _venues(address: MultiValueDict[str, str]) -> dict[str, Venue]:
    """The venues that the address names, one to see its programs, one to be near to."""
    asked = {address.get("venue") or "", (address.get("near") or "").removeprefix("venue-")}
    keys = [key for key in asked if KEY.fullmatch(key)]
    if not keys:
        return {}
    active = Venue.objects.filter(provider__status=Provider.Status.ACTIVE)
    return {str(venue.pk): venue for venue in active.select_related("provider").filter(pk__in=keys)}


def _places(
    asked: str,
    venues: Mapping[str, Venue],
    providers: Sequence[KnownProvider],
    children: Sequence[FamilyChild],
) -> list[Place]:
    """Places to be near to: of the family, settlements with venues, and the one asked for."""
    near = [*places.of_children(children), *places.towns_of(providers)]
    if asked.startswith("venue-"):
        venue = venues.get(asked.removeprefix("venue-"))
        other = places.of_venue(venue) if venue else None
    elif asked in {place.key for place in near}:
        other = None
    else:
        other = places.known(asked)
    return [*near, other] if other else near
