"""How a plan is carried out, and where its contracts lead."""

from datetime import date

import pytest

from enrollment import forecasting, invoicing
from reference.days import Month
from reference.money import parse
from tests.enrollment.town import make_town


@pytest.fixture
def town(db):
    return make_town()


def line(forecast, month: str):
    return next(line for line in forecast.lines if line.month == Month.parse(month))


def test_the_months_of_a_signed_contract_are_debited_or_expected(town):
    town.sign(town.apply(town.certificate(), town.group()))
    town.turn("2022-02")

    forecast = forecasting.forecast_of(town.plan)

    assert line(forecast, "2022-01").debited == parse("1115.52")
    assert line(forecast, "2022-02").debited == parse("1521.12")
    assert line(forecast, "2022-03").expected == parse("1521.12")
    assert line(forecast, "2022-06").total == 0


def test_an_application_nobody_signed_is_told_apart(town):
    town.apply(town.certificate(), town.group())

    forecast = forecasting.forecast_of(town.plan)

    assert line(forecast, "2022-03").expected == 0
    assert line(forecast, "2022-03").asked == parse("1521.12")


def test_the_forecast_follows_the_contracts_to_the_end(town):
    town.sign(town.apply(town.certificate(), town.group()))
    left = town.sign(town.apply(town.certificate(), town.group()))
    town.turn("2022-02", "2022-03")
    town.terminate(left, date(2022, 3, 14))

    forecast = forecasting.forecast_of(town.plan)

    assert forecast.spent_by_the_end == parse("7200.00") + parse("4157.76")
    assert forecast.spent_by_the_end + forecast.returned_by_the_end == forecast.picture.volume
    assert forecast.lines[-1].debited_so_far == forecast.spent_by_the_end


def test_what_was_paid_stands_in_its_month(town):
    town.sign(town.apply(town.certificate(), town.group()))
    document = invoicing.invoice(
        town.provider,
        town.municipality,
        Month.parse("2022-01"),
        by=town.parent,
        on=date(2022, 2, 2),
    )
    invoicing.take_into_work(document, by=town.payer, on=date(2022, 2, 8))
    invoicing.pay(document, by=town.payer, on=date(2022, 2, 9))

    forecast = forecasting.forecast_of(town.plan)

    assert line(forecast, "2022-01").paid == forecast.paid == parse("1115.52")
    assert forecast.owed == 0
