from __future__ import annotations

from datetime import date

import pytest

from reference.errors import RuleBroken
from reference.models import Municipality
from reporting import populating
from reporting.models import Population
from users.models import User

ON = date(2026, 9, 5)


def enter(municipality: Municipality, by: User, **changes) -> Population:
    asked = {"year": 2026, "ages": (5, 17), "children": 2311, "source": "Росстат", **changes}
    return populating.enter(municipality, by=by, on=ON, **asked)


def test_a_population_is_found_by_its_year_and_ages(municipality: Municipality, moc: User):
    entered = enter(municipality, moc)

    assert populating.population_of(municipality, 2026, range(5, 18)) == entered
    assert populating.population_of(municipality, 2026, range(5, 19)) is None
    assert populating.population_of(municipality, 2025, range(5, 18)) is None


def test_a_correction_replaces_the_figure_and_remembers_the_old_one(
    municipality: Municipality, moc: User
):
    enter(municipality, moc)
    enter(municipality, moc, children=2400)

    [(population, corrections)] = populating.with_corrections(Population.objects.all())
    assert population.children == 2400
    assert [event.details["before"] for event in corrections] == [2311]


def test_a_year_ahead_is_refused(municipality: Municipality, moc: User):
    with pytest.raises(RuleBroken) as refusal:
        enter(municipality, moc, year=2027)

    assert refusal.value.code == "future_year"
    assert refusal.value.field == "year"


def test_ages_the_wrong_way_round_are_refused(municipality: Municipality, moc: User):
    with pytest.raises(RuleBroken) as refusal:
        enter(municipality, moc, ages=(17, 5))

    assert refusal.value.code == "ages"
