from datetime import date

import pytest

from certificates import ledger
from enrollment import enrolling, freezing
from enrollment.models import Contract
from reference.errors import RuleBroken

ON = date(2026, 9, 8)


@pytest.fixture
def contract(funded_certificate, group, parent) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 9), by=parent, on=ON)


def signed(contract, parent, provider_manager) -> Contract:
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def test_suspending_refuses_the_applications_and_takes_all_the_money(contract, payer, group):
    certificate = freezing.suspend(contract.certificate, "проверка", by=payer, on=ON)

    contract.refresh_from_db()
    group.refresh_from_db()
    assert contract.status == Contract.Status.REFUSED
    assert contract.refusal == Contract.Refusal.SUSPENDED
    assert group.seats_taken == 0
    assert certificate.available_when_suspended == 960_000
    assert ledger.balance_of(certificate, ON) == ledger.Balance()


def test_a_child_who_studies_is_not_suspended(contract, parent, provider_manager, payer):
    signed(contract, parent, provider_manager)

    with pytest.raises(RuleBroken) as refusal:
        freezing.suspend(contract.certificate, "проверка", by=payer, on=ON)

    assert refusal.value.code == "active_contract"


def test_closing_ends_the_contracts_and_lapses_the_rest(contract, parent, provider_manager, payer):
    signed(contract, parent, provider_manager)

    certificate = freezing.close(contract.certificate, "переезд", by=payer, on=date(2026, 9, 20))

    contract.refresh_from_db()
    balance = ledger.balance_of(certificate, ON)
    assert contract.status == Contract.Status.TERMINATING
    assert contract.ended_by == Contract.Party.PAYER
    assert balance.available == balance.reserved == 0
    assert balance.debited + balance.lapsed == balance.nominal


def test_closing_withdraws_a_contract_whose_lessons_have_not_begun(
    contract, parent, provider_manager, payer, group
):
    signed(contract, parent, provider_manager)

    certificate = freezing.close(contract.certificate, "переезд", by=payer, on=ON)

    contract.refresh_from_db()
    group.refresh_from_db()
    assert contract.status == Contract.Status.WITHDRAWN
    assert group.seats_taken == 0
    assert ledger.balance_of(certificate, ON) == ledger.Balance(nominal=960_000, lapsed=960_000)
