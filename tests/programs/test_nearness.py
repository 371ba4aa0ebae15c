"""Programs near a place: the filter, the order, the places the portal knows, and the map."""

from __future__ import annotations

from datetime import date

import pytest

from programs import counting, mapping, places, searching
from programs.conditions import Filters
from programs.families import FamilyChild
from programs.models import Group, Program, SearchGroup
from programs.ordering import Sort
from providers import locating
from reference.points import KM_IN_DEGREE, Point
from tests.factories.programs import GroupFactory, SlotFactory
from tests.factories.providers import ProviderFactory, VenueFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 9, 5)
HERE = Point(59.1, 36.0)


def at(km: float, name: str = "", **also) -> Group:
    """A group so many kilometres to the north of here."""
    latitude = HERE.latitude + km / KM_IN_DEGREE
    group = GroupFactory(
        module__program__short_name=name or f"{km} км",
        venue__latitude=latitude,
        venue__longitude=HERE.longitude,
        **also,
    )
    SlotFactory(group=group)
    return group


def names(filters: Filters, sort: str = Sort.NEAR, first: int = 0, last: int = 20) -> list[str]:
    keys = searching.find(filters, sort=sort, on=ON, first=first, last=last)
    found = Program.objects.in_bulk(keys)
    return [found[key].short_name for key in keys]


# --- the filter and the order ---


def test_only_what_lies_in_the_circle_is_found_and_counted():
    at(0.5), at(2.9), at(3.2), GroupFactory(module__program__short_name="без точки")
    filters = Filters(near=HERE, within=3)

    assert names(filters) == ["0.5 км", "2.9 км"]
    assert counting.count(filters, on=ON).total == 2


def test_the_corner_of_the_square_is_not_near():
    GroupFactory(
        venue__latitude=HERE.latitude + 0.95 / KM_IN_DEGREE,
        venue__longitude=HERE.longitude + 0.95 / HERE.km_east,
    )

    assert names(Filters(near=HERE, within=1)) == []


def test_the_nearest_come_first_and_those_without_a_point_last():
    GroupFactory(module__program__short_name="без точки")
    at(40), at(2), at(7)

    assert names(Filters(near=HERE)) == ["2 км", "7 км", "40 км", "без точки"]


def test_pages_of_the_nearest_go_on_where_the_last_one_ended():
    for km in (9, 1, 30, 2, 3):
        at(km)
    filters = Filters(near=HERE)

    pages = [names(filters, first=first, last=first + 2) for first in (0, 2, 4)]

    assert pages == [["1 км", "2 км"], ["3 км", "9 км"], ["30 км"]]


def test_a_program_is_as_near_as_the_nearest_of_its_groups():
    group = at(30, "Шахматы")
    GroupFactory(
        module=group.module,
        program=group.program,
        venue__latitude=HERE.latitude,
        venue__longitude=HERE.longitude,
    )
    at(1, "Лепка")

    assert names(Filters(near=HERE)) == ["Шахматы", "Лепка"]


def test_one_group_answers_place_and_day_together():
    group = at(30, "Шахматы")  # Tuesday
    other = GroupFactory(module=group.module, program=group.program)
    other.venue.latitude, other.venue.longitude = HERE.latitude, HERE.longitude
    other.venue.save()
    SlotFactory(group=other, weekday=6)

    assert names(Filters(near=HERE, within=5, weekdays=(6,))) == ["Шахматы"]
    assert names(Filters(near=HERE, within=5, weekdays=(2,))) == []


def test_words_and_nearness_go_together():
    at(2, "Шахматы"), at(1, "Лепка"), at(20, "Шахматный клуб")

    assert names(Filters(text="шахматы", near=HERE)) == ["Шахматы", "Шахматный клуб"]


def test_dropping_the_circle_is_offered_with_its_number():
    at(20)

    assert searching.relaxations(Filters(near=HERE, within=1), on=ON) == {"within": 1}


def test_the_most_free_places_come_first():
    at(1, "мало", capacity=10, seats_taken=8)
    at(1, "нет", capacity=10, seats_taken=10)
    at(1, "много", capacity=10, seats_taken=1)

    assert names(Filters(), sort=Sort.PLACES) == ["много", "мало", "нет"]


def test_a_medical_certificate_can_be_left_out():
    at(1, "со справкой", module__program__needs_medical_certificate=True)
    group = at(1, "без справки")

    assert names(Filters(no_doctor=True), sort=Sort.NAME) == ["без справки"]

    group.program.needs_medical_certificate = True
    group.program.save()
    assert names(Filters(no_doctor=True), sort=Sort.NAME) == []


