from __future__ import annotations

from datetime import date

import pytest

from certificates.models import Certificate
from enrollment import enrolling, terminating
from enrollment.models import BudgetPlace, Contract
from reporting.standing import certificates_on, contracts_on, places_on
from tests.reporting.conftest import District
from users.models import User


def stood(contract: Contract, day: date) -> str | None:
    found = contracts_on(day).filter(pk=contract.pk).first()
    return found.stood if found else None


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 9, 1), None),
        (date(2026, 9, 2), "requested"),
        (date(2026, 9, 4), "requested"),
        (date(2026, 9, 5), "accepted"),
        (date(2026, 9, 7), "active"),
        (date(2026, 11, 9), "active"),
    ],
)
def test_a_contract_stands_as_it_stood_that_day(district: District, day, status):
    assert stood(district.contract, day) == status


def test_a_notice_given_later_is_not_seen_before(district: District, parent: User):
    terminating.terminate(
        district.contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 11, 10)
    )

    assert stood(district.contract, date(2026, 11, 9)) == "active"
    assert stood(district.contract, date(2026, 11, 10)) == "terminating"


def test_a_closed_contract_was_being_taught_till_its_last_day(district: District):
    Contract.objects.filter(pk=district.contract.pk).update(
        status=Contract.Status.CLOSED, notice_on=date(2026, 11, 10), ends_on=date(2026, 11, 30)
    )

    assert stood(district.contract, date(2026, 11, 30)) == "terminating"
    assert stood(district.contract, date(2026, 12, 1)) == "closed"


def test_a_contract_that_ends_by_time_is_ending_in_its_last_month(district: District):
    Contract.objects.filter(pk=district.contract.pk).update(status=Contract.Status.TERMINATING)

    assert stood(district.contract, date(2027, 4, 30)) == "active"
    assert stood(district.contract, date(2027, 5, 3)) == "terminating"


def test_a_withdrawn_contract_stood_as_active_before(district: District, parent: User):
    enrolling.withdraw(district.contract, by=parent, on=date(2026, 9, 9))

    assert stood(district.contract, date(2026, 9, 8)) == "active"
    assert stood(district.contract, date(2026, 9, 9)) == "withdrawn"


def test_a_place_stands_from_the_decision_to_the_leaving(district: District):
    place = BudgetPlace.objects.earliest("pk")
    BudgetPlace.objects.filter(pk=place.pk).update(status="left", left_on=date(2026, 10, 5))

    def then(day: date) -> str:
        return places_on(day).get(pk=place.pk).stood

    assert then(date(2026, 9, 8)) == "new"
    assert then(date(2026, 9, 9)) == "active"
    assert then(date(2026, 10, 4)) == "active"
    assert then(date(2026, 10, 5)) == "left"


def test_a_certificate_had_its_other_type_before_the_change(funded_certificate: Certificate):
    Certificate.objects.filter(pk=funded_certificate.pk).update(type_changed_on=date(2026, 10, 1))

    assert certificates_on(date(2026, 9, 30)).get().type_then == "accounting"
    assert certificates_on(date(2026, 10, 1)).get().type_then == "funded"


def test_a_certificate_lives_from_its_issue_to_its_closing(certificate: Certificate):
    Certificate.objects.filter(pk=certificate.pk).update(
        status=Certificate.Status.CLOSED, closed_on=date(2026, 10, 1)
    )

    assert not certificates_on(date(2026, 8, 31)).exists()
    assert certificates_on(date(2026, 9, 30)).exists()
    assert not certificates_on(date(2026, 10, 1)).exists()
