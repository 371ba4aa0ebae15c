"""The map of the catalogue and its list: by finger, by keyboard, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.programs import GroupFactory, SlotFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MAP = "/programs/?view=map"


@pytest.fixture
def taught(six_directions):
    """One program in a town, two in a village eleven kilometres away."""
    for settlement, latitude, names in (
        ("г. Приозёрск", 59.1, ["Шахматы"]),
        ("с. Ключи", 59.2, ["Лепка", "Лыжи"]),
    ):
        first = None
        for name in names:
            group = GroupFactory(
                module__program__short_name=name,
                **({"venue": first.venue} if first else {"venue__settlement": settlement}),
                **({} if first else {"venue__latitude": latitude, "venue__longitude": 36.0}),
            )
            SlotFactory(group=group)
            first = group


@pytest.mark.parametrize("on_phone", [True, False])
def test_marks_open_by_keyboard_and_lead_to_the_list_of_their_place(arrives, taught, on_phone):
    visitor = arrives(on_phone=on_phone)
    visitor.opens(MAP)
    page = visitor.page
    visitor.is_there()
    marks = page.locator(".map-mark")
    expect(marks).to_have_count(2)
    expect(page.locator(".map-town")).to_have_text(["с. Ключи", "г. Приозёрск"])

    village = marks.filter(has_text="2")
    expect(village).to_have_attribute("aria-label", re.compile("Дом творчества"))
    village.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a", has_text="2 программы")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(village).to_be_focused()

    page.keyboard.press("Space")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    visitor.sees("Лепка", "Лыжи")
    visitor.does_not_see("Шахматы")


def test_a_filter_draws_the_map_anew(arrives, taught):
    visitor = arrives()
    visitor.opens(MAP)
    page = visitor.page
    page.get_by_label("Место", exact=True).select_option(label="г. Приозёрск")
    page.get_by_label("Как далеко").select_option(label="До 3 км")

    expect(page.locator(".map-mark")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"view=map"))
    visitor.sees("рядом: г. Приозёрск", "до 3 км")


def test_without_scripts_the_places_are_a_list(arrives, taught):
    visitor = arrives(on_phone=True, with_scripts=False)
    visitor.opens(MAP)
    visitor.sees("г. Приозёрск", "с. Ключи", "ул. Школьная, 3")
    assert not visitor.page.locator(".map").is_visible()

    visitor.unfolds("Фильтры")
    visitor.writes("Другое место", "ключи")
    visitor.presses("Показать")
    visitor.sees("рядом: с. Ключи", "11 км")


def test_home_is_pressed_on_the_map(arrives, parent, child, taught):
    mother = arrives(parent, on_phone=True)
    mother.opens(f"/enrollment/family/children/{child.pk}/point/home/")
    mother.is_there()
    mother.page.locator("[data-picker]").click(position={"x": 120, "y": 150})
    expect(mother.page.locator("[data-point]")).to_have_value(
        re.compile(r"^\d\d\.\d{3}, \d\d\.\d{3}$")
    )
    mother.presses("Сохранить")
    mother.opens(f"/programs/?near=home-{child.pk}&sort=near")
    mother.sees(f"рядом: дом ({child.first_name})", " км")


def test_a_venue_is_pressed_on_the_map(arrives, provider_manager, provider, taught):
    manager = arrives(provider_manager)
    manager.opens("/providers/own/venues/new/")
    manager.is_there()
    manager.page.locator("[data-picker]").click(position={"x": 120, "y": 150})
    expect(manager.page.locator("[data-point]")).to_have_value(
        re.compile(r"^\d\d\.\d{6}, \d\d\.\d{6}$")
    )
