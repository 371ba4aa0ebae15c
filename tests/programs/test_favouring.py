"""What a family puts aside."""

from __future__ import annotations

from datetime import date

import pytest

from programs import favouring
from programs.models import Favourite, Program
from reference.errors import RuleBroken
from tests.enrollment.test_races import at_once
from tests.factories.programs import FavouriteFactory, GroupFactory, ProgramFactory
from tests.factories.users import UserFactory

ON = date(2026, 9, 5)


def test_a_program_is_put_aside_once(parent, program):
    first = favouring.keep(program, by=parent)

    assert favouring.keep(program, by=parent) == first
    assert Favourite.objects.count() == 1


def test_beyond_the_most_nothing_is_put_aside(parent, program, monkeypatch):
    monkeypatch.setattr(favouring, "MOST", 1)
    FavouriteFactory(user=parent)

    with pytest.raises(RuleBroken) as refusal:
        favouring.keep(program, by=parent)

    assert refusal.value.code == "too_many_favourites"


def test_what_is_taken_out_stays_with_others(parent, stranger, program):
    for person in (parent, stranger):
        favouring.keep(program, by=person)

    favouring.remove(program, by=parent)

    assert favouring.keys_of(parent) == frozenset()
    assert favouring.keys_of(stranger) == {program.pk}


def test_a_favourite_tells_its_places_of_today(parent, group, full_group):
    favouring.keep(full_group.program, by=parent)

    (kept,) = favouring.all_of(parent, on=ON)

    assert kept.showing is not None
    assert kept.has_no_place
    assert "provider=" in kept.wish


def test_what_left_the_catalogue_stays_by_its_name(parent, group):
    favouring.keep(group.program, by=parent)
    Program.objects.filter(pk=group.program_id).update(status=Program.Status.DRAFT)

    (kept,) = favouring.all_of(parent, on=ON)

    assert kept.showing is None
    assert not kept.has_no_place


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("six_directions")
def test_two_presses_at_once_put_aside_once():
    person, program = UserFactory(), ProgramFactory()
    GroupFactory(module__program=program)

    ends = at_once(*[lambda: favouring.keep(program, by=person)] * 2)

    assert ends == ["done", "done"]
    assert Favourite.objects.count() == 1
