"""A consent is withdrawn: nothing new, what runs goes on, then the certificate closes (R11.04)."""

from datetime import date

import pytest

from certificates import consenting
from certificates.models import Certificate
from enrollment import ceasing, checking, enrolling, placing, waiting
from enrollment.models import Contract
from programs.models import Group, Program
from reference.errors import RuleBroken
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory

START = date(2026, 9, 7)
AFTER = date(2027, 6, 1)


def refusal_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def apply(certificate, group, parent, on) -> Contract:
    return enrolling.apply(certificate, group, starts_on=START, by=parent, on=on)


def withdraw(child, parent) -> None:
    consenting.give(child, of=parent, by=parent)
    consenting.withdraw(child, of=parent, by=parent)


def status_of(certificate: Certificate) -> str:
    certificate.refresh_from_db()
    return certificate.status


@pytest.fixture
def choir(provider) -> Group:
    """A group of the municipal assignment."""
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    return GroupFactory(module=ModuleFactory(program=program))


def test_nothing_new_is_reserved(funded_certificate, child, group, parent, on):
    withdraw(child, parent)

    assert refusal_of(lambda: apply(funded_certificate, group, parent, on)) == "consent_withdrawn"


def test_a_place_without_money_is_not_given_either(funded_certificate, child, choir, parent, on):
    withdraw(child, parent)

    code = refusal_of(
        lambda: placing.apply_for_budget_place(
            funded_certificate, choir, starts_on=START, by=parent, on=on
        )
    )

    assert code == "consent_withdrawn"


def test_the_child_cannot_join_a_line_and_is_passed_over_in_it(
    funded_certificate, child, group, parent, on
):
    Group.objects.filter(pk=group.pk).update(capacity=1, seats_taken=1)
    group.refresh_from_db()
    waiting.join(funded_certificate, group, by=parent, on=on)
    withdraw(child, parent)

    assert not waiting.who_may_come(group).exists()
    code = refusal_of(lambda: waiting.join(funded_certificate, group, by=parent, on=on))
    assert code == "consent_withdrawn"


def test_an_offer_is_not_signed_any_more(
    funded_certificate, child, group, parent, provider_manager, on
):
    contract = apply(funded_certificate, group, parent, on)
    enrolling.accept(contract, by=provider_manager, on=on)
    withdraw(child, parent)

    assert refusal_of(lambda: enrolling.sign(contract, by=parent, on=on)) == "consent_withdrawn"


def test_the_night_refuses_what_is_not_signed_and_closes_the_certificate(
    funded_certificate, child, group, parent, municipality, on
):
    contract = apply(funded_certificate, group, parent, on)
    withdraw(child, parent)

    assert ceasing.cease(municipality, on=on) == 1

    contract.refresh_from_db()
    assert contract.status == Contract.Status.REFUSED
    assert status_of(funded_certificate) == "closed"
    assert checking.differences() == []


def test_a_contract_that_acts_runs_to_its_end_first(
    funded_certificate, child, group, parent, provider_manager, municipality, on
):
    contract = apply(funded_certificate, group, parent, on)
    enrolling.accept(contract, by=provider_manager, on=on)
    enrolling.sign(contract, by=parent, on=on)
    withdraw(child, parent)

    assert ceasing.cease(municipality, on=on) == 0
    assert status_of(funded_certificate) == "active"

    Contract.objects.filter(pk=contract.pk).update(status="closed", ended_by="time")
    assert ceasing.runs_on(funded_certificate) is False


def test_a_place_of_the_assignment_is_waited_for_too(
    funded_certificate, child, choir, parent, provider_manager, municipality, on
):
    place = placing.apply_for_budget_place(
        funded_certificate, choir, starts_on=START, by=parent, on=on
    )
    placing.accept(place, "1", by=provider_manager, on=on)
    withdraw(child, parent)

    assert ceasing.cease(municipality, on=on) == 0
    placing.leave(place, by=parent, on=on)
    assert ceasing.cease(municipality, on=on) == 1


def test_a_consent_given_again_restores_everything(
    funded_certificate, child, group, parent, municipality, on
):
    withdraw(child, parent)
    consenting.give(child, of=parent, by=parent)

    assert ceasing.cease(municipality, on=on) == 0
    assert apply(funded_certificate, group, parent, on).status == Contract.Status.REQUESTED


def test_a_step_stops_when_the_consent_is_given_meanwhile(funded_certificate, child, parent):
    consenting.give(child, of=parent, by=parent)

    assert ceasing._step(funded_certificate, lambda: pytest.fail("it was given again")) is False
