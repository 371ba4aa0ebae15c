"""Venues of a provider."""

from __future__ import annotations

import pytest

from providers import locating
from providers.models import Venue
from reference.errors import RuleBroken
from tests.factories.programs import GroupFactory
from tests.factories.providers import VenueFactory


def test_a_venue_where_groups_are_taught_stays(provider, provider_manager):
    venue = GroupFactory(module__program__provider=provider).venue

    with pytest.raises(RuleBroken) as refusal:
        locating.remove(venue, by=provider_manager)

    assert refusal.value.code == "venue_in_use"
    assert Venue.objects.filter(pk=venue.pk).exists()


def test_an_empty_venue_goes(provider, provider_manager):
    venue = VenueFactory(provider=provider)

    locating.remove(venue, by=provider_manager)

    assert not Venue.objects.exists()


def test_a_venue_is_added_and_mended(provider, provider_manager):
    fields = {"name": "Филиал", "settlement": "с. Ключи", "address": "ул. Лесная, 2"}
    venue = locating.add(provider, fields, by=provider_manager)

    assert locating.revise(venue, {"name": "Дом"}, by=provider_manager).name == "Дом"
