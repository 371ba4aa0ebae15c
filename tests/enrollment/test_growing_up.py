"""R2.33: the 18th birthday."""

from datetime import date

import pytest

from certificates.models import Certificate
from enrollment import growing_up
from enrollment.models import Contract
from tests.enrollment.town import Town, make_town, sound, status_of
from tests.factories.certificates import GuardianshipFactory
from users.models import Notification

BIRTHDAY = date(2022, 3, 14)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def grown_up(town: Town, *, funded: bool = True) -> Certificate:
    certificate = town.certificate(funded=funded)
    certificate.child.birth_date = date(2004, 3, 14)
    certificate.child.save(update_fields=["birth_date"])
    return certificate


def studies(town: Town, certificate: Certificate) -> Contract:
    type(certificate.child).objects.filter(pk=certificate.child_id).update(
        birth_date=date(2012, 5, 20)
    )
    contract = town.sign(town.apply(certificate, town.group()))
    town.turn("2022-02", "2022-03")
    type(certificate.child).objects.filter(pk=certificate.child_id).update(
        birth_date=date(2004, 3, 14)
    )
    return contract


def come_of_age(town: Town, on: date = BIRTHDAY) -> int:
    closed = growing_up.close_of_age(town.municipality, on=on)
    sound()
    return closed


def finish_contract(town: Town) -> None:
    town.municipality.region.settings = {"age_18_rule": "finish_contract"}
    town.municipality.region.save(update_fields=["settings"])


def test_the_day_before_nothing_happens_and_on_the_day_it_closes_once(town: Town):
    certificate = grown_up(town)

    assert come_of_age(town, date(2022, 3, 13)) == 0
    assert come_of_age(town) == 1
    assert come_of_age(town) == 0

    certificate.refresh_from_db()
    assert (certificate.status, certificate.closed_on) == ("closed", BIRTHDAY)


def test_contracts_run_to_the_end_of_that_month_and_the_rest_lapses(town: Town):
    certificate = grown_up(town)
    contract = studies(town, certificate)

    come_of_age(town)

    contract.refresh_from_db()
    assert (contract.status, contract.ends_on) == ("terminating", date(2022, 3, 31))
    assert town.sums(certificate) == ("0.00", "0.00", "4 157.76")
    town.turn("2022-04")
    assert status_of(contract) == "closed"


def test_where_contracts_are_finished_only_the_free_money_goes(town: Town):
    finish_contract(town)
    certificate = grown_up(town)
    contract = studies(town, certificate)

    assert come_of_age(town) == 0

    assert status_of(contract) == "active"
    assert town.sums(certificate) == ("0.00", "3 042.24", "4 157.76")
    town.turn("2022-04", "2022-05", "2022-06")
    assert come_of_age(town, date(2022, 6, 1)) == 1
    assert town.sums(certificate) == ("0.00", "0.00", "7 200.00")


def test_an_application_of_a_grown_up_is_refused(town: Town):
    finish_contract(town)
    certificate = town.certificate()
    contract = town.apply(certificate, town.group())
    certificate.child.birth_date = date(2004, 3, 14)
    certificate.child.save(update_fields=["birth_date"])

    assert come_of_age(town) == 1

    assert status_of(contract) == "refused"


def test_a_new_period_gives_a_grown_up_nothing(town: Town):
    certificate = grown_up(town)
    town.next_plan()

    town.turn("2023-01")

    assert town.sums(certificate, date(2023, 1, 1)) == ("0.00", "0.00", "0.00")


def test_an_own_account_and_its_parent_stay_when_the_child_turns_18(town: Town):
    child = grown_up(town).child
    own = GuardianshipFactory(child=child, relation="self")

    assert come_of_age(town) == 1

    assert child.guardianships.count() == 2
    letters = Notification.objects.filter(recipient=own.user)
    assert letters.get().kind == "certificates.certificate_closed"
