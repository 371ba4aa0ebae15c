"""The search forgives: another keyboard, a synonym, a slip of the finger."""

from __future__ import annotations

from datetime import date

import pytest

from programs import searching, understanding
from programs.conditions import Filters
from programs.models import Program, Synonym
from programs.ordering import Sort
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import MemberFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 9, 5)


def found(text: str) -> set[str]:
    filters = understanding.understood(Filters(text=text))
    keys = searching.find(filters, sort=Sort.RELEVANCE, on=ON, first=0, last=20)
    return set(Program.objects.filter(pk__in=keys).values_list("short_name", flat=True))


@pytest.fixture
def catalogue():
    ProgramFactory(short_name="Робототехника", annotation="Дети собирают модели.")
    ProgramFactory(short_name="Шахматы", annotation="Учимся думать.", description="")
    ProgramFactory(short_name="Лёгкая атлетика", annotation="Бег и прыжки.", description="")
    understanding.gather_words()


@pytest.mark.parametrize("typed", ["hj,jnj", "HJ,JNJ", "hj,jn", "hj,jnjnt[ybrf"])
def test_words_typed_on_the_other_keyboard_are_read(catalogue, typed):
    assert found(typed) == {"Робототехника"}


def test_latin_words_that_mean_nothing_in_russian_stay_what_they_are(catalogue):
    assert understanding.readings("scratch") == ()


@pytest.mark.parametrize("typed", ["лего", "Лего", "кружок лего", "lego"])
def test_a_synonym_finds_what_the_catalogue_calls_the_thing(catalogue, typed):
    ProgramFactory(short_name="Кружок: робототехника для всех")

    assert "Кружок: робототехника для всех" in found(typed)


def test_staff_keeps_the_synonyms(catalogue):
    Synonym.objects.create(word="думалка", meaning="шахматы, го")

    assert found("думалки") == {"Шахматы"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("работотехника", "робототехника"),
        ("шахмоты", "шахматы"),
        ("лёгкая отлетика", "легкая атлетика"),
        ("рббототехника", "робототехника"),
        ("шахмотами", "шахматы"),
    ],
)
def test_the_nearest_word_of_the_catalogue_is_proposed(catalogue, typed, meant):
    assert understanding.corrected(typed) == meant


@pytest.mark.parametrize("typed", ["шахматы", "ыыыыыыыыы", "го", "", "🤖", "<b>", "12345678"])
def test_nothing_is_proposed_for_known_words_and_for_nonsense(catalogue, typed):
    assert understanding.corrected(typed) is None


def test_words_of_programs_that_left_the_catalogue_are_forgotten(catalogue):
    Program.objects.filter(short_name="Шахматы").update(status=Program.Status.ARCHIVED)
    understanding.gather_words()

    assert understanding.corrected("шахмоты") is None


def test_teachers_and_names_of_groups_are_searched(catalogue):
    group = GroupFactory(module=ModuleFactory(program__short_name="Лепка"), name="Непоседы")
    member = MemberFactory(provider=group.program.provider, user__last_name="Горностаева")
    group.teachers.add(member)

    assert found("непоседы") == {"Лепка"}
    assert found("Горностаева") == {"Лепка"}

    member.user.last_name = "Куницына"
    member.user.save()
    assert found("Горностаева") == set()
    assert found("Куницына") == {"Лепка"}

    group.teachers.clear()
    assert found("Куницына") == set()
