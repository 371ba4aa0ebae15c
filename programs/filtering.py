"""The filters of the catalogue, with what a visitor may choose there."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    children = families.children_seen_by(user, on=on) if isinstance(user, User) else []
    providers = _providers(address, municipalities)
    return CatalogueForm(
        address,
        municipalities=municipalities,
        directions=directions,
        providers=providers,
        activities=[one for code in asked for one in known.activities(code)],
        children=children,
        venues=_venues(address.get("venue") or ""),
        places=_places(address.get("near") or "", providers, children),
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


def _venues(key: str) -> list[Venue]:
    """The venue that is asked for, as one chooses it on the map."""
    if not KEY.fullmatch(key):
        return []
    active = Venue.objects.filter(provider__status=Provider.Status.ACTIVE)
    return list(active.filter(pk=key))


def _places(
    asked: str, providers: Sequence[KnownProvider], children: Sequence[FamilyChild]
) -> list[Place]:
    """Places to be near to: of the family, settlements with venues, and the one asked for."""
    near = [*places.of_children(children), *places.towns_of(providers)]
    if asked not in {place.key for place in near} and (other := places.known(asked)):
        near.append(other)
    return near
