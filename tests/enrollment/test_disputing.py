"""“This was not me”: what is frozen, what goes on, how the municipality decides."""

from datetime import date

import pytest

from certificates.models import Entry
from enrollment import disputing, enrolling, prolonging, waiting
from enrollment.models import Contract, Dispute, WaitingPlace
from tests.enrollment.town import make_town, refused, sound, status_of
from tests.factories.certificates import GuardianshipFactory
from tests.factories.users import UserFactory
from users.audit import history_of
from users.models import Notification, Role

ON = date(2022, 1, 9)
SECRET = "Мы не подавали заявку"


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def certificate(town):
    return town.certificate()


@pytest.fixture
def group(town):
    return town.group()


@pytest.fixture
def moc(town):
    return UserFactory(role=Role.MOC, municipality=town.municipality)


@pytest.fixture
def contract(town, certificate, group):
    return town.apply(certificate, group)


def dispute(contract, town, **changes) -> Dispute:
    case = disputing.dispute(
        contract.certificate, SECRET, contract=contract, by=town.parent, on=ON, **changes
    )
    sound()
    return case


def apply(town, certificate, group):
    return lambda: enrolling.apply(
        certificate, group, starts_on=date(2022, 1, 10), by=town.parent, on=ON
    )


def test_nothing_new_is_reserved_while_a_case_is_open(town, contract):
    dispute(contract, town)

    assert refused(apply(town, contract.certificate, town.group())) == "certificate_disputed"


def test_another_certificate_pays_as_before(town, contract, group):
    dispute(contract, town)

    assert town.apply(town.certificate(), group).status == Contract.Status.REQUESTED


def test_months_of_contracts_that_act_are_debited_as_before(town, contract):
    town.sign(contract)
    dispute(contract, town)

    before = town.sums(contract.certificate, ON)
    town.turn("2022-02")

    assert town.sums(contract.certificate, ON) != before
    assert status_of(contract) == Contract.Status.ACTIVE


def test_what_is_disputed_is_not_signed(town, contract):
    enrolling.accept(contract, by=town.parent, on=ON)
    case = dispute(contract, town)

    sign = lambda: enrolling.sign(contract, by=town.parent, on=ON)  # noqa: E731
    assert refused(sign) == "certificate_disputed"

    disputing.take_back(case, by=town.parent, on=ON)
    assert sign().status == Contract.Status.ACTIVE


def test_the_other_parent_does_not_close_the_case(town, contract):
    other = GuardianshipFactory(child=contract.certificate.child, rights="full").user
    case = dispute(contract, town)

    assert refused(lambda: disputing.take_back(case, by=other, on=ON)) == "raised_by_another"
    assert disputing.is_disputed(contract.certificate)


def test_silence_is_no_consent_while_a_case_is_open(town, contract):
    enrolling.accept(contract, by=town.parent, on=ON)
    disputing.dispute(contract.certificate, SECRET, by=town.parent, on=ON)

    assert (
        refused(lambda: enrolling.sign(contract, by=None, on=ON, job=prolonging.JOB))
        == "certificate_disputed"
    )
    assert enrolling.sign(contract, by=town.parent, on=ON).status == Contract.Status.ACTIVE


def test_a_seat_that_comes_free_is_offered_to_the_next(town, contract):
    full = town.group(capacity=1)
    first, second = contract.certificate, town.certificate()
    town.apply(town.certificate(), full)
    waiting.join(first, full, by=town.parent, on=ON)
    waiting.join(second, full, by=town.parent, on=ON)
    dispute(contract, town)

    assert [place.certificate for place in waiting.who_may_come(full)] == [second]
    assert WaitingPlace.objects.in_line()[0].certificate == first


def test_a_movement_leads_to_its_contract(town, contract):
    entry = Entry.objects.get(contract_id=contract.pk, kind=Entry.Kind.RESERVE)

    case = disputing.dispute(contract.certificate, SECRET, entry=entry, by=town.parent, on=ON)

    assert case.contract == contract


def test_a_movement_of_another_certificate_is_refused(town, contract):
    other = town.certificate()
    entry = Entry.objects.get(contract_id=contract.pk, kind=Entry.Kind.RESERVE)

    codes = [
        refused(lambda: disputing.dispute(other, SECRET, contract=contract, by=town.parent, on=ON)),
        refused(lambda: disputing.dispute(other, SECRET, entry=entry, by=town.parent, on=ON)),
    ]

    assert codes == ["another_certificate"] * 2


