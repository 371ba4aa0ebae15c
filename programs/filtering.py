"""The filters of the catalogue, with what a visitor may choose there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef
from django.utils.datastructures import MultiValueDict

from programs import families, places
from programs.families import FamilyChild
from programs.filter_form import CatalogueForm
from programs.places import Place
from providers.models import Provider, Venue
from reference.models import Activity, Direction, Municipality
from users.models import User

# Longer lists of organisations are no help in a drop-down; there one chooses a municipality first,
# or types the name.
SHORT_LIST = 100
KEY = re.compile(r"\d{1,18}", re.ASCII)


def read(address: MultiValueDict[str, str], user: Any, *, on: date) -> CatalogueForm:
    """The form that reads an address, with what this person may choose."""
    municipalities = list(
        Municipality.objects.select_related("region").only("name", "slug", "region__settings")
    )
    directions = [code for code in address.getlist("direction") if "\x00" not in code]
    children = families.children_seen_by(user, on=on) if isinstance(user, User) else []
    providers = _providers(address, municipalities)
    return CatalogueForm(
        address,
        municipalities=municipalities,
        directions=list(Direction.objects.all()),
        providers=providers,
        activities=list(Activity.objects.filter(direction__in=directions)) if directions else (),
        children=children,
        venues=_venues(address.get("venue") or ""),
        places=_places(address.get("near") or "", providers, children),
    )


def _providers(
    address: MultiValueDict[str, str], municipalities: list[Municipality]
) -> list[Provider]:
    """Organisations to choose from: of the chosen municipality, or all while they are few."""
    active = (
        Provider.objects.active()
        .only("short_name", "slug", "municipality")
        .annotate(points=places.points_of(OuterRef("pk")))
        .order_by("short_name")
    )
    chosen = address.get("municipality")
    if place := next((place for place in municipalities if place.slug == chosen), None):
        return list(active.filter(municipality=place))
    few = list(active[: SHORT_LIST + 1])
    if len(few) <= SHORT_LIST:
        return few
    asked = (address.get("provider") or "").replace("\x00", "")
    return list(active.filter(slug=asked)) if asked else []


def _venues(key: str) -> list[Venue]:
    """The venue that is asked for, as one chooses it on the map."""
    if not KEY.fullmatch(key):
        return []
    active = Venue.objects.filter(provider__status=Provider.Status.ACTIVE)
    return list(active.filter(pk=key))


def _places(
    asked: str, providers: Sequence[Provider], children: Sequence[FamilyChild]
) -> list[Place]:
    """Places to be near to: of the family, settlements with venues, and the one asked for."""
    known = [*places.of_children(children), *places.towns_of(providers)]
    if asked not in {place.key for place in known} and (other := places.known(asked)):
        known.append(other)
    return known
