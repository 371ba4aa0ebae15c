"""What a parent owes and has paid (R6.34–R6.37)."""

from datetime import date

import pytest

from enrollment import attending, owing
from enrollment.models import Contract
from reference.days import Month
from reference.errors import RuleBroken
from tests.enrollment.town import Town, make_town

MARCH = date(2022, 3, 1)


@pytest.fixture
def town(db) -> Town:
    return make_town()


def studied(town: Town, mode: int) -> Contract:
    """W05, signed on 10.01, with January and February debited."""
    town.provider.parent_payment_mode = mode
    town.provider.save()
    contract = town.sign(town.apply(town.certificate(), town.group(price="8000.00")))
    town.turn("2022-02")
    return contract


@pytest.mark.parametrize(
    ("mode", "attended", "february"),
    [(1, 5, 169_01), (2, 5, 105_63), (1, 0, 169_01), (2, 0, 0)],
)
def test_w15_the_mode_says_what_absence_costs(town: Town, mode, attended, february):
    contract = studied(town, mode)

    attending.attend(contract, Month(2022, 2), attended=attended, held=8, by=town.parent, on=MARCH)

    parts = dict(attending.parent_parts(contract, date(2022, 2, 28)))
    assert parts[date(2022, 2, 1)] == february
    assert contract.instalments.get(month=date(2022, 2, 1)).certificate_amount == 1_521_12


def test_a_month_is_due_by_the_tenth_of_the_next(town: Town):
    """R6.35: January's 123.96 is overdue from 11.02, February's 169.01 from 11.03."""
    contract = studied(town, 1)

    assert owing.last_day_to_pay(contract, date(2022, 1, 1)) == date(2022, 2, 10)
    assert owing.debt_of(contract, on=date(2022, 2, 10)).overdue == 0
    assert owing.debt_of(contract, on=date(2022, 2, 11)).overdue == 123_96
    debt = owing.debt_of(contract, on=date(2022, 3, 11))
    assert (debt.owed, debt.overdue) == (292_97, 292_97)


def test_a_payment_lowers_the_debt(town: Town):
    contract = studied(town, 1)

    owing.note_payment(contract, 200_00, date(2022, 2, 9), by=town.parent, on=MARCH)

    debt = owing.debt_of(contract, on=date(2022, 3, 11))
    assert (debt.paid, debt.due, debt.overdue, debt.ahead) == (200_00, 92_97, 92_97, 0)


def test_a_payment_noted_by_mistake_is_taken_back(town: Town):
    contract = studied(town, 1)
    payment = owing.note_payment(contract, 200_00, MARCH, by=town.parent, on=MARCH)

    owing.cancel_payment(payment, by=town.parent, on=MARCH)

    assert owing.debt_of(contract, on=MARCH).paid == 0


@pytest.mark.parametrize(
    ("amount", "paid_on", "code"),
    [
        (800_01, MARCH, "too_much"),
        (0, MARCH, "too_much"),
        (100_00, date(2022, 1, 9), "dates"),
        (100_00, date(2022, 3, 2), "dates"),
    ],
)
def test_an_impossible_payment_is_refused(town: Town, amount, paid_on, code):
    contract = studied(town, 1)

    with pytest.raises(RuleBroken) as refusal:
        owing.note_payment(contract, amount, paid_on, by=town.parent, on=MARCH)

    assert refusal.value.code == code


def test_a_contract_without_a_part_of_the_parent_takes_no_payments(town: Town):
    contract = town.sign(town.apply(town.certificate(), town.group()))

    with pytest.raises(RuleBroken) as refusal:
        owing.note_payment(contract, 100, date(2022, 1, 10), by=town.parent, on=MARCH)

    assert refusal.value.code == "no_extra_payment"


def test_after_a_notice_later_months_are_not_due(town: Town):
    """R6.51: left in February, nothing is owed for March and later."""
    contract = studied(town, 1)
    town.terminate(contract, date(2022, 2, 14))
    town.turn("2022-03")

    assert owing.debt_of(contract, on=date(2022, 6, 1)).owed == 292_97
