"""A family stops its certificate, or its consent, while somebody reserves money on it."""

from collections.abc import Callable
from datetime import date

import pytest

from certificates import consenting
from enrollment import ceasing, disputing, enrolling
from enrollment.models import Contract, Dispute
from tests.enrollment.test_races import at_once
from tests.enrollment.town import Town, make_town, refused, sound
from tests.factories.users import UserFactory
from users.models import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2022, 1, 9)


@pytest.fixture
def town(six_directions) -> Town:
    return make_town()


@pytest.fixture
def certificate(town):
    return town.certificate()


def apply(town, certificate) -> Callable[[], Contract]:
    """Apply for a group of its own, so that only the certificate stands between."""
    group = town.group("960.00", "960.00")
    return lambda: enrolling.apply(
        certificate, group, starts_on=date(2022, 1, 10), by=town.parent, on=ON
    )


def dispute(certificate, town) -> Callable[[], Dispute]:
    return lambda: disputing.dispute(certificate, "Это не мы", by=town.parent, on=ON)


def test_an_application_is_before_the_case_or_refused(town, certificate):
    ends = at_once(dispute(certificate, town), *[apply(town, certificate) for _ in range(4)])

    assert set(ends) <= {"done", "certificate_disputed"}
    assert Contract.objects.count() == ends.count("done") - 1
    assert refused(apply(town, certificate)) == "certificate_disputed"


def test_an_application_is_before_the_withdrawal_or_refused(town, certificate):
    child, parent = certificate.child, town.parent
    consenting.give(child, of=parent, by=parent)

    ends = at_once(
        lambda: consenting.withdraw(child, of=parent, by=parent),
        *[apply(town, certificate) for _ in range(4)],
    )

    assert set(ends) <= {"done", "consent_withdrawn"}
    assert Contract.objects.count() == ends.count("done") - 1
    assert refused(apply(town, certificate)) == "consent_withdrawn"


def test_four_presses_open_one_case(town, certificate):
    ends = at_once(*[dispute(certificate, town)] * 4)

    assert ends == ["already_disputed"] * 3 + ["done"]


def test_without_the_look_the_constraint_still_keeps_one_case(town, certificate, monkeypatch):
    monkeypatch.setattr(disputing, "is_disputed", lambda certificate: False)

    ends = at_once(*[_constrained(dispute(certificate, town))] * 4)

    assert ends.count("done") == 1
    assert Dispute.objects.count() == 1


def _constrained(verb: Callable[[], object]) -> Callable[[], object]:
    from django.db import IntegrityError

    from reference.errors import RuleBroken

    def pressed() -> object:
        try:
            return verb()
        except IntegrityError as violation:
            raise RuleBroken("constraint", str(violation)) from violation

    return pressed


def test_a_decision_a_withdrawal_and_second_thoughts_end_the_case_once(town, certificate):
    moc = UserFactory(role=Role.MOC, municipality=town.municipality)
    contract = town.apply(certificate, town.group())
    case = disputing.dispute(certificate, "Это не мы", contract=contract, by=town.parent, on=ON)

    at_once(
        lambda: disputing.uphold(case, "Ответ", by=moc, on=ON),
        lambda: disputing.take_back(case, by=town.parent, on=ON),
        lambda: enrolling.withdraw(contract, by=town.parent, on=ON),
        dispute(certificate, town),
    )

    assert Dispute.objects.open().count() <= 1
    case.refresh_from_db()
    assert case.status != Dispute.Status.RAISED
    sound()


def test_a_consent_given_again_meets_the_night(town, certificate):
    child, parent = certificate.child, town.parent
    consenting.give(child, of=parent, by=parent)
    consenting.withdraw(child, of=parent, by=parent)

    at_once(
        lambda: consenting.give(child, of=parent, by=parent),
        lambda: ceasing.cease(town.municipality, on=ON),
    )

    sound()
    certificate.refresh_from_db()
    assert certificate.status in ("active", "closed")
    assert not consenting.is_withdrawn(child)
