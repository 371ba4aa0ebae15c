"""Ratings are exact, and are not told of the few (R5.23, R11.09)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programs import rating
from programs.models import ProviderRating, Rating
from programs.rating import Tally, Terms
from reference import configuration
from tests.factories.programs import ProgramFactory

TERMS = replace(Terms.of({}), is_on=True)
# three contracts that are closed marked 100 and two that act marked 50: 7 × … / 8
TALLY = Tally(
    sums={"results": 700, "staff": 700, "equipment": 350, "overall": 700},
    weight=8,
    given=5,
    children=5,
    studied=20,
    contracts=20,
    left=1,
)


def test_the_rating_is_the_weighted_marks_and_the_turnover():
    # 25 % × 87.5 three times, 10 % × 43.75, 15 % × 100
    assert rating.points(TALLY, TERMS) == Fraction(85)


def test_without_contracts_the_marks_make_up_the_whole():
    tally = replace(TALLY, contracts=0, left=0)

    assert rating.points(tally, TERMS) == Fraction(70 * 100, 85)


@pytest.mark.parametrize(
    ("left", "counted"),
    [(0, 1), (2, 1), (6, Fraction(1, 2)), (10, 0), (20, 0)],
    ids=["nobody", "a tenth", "between", "half", "all"],
)
def test_the_turnover_falls_on_a_straight_line(left, counted):
    assert rating.turnover(replace(TALLY, left=left), TERMS) == counted


def test_a_small_share_of_marks_tells_nothing():
    assert rating.points(replace(TALLY, studied=25), TERMS) is not None
    assert rating.points(replace(TALLY, studied=26), TERMS) is None


def test_marks_of_fewer_than_five_children_tell_nothing():
    assert rating.points(replace(TALLY, children=4), TERMS) is None


def test_where_ratings_are_off_nothing_is_told():
    assert rating.points(TALLY, Terms.of({})) is None


def test_a_provider_is_rated_by_how_many_study_in_each_program():
    assert rating.of_provider([(9_000, 10), (6_000, 20)]) == Fraction(7_000)
    assert rating.of_provider([(9_000, 0)]) is None


@pytest.mark.parametrize(
    "settings",
    [
        {"rating_weights": {"results": 100}},
        {"rating_weights": {**configuration.RATING_WEIGHTS, "staff": 26}},
        {"rating_turnover": {"few": 50, "many": 10}},
        {"rating_min_percent": 101},
    ],
)
def test_impossible_weights_are_refused(settings):
    with pytest.raises(ValueError, match="rating_"):
        configuration.check(settings)


@pytest.mark.django_db
def test_ratings_are_kept_in_hundredths_with_the_providers():
    program = ProgramFactory(provider__municipality__region__settings={"rating_enabled": True})
    rating.lock([program.pk])

    assert rating.keep({program.pk: TALLY}) == 1
    kept = Rating.objects.get(program=program)
    assert (kept.points, kept.results, kept.equipment) == (8_500, 8_750, 4_375)
    assert ProviderRating.objects.get(provider=program.provider).points == 8_500

    assert rating.keep({program.pk: TALLY}) == 0
    assert rating.keep({program.pk: Tally()}) == 1
    assert ProviderRating.objects.get(provider=program.provider).points is None
