"""A family writes down what its child has achieved; it stands in the path and its paper."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates import achieving, consenting
from certificates.models import Achievement
from reference import clock
from reference.errors import RuleBroken
from tests.factories.certificates import AchievementFactory, GuardianshipFactory

ON = date(2026, 9, 5)
SAID = {"name": "Кубок района", "day": "12.04.2026", "level": "municipal", "result": "won"}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)


def add(child, parent, day=date(2026, 4, 12), name="Кубок района") -> Achievement:
    return achieving.add(child, day, name, level="municipal", result="won", by=parent, on=ON)


def code_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def page_of(child) -> str:
    return reverse("certificates:add_achievement", args=(child.pk,))


def test_an_achievement_is_written_down_and_removed(child, parent):
    told = add(child, parent)

    achieving.remove(told, by=parent)

    assert not child.achievements.exists()


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 9, 6), "not_yet"), (date(2017, 5, 19), "before_birth")]
)
def test_its_day_is_of_the_childs_life(child, parent, day, code):
    assert code_of(lambda: add(child, parent, day)) == code


def test_the_same_twice_is_one(child, parent):
    add(child, parent)

    assert code_of(lambda: add(child, parent)) == "told_already"


def test_they_are_not_without_end(child, parent, monkeypatch):
    monkeypatch.setattr(achieving, "MOST", 1)
    add(child, parent)

    assert code_of(lambda: add(child, parent, name="Другой")) == "too_many_achievements"


def test_who_may_only_look_writes_nothing(child, stranger):
    GuardianshipFactory(child=child, user=stranger, rights="limited")

    assert code_of(lambda: add(child, stranger)) == "sees_only"


def test_nothing_new_is_told_of_a_child_whose_consent_is_withdrawn(child, parent):
    consenting.give(child, of=parent, by=parent)
    consenting.withdraw(child, of=parent, by=parent)

    assert code_of(lambda: add(child, parent)) == "consent_withdrawn"


def test_it_stands_in_the_path_by_its_school_year_and_in_the_paper(client, child, parent):
    client.force_login(parent)

    page = client.post(page_of(child), SAID, follow=True).text

    assert "2025/2026" in page
    assert "Победитель, муниципальный уровень" in page
    paper = client.get(reverse("enrollment:path_pdf", args=(child.pk,)))
    words = " ".join(each.extract_text() for each in PdfReader(BytesIO(paper.content)).pages)
    assert "Кубок района" in words
    assert "указаны семьёй" in words


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "Ы" * 201},
        {"name": "\x00"},
        {"day": "завтра"},
        {"day": "31.12.2099"},
        {"level": "x"},
        {"result": ""},
    ],
)
def test_nonsense_is_a_sentence_beside_the_field_and_nothing_is_lost(
    client, child, parent, changed
):
    client.force_login(parent)

    page = client.post(page_of(child), {**SAID, **changed})

    assert page.status_code == 200
    assert "error-summary" in page.text
    assert changed.get("name") is not None or "Кубок района" in page.text
    assert not Achievement.objects.exists()


def test_tags_are_words(client, child, parent):
    client.force_login(parent)

    page = client.post(page_of(child), {**SAID, "name": "<b>🏆</b>"}, follow=True).text

    assert "&lt;b&gt;🏆&lt;/b&gt;" in page


def test_a_stranger_finds_neither_the_page_nor_the_line(client, child, stranger):
    told = AchievementFactory(child=child)
    client.force_login(stranger)

    assert client.get(page_of(child)).status_code == 404
    remove = reverse("certificates:remove_achievement", args=(told.pk,))
    assert client.post(remove).status_code == 404
    assert Achievement.objects.exists()


def test_a_family_removes_a_line_by_one_press(client, child, parent):
    told = AchievementFactory(child=child)
    client.force_login(parent)

    page = client.post(reverse("certificates:remove_achievement", args=(told.pk,)), follow=True)

    assert "Достижение удалено" in page.text
    assert not Achievement.objects.exists()
