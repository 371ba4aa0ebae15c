"""Limits of places of a program and of a provider (R6.02, R6.09)."""

from datetime import date

import pytest

from enrollment import checking, enrolling, limiting, monthly, terminating
from enrollment.models import Contract, ProgramLimit, ProviderLimit
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import FundingPlan
from tests.factories.certificates import CertificateFactory, fund

ON = date(2026, 9, 5)
START = date(2026, 9, 7)


@pytest.fixture
def contract(funded_certificate, group, parent) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=ON)


@pytest.fixture
def other(funded_certificate, category_terms):
    return fund(
        CertificateFactory(
            municipality=funded_certificate.municipality, category=category_terms.category
        ),
        category_terms,
    )


@pytest.fixture(params=["program", "provider"])
def limit(request, contract, operator):
    """A limit of one place, taken by the contract, that the plan asks for."""
    key = {"program": "programme_limit_enabled", "provider": "provider_limit_enabled"}
    FundingPlan.objects.update(settings={key[request.param]: True})
    program = contract.group.program
    if request.param == "program":
        limiting.set_program_limit(program, 1, by=operator, on=ON)
        return ProgramLimit.objects.get(), "program_limit"
    limiting.set_provider_limit(program.provider, 1, by=operator, on=ON)
    return ProviderLimit.objects.get(), "provider_limit"


def test_a_limit_counts_what_stands_against_it_when_it_is_set(limit):
    assert limit[0].taken == 1
    assert checking.differences() == []


def test_a_reached_limit_refuses_the_next(limit, other, group, parent):
    with pytest.raises(RuleBroken) as refusal:
        enrolling.apply(other, group, starts_on=START, by=parent, on=ON)

    assert refusal.value.code == limit[1]
    assert checking.differences() == []


def test_a_place_that_comes_free_is_given_to_the_next(limit, contract, other, group, parent):
    enrolling.withdraw(contract, by=parent, on=ON)

    assert enrolling.apply(other, group, starts_on=START, by=parent, on=ON).pk
    limit[0].refresh_from_db()
    assert limit[0].taken == 1
    assert checking.differences() == []


def test_a_terminating_contract_does_not_count(limit, contract, other, group, parent):
    enrolling.accept(contract, by=parent, on=ON)
    enrolling.sign(contract, by=parent, on=START)
    terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=START)

    assert enrolling.apply(other, group, starts_on=START, by=parent, on=START).pk
    assert checking.differences() == []


def test_the_last_month_takes_the_contract_out_of_its_limits(limit, contract, parent):
    enrolling.accept(contract, by=parent, on=ON)
    enrolling.sign(contract, by=parent, on=START)

    monthly.turn(contract.plan.municipality, Month.of(contract.ends_on), by=None)

    limit[0].refresh_from_db()
    assert limit[0].taken == 0
    assert checking.differences() == []


def test_a_limit_that_is_switched_off_only_counts(limit, other, group, parent):
    FundingPlan.objects.update(settings={})

    assert enrolling.apply(other, group, starts_on=START, by=parent, on=ON).pk
    limit[0].refresh_from_db()
    assert limit[0].taken == 2


def test_a_lifted_limit_is_gone(limit, contract, operator):
    limiting.set_program_limit(contract.group.program, None, by=operator, on=ON)
    limiting.set_provider_limit(contract.provider, None, by=operator, on=ON)

    assert not ProgramLimit.objects.exists()
    assert not ProviderLimit.objects.exists()
