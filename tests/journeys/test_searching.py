"""The catalogue answers while it is asked, by keyboard alone and on the narrowest screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from programs import understanding
from programs.models import Synonym
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.reference import direction

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def programs(six_directions):
    for name, code in (("Робототехника", "technical"), ("Лепка", "arts")):
        program = ProgramFactory(short_name=name, direction=direction(code), annotation="Учимся.")
        GroupFactory(module=ModuleFactory(program=program))
    understanding.gather_words()
    # emptied tables lose what the migrations brought
    Synonym.objects.get_or_create(word="лего", defaults={"meaning": "робототехника"})


def test_each_choice_changes_the_list_and_the_arrow_takes_it_back(arrives, programs):
    visitor = arrives(on_phone=True)
    visitor.opens("/programs/")
    page = visitor.page
    visitor.unfolds("Фильтры")

    # the keyboard is enough
    page.get_by_label("Художественная").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/programs/\?direction=arts$"))
    visitor.does_not_see("Робототехника")
    expect(page.get_by_role("status")).to_have_text("Найдена 1 программа, места есть")
    expect(page.get_by_label("Художественная")).to_be_focused()
    visitor.is_there()

    page.go_back()
    visitor.sees("Робототехника", "Лепка")


def test_what_was_mistyped_is_found_and_what_is_not_there_is_said(arrives, programs):
    visitor = arrives(on_phone=True)
    visitor.opens("/programs/")
    for typed in ("hj,jnj", "работотехника", "лего"):
        visitor.page.get_by_label("Что ищем").fill(typed)
        visitor.page.keyboard.press("Enter")
        visitor.sees("Робототехника")
        visitor.does_not_see("Лепка")

    visitor.page.get_by_label("Что ищем").fill("виолончель")
    visitor.page.keyboard.press("Enter")
    visitor.sees("Ничего не найдено")
    visitor.is_there()


def test_nothing_is_lost_where_everything_is_twice_as_large(arrives, programs):
    visitor = arrives()
    for width in (683, 320):
        visitor.page.set_viewport_size({"width": width, "height": 450})
        visitor.opens("/programs/?q=нет&age=17&day=7&direction=arts&health=speech&max=100")
        visitor.unfolds("Фильтры")
        wide = "document.documentElement.scrollWidth > window.innerWidth"
        assert not visitor.page.evaluate(wide)
