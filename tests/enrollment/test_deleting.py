from datetime import date

import pytest

from certificates import ledger
from enrollment import checking, deleting, enrolling, invoicing, monthly, terminating
from enrollment.models import Contract
from reference.days import Month
from reference.errors import RuleBroken

ON = date(2026, 9, 5)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def everything_is_back(contract, group) -> bool:
    group.refresh_from_db()
    whole = ledger.Balance(nominal=960_000, available=960_000)
    return ledger.balance_of(contract.certificate, ON) == whole and group.seats_taken == 0


def test_w31_an_erroneous_contract_leaves_nothing_but_its_record(contract, group, operator):
    deleting.delete(contract, reason="ошибка", by=operator, on=ON)

    contract.refresh_from_db()
    assert contract.status == Contract.Status.DELETED
    assert everything_is_back(contract, group)
    assert checking.differences() == []


def test_a_contract_given_notice_may_be_deleted_too(contract, group, operator, parent):
    terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 9, 20))

    deleting.delete(contract, by=operator, on=date(2026, 9, 21))

    assert everything_is_back(contract, group)
    assert checking.differences() == []


def test_a_contract_with_a_paid_month_is_not_deleted(
    contract, provider, plan, provider_manager, payer, operator
):
    monthly.turn(plan.municipality, Month(2026, 10))
    invoice = invoicing.invoice(
        provider, plan.municipality, Month(2026, 9), by=provider_manager, on=date(2026, 10, 2)
    )
    invoicing.pay(invoice, by=payer, on=date(2026, 10, 9))

    with pytest.raises(RuleBroken) as refusal:
        deleting.delete(contract, by=operator, on=date(2026, 10, 10))

    assert refusal.value.code == "already_paid"


def test_a_contract_is_deleted_once(contract, operator):
    deleting.delete(contract, by=operator, on=ON)

    with pytest.raises(RuleBroken) as refusal:
        deleting.delete(contract, by=operator, on=ON)

    assert refusal.value.code == "wrong_status"


def test_a_contract_in_a_document_is_deleted_only_after_the_document(
    contract, provider, plan, provider_manager, operator
):
    """What is asked for is a sum of lines that stand: the payer returns the document first."""
    advance = invoicing.advance(
        provider, plan.municipality, Month(2026, 9), by=provider_manager, on=date(2026, 9, 10)
    )

    with pytest.raises(RuleBroken) as refusal:
        deleting.delete(contract, by=operator, on=date(2026, 9, 10))
    invoicing.remove(advance, by=provider_manager, on=date(2026, 9, 10))

    assert refusal.value.code == "already_documented"
    deleting.delete(contract, by=operator, on=date(2026, 9, 10))
    assert checking.differences() == []