def test_a_certificate_has_one_open_case(town, contract):
    dispute(contract, town)

    assert refused(lambda: dispute(contract, town)) == "already_disputed"


def test_confirmed_before_signing_the_application_is_withdrawn_and_the_money_returns(
    town, contract, moc
):
    case = dispute(contract, town)

    disputing.uphold(case, "Заявку подала школа", by=moc, on=ON)

    sound()
    assert status_of(contract) == Contract.Status.WITHDRAWN
    assert town.sums(contract.certificate, ON) == ("9 600.00", "0.00", "0.00")
    assert not disputing.is_disputed(contract.certificate)


def test_confirmed_later_the_contract_ends_with_its_month(town, contract, moc):
    town.sign(contract)
    case = dispute(contract, town)

    disputing.uphold(case, "Ребёнок не ходит", by=moc, on=date(2022, 1, 20))

    sound()
    contract.refresh_from_db()
    assert contract.status == Contract.Status.TERMINATING
    assert (contract.ended_by, contract.ends_on) == (Contract.Party.PAYER, date(2022, 1, 31))
    available, reserved, _debited = town.sums(contract.certificate, ON)
    assert reserved == "0.00"
    assert available != "0.00"


def test_confirmed_without_freeing_leaves_the_contract(town, contract, moc):
    case = dispute(contract, town)

    disputing.uphold(case, "Разобрались", frees_the_money=False, by=moc, on=ON)

    assert status_of(contract) == Contract.Status.REQUESTED


def test_explained_the_certificate_pays_again_and_the_contract_stays(town, contract, moc):
    case = dispute(contract, town)

    disputing.explain(case, "Заявку подала бабушка", by=moc, on=ON)

    sound()
    assert status_of(contract) == Contract.Status.REQUESTED
    town.apply(contract.certificate, town.group())


def test_a_case_is_decided_once(town, contract, moc):
    case = dispute(contract, town)
    disputing.explain(case, "Ответ", by=moc, on=ON)

    codes = [
        refused(lambda: disputing.take_back(case, by=town.parent, on=ON)),
        refused(lambda: disputing.uphold(case, "Иначе", by=moc, on=ON)),
    ]

    assert codes == ["wrong_status"] * 2


def test_everybody_hears_and_the_journal_has_it(town, contract, moc):
    case = dispute(contract, town)
    disputing.explain(case, "Заявку подала бабушка", by=moc, on=ON)

    told = Notification.objects.filter(kind="enrollment.dispute_raised")
    assert {letter.recipient for letter in told} == {town.parent, town.payer, moc}
    assert SECRET not in "".join(letter.body for letter in told)
    answer = Notification.objects.get(kind="enrollment.dispute_decided", recipient=town.parent)
    assert "Заявку подала бабушка" in answer.body
    assert [event.action for event in history_of(contract.certificate)][-2:] == [
        "dispute.raised",
        "dispute.explained",
    ]


def test_the_family_hears_of_money_that_returns(town, contract):
    enrolling.withdraw(contract, by=town.parent, on=ON)

    kinds = Notification.objects.filter(recipient=town.parent).values_list("kind", flat=True)
    assert "enrollment.contract_withdrawn" in kinds


@pytest.mark.parametrize("verb", [disputing.explain, disputing.uphold])
def test_nobody_decides_a_case_of_their_own_family(town, contract, moc, verb):
    case = dispute(contract, town)
    GuardianshipFactory(child=contract.certificate.child, user=moc)

    assert refused(lambda: verb(case, "Всё верно", by=moc, on=ON)) == "own_family"
    case.refresh_from_db()
    assert case.is_open


def test_a_case_is_answered_in_the_term_of_complaints_and_the_letter_names_the_day(town, contract):
    region = town.municipality.region
    region.settings = {"complaint_answer_days": 3}
    region.save()

    case = dispute(Contract.objects.get(pk=contract.pk), town)

    assert disputing.answer_until(case) == date(2022, 1, 12)
    letters = Notification.objects.filter(kind="enrollment.dispute_raised")
    assert all("12.01.2022" in letter.body for letter in letters)
