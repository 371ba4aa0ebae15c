from datetime import date

import pytest

from reference.days import (
    Month,
    Quarter,
    SchoolYear,
    birthday,
    days_in,
    full_years,
    months_between,
    working_day,
    working_days_in,
)


def test_days_are_counted_with_both_ends():
    assert days_in(date(2022, 1, 10), date(2022, 5, 31)) == 142
    assert days_in(date(2022, 5, 31), date(2022, 5, 30)) == 0


def test_months_touched_by_a_span_include_both_ends():
    months = [str(month) for month in months_between(date(2021, 12, 31), date(2022, 2, 1))]

    assert months == ["2021-12", "2022-01", "2022-02"]


def test_a_month_knows_its_days_and_its_neighbours():
    february = Month.parse("2028-02")

    assert february.last_day == date(2028, 2, 29)
    assert february.shift(-2) == Month(2027, 12)
    assert february.shift(11) == Month(2029, 1)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2009, 5, 20), date(2027, 5, 19), 17),
        (date(2009, 5, 20), date(2027, 5, 20), 18),
        (date(2012, 2, 29), date(2017, 2, 28), 4),
        (date(2012, 2, 29), date(2017, 3, 1), 5),
    ],
)
def test_full_years_change_on_the_birthday(born, on, years):
    assert full_years(born, on) == years


def test_a_birthday_of_29_february_is_kept_on_1_march():
    assert birthday(date(2012, 2, 29), 5) == date(2017, 3, 1)
    assert birthday(date(2012, 2, 29), 4) == date(2016, 2, 29)


def test_a_school_year_runs_from_september_to_august():
    assert SchoolYear.of(date(2026, 8, 31)).first_day == date(2025, 9, 1)
    assert SchoolYear.of(date(2026, 9, 1)).last_day == date(2027, 8, 31)
    assert str(SchoolYear.of(date(2026, 9, 1)).next) == "2027/28"


def test_a_quarter_knows_the_one_before_it():
    assert Quarter.of(date(2027, 2, 14)).previous == Quarter(2026, 4)
    assert Quarter(2026, 4).last_day == date(2026, 12, 31)


def test_working_days_leave_out_weekends_and_holidays():
    january = Month(2027, 1)
    holidays = {date(2027, 1, day) for day in range(1, 9)}

    assert working_day(january, 2) == date(2027, 1, 4)
    assert working_day(january, 2, holidays) == date(2027, 1, 12)
    with pytest.raises(ValueError, match="fewer working days"):
        working_day(january, 31)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 9, 7), date(2026, 9, 12), 5),
        (date(2026, 9, 12), date(2026, 9, 13), 0),
        (date(2026, 9, 11), date(2026, 9, 14), 2),
        (date(2026, 9, 8), date(2026, 9, 7), 0),
    ],
)
def test_working_days_leave_weekends_out(start, end, days):
    assert working_days_in(start, end) == days


def test_working_days_leave_holidays_out():
    assert working_days_in(date(2026, 9, 7), date(2026, 9, 9), {date(2026, 9, 8)}) == 2
