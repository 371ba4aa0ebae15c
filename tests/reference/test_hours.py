"""Hours of a week: minutes inside, hours for people."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reference import hours


@pytest.mark.parametrize(
    ("text", "minutes"), [("12", 720), ("11,5", 690), ("11.5", 690), (0.5, 30), ("0", 0)]
)
def test_hours_are_read_as_people_write_them(text, minutes):
    assert hours.parse(text) == minutes


@pytest.mark.parametrize("text", ["", "two", "1,234", "NaN", "inf"])
def test_what_is_no_whole_number_of_minutes_is_refused(text):
    with pytest.raises(ValueError, match="not a"):
        hours.parse(text)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(570, "9,5 ч"), (720, "12 ч"), (45, "0,75 ч"), (600, "10 ч"), (100, "1 ч 40 мин"), (0, "0 ч")],
)
def test_hours_are_said_as_people_read_them(minutes, said):
    with translation.override("ru"):
        assert hours.hours(minutes).replace(hours.NO_BREAK_SPACE, " ") == said


@given(st.integers(0, 672).map(lambda quarters: quarters * 15))
def test_a_quarter_of_an_hour_goes_to_the_form_and_back(minutes):
    assert hours.parse(hours.plain(minutes)) == minutes
