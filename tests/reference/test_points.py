"""Points on the ground: how they are typed, and how far one is from another."""

from __future__ import annotations

import pytest

from reference import points
from reference.points import Point


@pytest.mark.parametrize(
    "typed",
    ["55.7522, 37.6156", "55.7522 37.6156", " 55,7522; 37,6156 ", "55.7522,37.6156"],
)
def test_a_pair_is_read_as_maps_write_it(typed):
    assert points.parse(typed) == Point(55.7522, 37.6156)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "55.7522", "abc", "55.7522, 37.6156, 12", "nan, inf", "1e2, 37", "٥٥, ٣٧"),
        "37.6156, 55.7522",  # the wrong way round
        "0, 0",
        "9" * 400,
    ],
)
def test_what_is_no_point_in_the_country_is_refused(typed):
    with pytest.raises(ValueError):
        points.parse(typed)


def test_the_way_is_that_of_the_globe_within_a_district():
    # on the globe 4.86 km
    assert Point(59.1, 36.0).distance(Point(59.13, 36.06)) == pytest.approx(4.78, abs=0.05)


def test_a_rough_point_is_no_house():
    home = Point(59.123456, 36.054321)

    assert 0 < home.distance(home.rounded(points.ROUGH)) < 0.1
