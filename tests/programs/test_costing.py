"""The formulas of the normative cost and the recommended price, with the figures of W26 and W27."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from programs.costing import (
    Parameters,
    Share,
    Teaching,
    by_model_2017,
    by_person_hours,
    recommended_price,
)
from reference.days import days_in
from reference.money import parse

W27 = Parameters(
    wage=Fraction(4_500_000),
    rates=Fraction("1.2"),
    weekly_load=Fraction(18),
    weeks_in_month=Fraction("4.33"),
    additional_teachers=Fraction("1.1"),
    other_staff=Fraction("0.5"),
    payroll_charges=Fraction("1.302"),
    vacations=Fraction("1.15"),
    premises_hours=Fraction(1_440),
    equipment=Fraction(250_000),
    equipped=Fraction(1),
    services=Fraction(900_000),
    years_between_trainings=Fraction(3),
    weeks_in_year=Fraction(52),
    training=Fraction(600_000),
)
GROUP = Teaching(Fraction(72), Fraction(0), Fraction(0), Fraction(12))


def test_w27_formula_a():
    hour = parse("92.35")

    assert by_person_hours(hour, Fraction(72)) == parse("6649.20")
    assert by_person_hours(hour, Fraction(72), health=Fraction("1.5")) == parse("9973.80")


def test_w27_formula_b():
    assert by_model_2017(GROUP, W27) == parse("7193.00")
    assert by_model_2017(replace(GROUP, individual=Fraction(6)), W27) == parse("13788.00")


@given(st.integers(2, 30), st.integers(1, 300))
def test_a_larger_group_never_makes_a_child_dearer(children, hours):
    group = replace(GROUP, hours=Fraction(hours), children=Fraction(children))

    assert by_model_2017(replace(group, children=group.children + 1), W27) <= by_model_2017(
        group, W27
    )


def test_w26_recommended_price():
    starts_on, ends_on, year = date(2021, 9, 1), date(2022, 5, 31), date(2021, 12, 31)
    shares = [
        Share(parse("6000.00"), days_in(starts_on, year)),
        Share(parse("9600.00"), days_in(date(2022, 1, 1), ends_on)),
    ]
    days = days_in(starts_on, ends_on)

    assert [share.days for share in shares] == [122, 151]
    assert recommended_price(parse("12000.00"), shares, days=days) == parse("12000.00")
    assert recommended_price(parse("15000.00"), shares, days=days) == parse("13426.00")


def test_a_period_that_has_no_day_of_the_group_does_not_count():
    assert recommended_price(664_920, [Share(0, 0)], days=100) == 664_900
