"""The catalogue near a place and as a map, as pages show it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programs import mapping
from programs.models import Group
from reference import clock
from tests.factories.programs import GroupFactory, SlotFactory
from tests.factories.providers import ProviderFactory, VenueFactory

pytestmark = pytest.mark.django_db

CATALOGUE = reverse("programs:catalogue")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 5))


def page(client: Client, query: str = "", **headers: Any) -> str:
    response = client.get(CATALOGUE + query, headers=headers)
    assert response.status_code == 200, response.headers
    return " ".join(response.content.decode().split()).replace("\xa0", " ")


def taught_in(settlement: str, latitude: float, name: str, **also: Any) -> Group:
    group = GroupFactory(
        module__program__short_name=name,
        venue__settlement=settlement,
        venue__latitude=latitude,
        venue__longitude=36.0,
        **also,
    )
    SlotFactory(group=group)
    return group


@pytest.fixture
def in_town() -> Group:
    return taught_in("г. Приозёрск", 59.1, "Шахматы")


@pytest.fixture
def in_village() -> Group:
    return taught_in("с. Ключи", 59.2, "Лепка", capacity=10, seats_taken=10)


def test_a_settlement_that_is_typed_becomes_its_key_in_the_address(client, in_town):
    answer = client.get(f"{CATALOGUE}?place=приозерск&within=3")

    assert answer.headers["Location"] == f"{CATALOGUE}?within=3&near=town-{in_town.venue_id}"


def test_programs_near_a_settlement_are_listed_with_the_way(client, in_town, in_village):
    html = page(client, f"?near=town-{in_town.venue_id}&sort=near")

    assert html.index("Шахматы") < html.index("Лепка")
    assert "11 км" in html
    assert "рядом: г. Приозёрск" in html
    assert "Лепка" not in page(client, f"?near=town-{in_town.venue_id}&within=5")


def test_of_several_places_the_page_shows_a_choice(client, in_town, in_village):
    html = page(client, "?place=школьная&age=8")

    assert "Что вы имели в виду?" in html
    assert f"?age=8&amp;near=venue-{in_town.venue_id}" in html


def test_an_unknown_place_is_said_beside_the_field_and_stays_typed(client, in_town):
    html = page(client, "?place=Атлантида")

    assert "Такого места портал не знает. Введите название" in html
    assert 'value="Атлантида"' in html


def test_a_place_that_is_gone_is_said_and_hides_nothing(client, in_town):
    html = page(client, "?near=venue-999&sort=near")

    assert "Такого места портал не знает. Выберите другое." in html
    assert "Шахматы" in html


def test_a_radius_without_a_place_leaves_the_address(client):
    assert client.get(f"{CATALOGUE}?within=3&near=").headers["Location"] == CATALOGUE


def test_a_filter_that_is_changed_by_htmx_says_the_settled_address(client, in_town):
    answer = client.get(f"{CATALOGUE}?place=приозерск", headers={"HX-Request": "true"})

    assert answer.headers["HX-Push-Url"] == f"{CATALOGUE}?near=town-{in_town.venue_id}"
    assert "рядом: г. Приозёрск" in answer.content.decode()


def test_an_organisation_is_found_by_a_part_of_its_name(client, monkeypatch):
    monkeypatch.setattr("programs.known.SHORT_LIST", 1)
    provider = ProviderFactory(short_name="Студия «Горизонт»")
    ProviderFactory(), ProviderFactory()

    assert 'id="filter-org"' in page(client)
    answer = client.get(f"{CATALOGUE}?org=горизонт")
    assert answer.headers["Location"] == f"{CATALOGUE}?provider={provider.slug}"
    assert "Организации с таким названием нет" in page(client, "?org=пустота")


def test_without_scripts_the_map_is_a_list_of_venues_by_settlement(client, in_town, in_village):
    html = page(client, "?view=map")

    assert "<h3>г. Приозёрск</h3>" in html
    assert "ул. Школьная, 3" in html
    assert "15 свободных мест" in html
    assert "мест нет" in html
    assert f'href="?venue={in_town.venue_id}"' in html


def test_the_map_keeps_the_filters(client, in_town, in_village):
    html = page(client, "?view=map&free=1")

    assert "<h3>г. Приозёрск</h3>" in html
    assert "<h3>с. Ключи</h3>" not in html
    assert '<input type="hidden" name="view" value="map">' in html


def test_a_venue_has_a_list_of_its_own(client, in_town, in_village):
    html = page(client, f"?venue={in_town.venue_id}")

    assert "Шахматы" in html
    assert "Лепка" not in html
    assert html.count('class="chip"') == 1


def test_too_many_programs_are_no_map(client, in_town, monkeypatch):
    monkeypatch.setattr(mapping, "MOST_PROGRAMS", 0)

    assert "Столько мест на карте не разобрать" in page(client, "?view=map")


def test_the_scripts_of_the_map_come_with_the_map_alone(client, in_town):
    assert "leaflet.js" in page(client, "?view=map")
    assert "leaflet.js" not in page(client)


def test_the_map_costs_at_most_twelve_queries(client, django_assert_max_num_queries):
    for number in range(5):
        taught_in("г. Приозёрск", 59.1 + number / 100, f"Кружок {number}")
    venue = VenueFactory(latitude=59.1, longitude=36.0)

    for view in ("&view=map", ""):
        with django_assert_max_num_queries(12):
            page(client, f"?near=venue-{venue.pk}&within=10&free=1{view}&sort=near&day=2")


def test_a_group_that_lacks_a_few_children_says_so(client, in_town):
    in_town.seats_taken = in_town.module.min_children - 2
    in_town.starts_on = date(2026, 10, 1)
    in_town.save()

    assert "Нужно ещё 2 ребёнка, чтобы группа открылась" in page(client)


def test_the_longest_question_costs_at_most_twelve_queries(
    client, lists_kept, django_assert_max_num_queries
):
    group = taught_in("г. Приозёрск", 59.1, "Робототехника")
    near, within = f"near=venue-{group.venue_id}", f"venue={group.venue_id}&within=10"
    page(client)

    for more in ("sort=near", "sort=places", "sort=soon", "view=map"):
        with django_assert_max_num_queries(12):
            page(client, f"?q=робот&age=8&direction=technical&day=2&{near}&{within}&{more}")
