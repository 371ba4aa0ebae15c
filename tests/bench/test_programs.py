"""The catalogue of the bench is one that the portal would have made."""

from __future__ import annotations

import pytest

from bench.programs import ON, Maker, Size
from bench.searching import ask
from programs import counting
from programs.conditions import Filters
from programs.models import Group, SearchEntry, SearchGroup

SIZE = Size(programs=60, municipalities=3, providers=6)


@pytest.fixture
def catalogue(db):
    Maker(SIZE).make()


def test_every_program_and_group_is_searched(catalogue):
    assert SearchEntry.objects.count() == SIZE.programs
    assert SearchGroup.objects.count() == Group.objects.count() == 90
    assert counting.count(Filters(), on=ON).total == SIZE.programs


def test_its_questions_have_answers(catalogue):
    assert ask({"q": ["радуга"]})
