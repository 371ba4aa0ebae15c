"""Where a provider teaches: its venues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Avg, ProtectedError
from django.utils.translation import gettext_lazy as _

from providers.models import Provider, Venue
from reference.errors import RuleBroken
from reference.models import Municipality
from users import audit
from users.models import User


def landmarks(municipality: Municipality) -> list[dict[str, str | float]]:
    """Settlements of the municipality with a point in the middle, to find one's way on a map."""
    venues = Venue.objects.filter(provider__municipality=municipality, latitude__isnull=False)
    middles = (
        venues.order_by("settlement")
        .values_list("settlement")
        .annotate(Avg("latitude"), Avg("longitude"))
    )
    return [
        {"name": name, "latitude": latitude, "longitude": longitude}
        for name, latitude, longitude in middles
    ]


@transaction.atomic
def add(provider: Provider, fields: Mapping[str, Any], *, by: User) -> Venue:
    """Add a place of the provider."""
    venue = Venue.objects.create(provider=provider, **fields)
    audit.record(by, "venue.added", venue)
    return venue


@transaction.atomic
def revise(venue: Venue, fields: Mapping[str, Any], *, by: User) -> Venue:
    """Change a place; the catalogue shows the new address at once."""
    venue = Venue.objects.select_for_update(of=("self",), no_key=True).get(pk=venue.pk)
    changed = [name for name, value in fields.items() if getattr(venue, name) != value]
    for name in changed:
        setattr(venue, name, fields[name])
    if changed:
        venue.save(update_fields=changed)
        audit.record(by, "venue.revised", venue, fields=changed)
    return venue


@transaction.atomic
def remove(venue: Venue, *, by: User) -> None:
    """Remove a place that no group has. Raises RuleBroken `venue_in_use`."""
    audit.record(by, "venue.removed", venue)
    try:
        venue.delete()
    except ProtectedError:
        raise RuleBroken(
            "venue_in_use", _("Groups are taught at this venue. Give them another one first.")
        ) from None
