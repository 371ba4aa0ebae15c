"""Terms that have passed: flagged, refused by the 1st, or refused at once (section 6.4)."""

from datetime import date

import pytest

from enrollment import checking, enrolling, jobs, overdue
from enrollment.awaiting import turn_of
from enrollment.models import Contract
from reference.models import FundingPlan

ON = date(2026, 9, 5)
START = date(2026, 9, 20)


@pytest.fixture
def contract(funded_certificate, group, parent) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=ON)


@pytest.fixture
def at_once(db) -> None:
    FundingPlan.objects.update(settings={"overdue_action": "auto_refuse"})


def status_of(contract: Contract) -> str:
    contract.refresh_from_db()
    return contract.status


def refuse(contract: Contract, on: date) -> int:
    return overdue.refuse_overdue(contract.certificate.municipality, on=on)


def test_by_default_an_overdue_application_is_only_flagged(contract):
    assert refuse(contract, date(2026, 9, 11)) == 0
    assert status_of(contract) == Contract.Status.REQUESTED
    assert not turn_of(contract, on=date(2026, 9, 10)).is_overdue
    assert turn_of(contract, on=date(2026, 9, 11)).is_overdue


@pytest.mark.parametrize(("day", "refused"), [(10, 0), (11, 1)])
def test_an_application_not_answered_in_five_days_is_refused(contract, at_once, day, refused):
    assert refuse(contract, date(2026, 9, day)) == refused
    assert (status_of(contract) == Contract.Status.REFUSED) == bool(refused)
    assert checking.differences() == []


@pytest.mark.parametrize(("day", "refused"), [(16, 0), (17, 1)])
def test_an_offer_not_signed_in_ten_days_is_withdrawn(
    contract, provider_manager, at_once, day, refused
):
    enrolling.accept(contract, by=provider_manager, on=date(2026, 9, 6))
    FundingPlan.objects.update(settings={"overdue_action": "auto_refuse"})

    assert refuse(contract, date(2026, 9, day)) == refused
    assert (status_of(contract) == Contract.Status.REFUSED) == bool(refused)


def test_the_daily_job_does_nothing_twice(contract, at_once):
    FundingPlan.objects.update(settings={"overdue_action": "auto_refuse"})

    assert refuse(contract, date(2026, 9, 11)) == 1
    assert refuse(contract, date(2026, 9, 11)) == 0
    assert contract.certificate.accounts.get().reserved == 0


def test_the_terms_are_those_of_the_plan(contract):
    FundingPlan.objects.update(
        settings={"overdue_action": "auto_refuse", "provider_decision_days": 2}
    )

    assert refuse(contract, date(2026, 9, 8)) == 1


def test_the_calendar_knows_the_job():
    assert jobs.JOBS["overdue"].is_municipal
    assert not jobs.JOBS["providers"].is_municipal