def test_one_venue_has_its_own_list():
    group = at(1, "здесь")
    at(1, "там")

    assert names(Filters(venue=group.venue_id), sort=Sort.NAME) == ["здесь"]


# --- the database keeps the points ---


def test_a_venue_that_gets_a_point_is_found_at_once(provider_manager):
    group = GroupFactory(module__program__short_name="Лыжи")
    assert names(Filters(near=HERE, within=1)) == []

    fields = {"latitude": HERE.latitude, "longitude": HERE.longitude}
    locating.revise(group.venue, fields, by=provider_manager)

    assert names(Filters(near=HERE, within=1)) == ["Лыжи"]


def test_a_group_that_moves_takes_its_point_along():
    group = at(1)
    group.venue = VenueFactory(provider=group.program.provider, latitude=60.0, longitude=40.0)
    group.save()

    known = SearchGroup.objects.get(pk=group.pk)

    assert (known.venue_id, known.latitude, known.longitude) == (group.venue_id, 60.0, 40.0)


# --- places ---


def town(settlement: str, **also):
    return VenueFactory(settlement=settlement, latitude=59.1, longitude=36.0, **also)


def test_a_settlement_is_found_by_its_bare_name():
    town("г. Приозёрск", address="ул. Речная, 1")
    town("с. Приозёрское")

    assert [place.name for place in places.search("приозерск")] == ["г. Приозёрск"]


def test_words_of_a_street_or_an_organisation_find_its_venue():
    venue = town("г. Приозёрск", address="ул. Речная, 1", provider__short_name="Школа № 5")
    town("г. Приозёрск", address="ул. Лесная, 2")

    for words in ("речная", "школа 5"):
        assert [place.key for place in places.search(words)] == [f"venue-{venue.pk}"], words


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "Ы" * 200, "'; DROP", "👩‍👧"])
def test_odd_words_find_nothing(words):
    town("г. Приозёрск")

    assert places.search(words) == []


def test_a_settlement_lies_in_the_middle_of_its_venues():
    provider = ProviderFactory()
    first = town("с. Ключи", provider=provider)
    VenueFactory(provider=provider, settlement="с. Ключи", latitude=59.3, longitude=36.4)

    found = places.known(f"town-{first.pk}")

    assert found is not None
    assert found.point.distance(Point(59.2, 36.2)) < 0.001


@pytest.mark.parametrize("key", ["", "town-", "venue-0", "home-1", "venue-" + "9" * 18, "town-²"])
def test_a_key_of_nothing_is_no_place(key):
    assert places.known(key) is None


def test_venues_of_an_organisation_that_is_out_are_no_places():
    venue = town("с. Ключи", provider__status="excluded")

    assert places.known(f"venue-{venue.pk}") is None
    assert places.search("ключи") == []


def test_home_has_the_key_of_the_child_and_no_figures():
    child = FamilyChild(7, "Маша", 8, True, (("home", HERE),))

    (home,) = places.of_children([child])

    assert (home.key, home.name) == ("home-7", "дом (Маша)")


@pytest.mark.parametrize(
    ("km", "words"),
    [(0, "100 м"), (0.34, "300 м"), (0.96, "1,0 км"), (2.34, "2,3 км"), (12.4, "12 км")],
)
def test_a_way_is_said_as_people_say_it(km, words):
    assert places.distance_words(km) == words


# --- the map ---


def test_the_map_has_each_venue_once_with_its_programs_and_free_places():
    group = at(1, capacity=10, seats_taken=4)
    GroupFactory(module=group.module, program=group.program, venue=group.venue, capacity=5)
    GroupFactory(venue=group.venue, program__provider=group.program.provider, capacity=7)

    (spot,) = mapping.draw(Filters(), on=ON).spots

    assert (spot.venue, spot.programs, spot.free) == (group.venue, 2, 18)


def test_the_map_shows_what_the_filters_find():
    near = at(1)
    at(20)

    spots = mapping.draw(Filters(near=HERE, within=5), on=ON).spots

    assert [(spot.venue, round(spot.distance or 0, 1)) for spot in spots] == [(near.venue, 1.0)]


def test_beyond_its_most_the_map_says_how_many_are_hidden(monkeypatch):
    monkeypatch.setattr(mapping, "MOST", 1)
    at(1), at(2)

    drawn = mapping.draw(Filters(near=HERE), on=ON)

    assert (len(drawn.spots), drawn.hidden) == (1, 1)
