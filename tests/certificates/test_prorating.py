from datetime import date

import pytest

from certificates import prorating
from reference.money import parse
from tests.factories.reference import MunicipalityFactory, PlanFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nominal", "on", "left"),
    [
        ("9600.00", date(2022, 1, 31), "9600.00"),
        ("9600.00", date(2022, 4, 1), "7200.00"),
        ("9600.00", date(2022, 9, 30), "3200.00"),
        ("9600.00", date(2022, 12, 15), "800.00"),
        ("9500.00", date(2022, 9, 1), "3166.67"),
        ("9600.00", date(2021, 11, 3), "9600.00"),
        ("9600.00", date(2023, 1, 1), "0.00"),
    ],
)
def test_a_nominal_that_decays_is_worth_the_months_that_are_left(nominal, on, left):
    """W23, with its figures; before the period it is whole, after it nothing."""
    plan = PlanFactory(
        municipality=MunicipalityFactory(),
        starts_on=date(2022, 1, 1),
        ends_on=date(2022, 12, 31),
    )

    assert prorating.for_the_rest(parse(nominal), plan, on=on) == parse(left)
