"""The lists of the catalogue's filters are read once in a while, and whole."""

import pytest

from programs import known
from providers.models import Provider
from tests.factories.providers import ProviderFactory, VenueFactory

pytestmark = pytest.mark.django_db


def test_lists_are_kept_for_a_while(lists_kept, municipality, django_assert_num_queries):
    assert municipality.name in {place.name for place in known.municipalities()}

    with django_assert_num_queries(0):
        assert municipality.name in {place.name for place in known.municipalities()}


def test_only_active_organisations_are_offered(municipality):
    offered = ProviderFactory(municipality=municipality)
    ProviderFactory(municipality=municipality, status=Provider.Status.EXCLUDED)

    assert [one.pk for one in known.providers_of(municipality.pk)] == [offered.pk]


def test_an_organisation_comes_with_the_points_of_its_venues(municipality):
    provider = ProviderFactory(municipality=municipality)
    VenueFactory(provider=provider, latitude=61.5, longitude=50.5)
    VenueFactory(provider=provider, latitude=None, longitude=None)

    (found,) = known.provider(provider.slug)

    assert [row["latitude"] for row in found.points] == [61.5]


def test_that_a_list_is_too_long_is_kept_too(
    lists_kept, monkeypatch, municipality, django_assert_num_queries
):
    monkeypatch.setattr(known, "SHORT_LIST", 0)
    ProviderFactory(municipality=municipality)
    assert known.all_providers() is None

    with django_assert_num_queries(0):
        assert known.all_providers() is None


def test_a_long_list_of_organisations_is_not_offered(monkeypatch, municipality):
    monkeypatch.setattr(known, "SHORT_LIST", 1)
    ProviderFactory(municipality=municipality)
    assert known.all_providers() is not None

    ProviderFactory(municipality=municipality)

    assert known.all_providers() is None
