"""A contract month by month: planned, debited, taught, paid."""

from datetime import date

import pytest

from enrollment import attending, invoicing, months
from reference.days import Month
from reference.money import parse
from tests.enrollment.town import make_town

FEBRUARY = Month.parse("2022-02")


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def contract(town):
    contract = town.sign(town.apply(town.certificate(), town.group()))
    town.turn("2022-02")
    return contract


def february(contract):
    return next(line for line in months.months_of(contract) if line.instalment.month.month == 2)


def advance(town):
    return invoicing.advance(
        town.provider, town.municipality, FEBRUARY, by=town.parent, on=date(2022, 2, 10)
    )


def invoice(town):
    return invoicing.invoice(
        town.provider, town.municipality, FEBRUARY, by=town.parent, on=date(2022, 3, 2)
    )


def pay(town, document, on):
    invoicing.take_into_work(document, by=town.payer, on=on)
    invoicing.pay(document, by=town.payer, on=on)


def test_months_that_have_not_begun_are_planned_only(contract):
    march = months.months_of(contract)[2]

    assert (march.debited, march.delivered, march.paid) == (0, None, 0)


def test_a_month_is_debited_before_anybody_is_paid(contract):
    line = february(contract)

    assert (line.debited, line.delivered, line.paid) == (parse("1521.12"), None, 0)


def test_a_paid_advance_is_paid_and_an_unpaid_one_is_not(town, contract):
    document = advance(town)
    assert february(contract).paid == 0

    pay(town, document, date(2022, 2, 12))

    assert february(contract).paid == parse("1216.90")


def test_a_paid_invoice_holds_its_advance(town, contract):
    pay(town, advance(town), date(2022, 2, 12))
    attending.deliver(contract, FEBRUARY, held=7, planned=8, by=town.parent, on=date(2022, 3, 1))
    document = invoice(town)
    assert february(contract).delivered == parse("1330.98")
    assert february(contract).paid == parse("1216.90")

    pay(town, document, date(2022, 3, 9))

    assert february(contract).paid == parse("1330.98")
