"""The load and the price of a place where hours of a week are counted: pure figures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment import funding, weekly_hours
from enrollment.weekly_hours import Lessons, Load, Norm, peak

NORM = Norm(weekly=720, extra=240, threshold=690)
START, END = date(2026, 9, 1), date(2027, 5, 31)
DAYS = st.dates(START, END)
LESSONS = st.builds(
    lambda first, second, minutes: Lessons(min(first, second), max(first, second), minutes),
    DAYS,
    DAYS,
    st.integers(0, 600),
)


@pytest.mark.parametrize(
    ("before", "added", "is_significant", "outcome"),
    [
        (600, 120, False, "allowed"),  # 10 h and a program of 2 h
        (720, 30, False, "threshold"),  # 12 h are above 11,5 h
        (720, 240, True, "allowed"),  # 16 h with a significant program
        (720, 300, True, "norm"),  # 17 h
        (690, 30, False, "allowed"),  # 11,5 h and half an hour
        (690, 60, False, "norm"),  # 12,5 h
    ],
)
def test_a_week_has_the_room_of_the_example(before, added, is_significant, outcome):
    load = Load(before, added, NORM, is_significant)

    refused = "threshold" if load.is_above_threshold else "norm" if load.is_above_norm else ""
    assert (refused or "allowed") == outcome


def test_lessons_that_follow_each_other_do_not_add_up():
    autumn = Lessons(START, date(2026, 12, 31), 360)
    spring = Lessons(date(2027, 1, 1), END, 360)
    whole = Lessons(START, END, 60)

    assert peak([autumn, spring, whole], START, END) == 420


@given(st.lists(LESSONS, max_size=8), DAYS, DAYS)
def test_the_fullest_week_is_that_of_its_fullest_day(lessons, one, other):
    first, last = min(one, other), max(one, other)

    on_each_day = [
        sum(each.minutes for each in lessons if each.starts_on <= day <= each.ends_on)
        for day in (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    ]

    assert peak(lessons, first, last) == max(on_each_day)


@given(
    price=st.integers(0, 5_000_000),
    norm=st.integers(0, 5_000_000),
    days=st.tuples(DAYS, DAYS),
    already_paid=st.integers(0, 5_000_000),
)
def test_the_municipality_pays_what_a_bottomless_certificate_would(price, norm, days, already_paid):
    terms = funding.Terms(START, END, price, norm)
    place = {"starts_on": min(days), "ends_on": max(days), "already_paid": already_paid}

    answer = weekly_hours.quote(terms, **place)

    assert answer == funding.quote(terms, available=10**12, **place)
    assert answer.certificate_part == min(answer.total, answer.norm_total)
