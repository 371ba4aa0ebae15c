"""An organisation asks a child to an entrance test before it answers the application."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from enrollment import auditioning, enrolling
from enrollment.models import BudgetPlace, Contract, EntranceTest
from reference import clock
from reference.errors import RuleBroken
from tests.factories.certificates import GuardianshipFactory
from tests.factories.enrollment import BudgetPlaceFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from users.models import Notification

ON = date(2026, 9, 5)
DAY = date(2026, 9, 8)
SAID = {"day": "08.09.2026", "starts_at": "17:30", "where": "ул. Речная, д. 5", "words": "Форма"}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)


@pytest.fixture
def contract(funded_certificate, group, parent) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 14), by=parent, on=ON)


@pytest.fixture
def place(certificate, provider) -> BudgetPlace:
    group = GroupFactory(module=ModuleFactory(program=ProgramFactory(provider=provider)))
    return BudgetPlaceFactory(certificate=certificate, group=group, requested_on=ON)


def invite(item, by, day=DAY, on=ON) -> EntranceTest:
    return auditioning.invite(item, day, time(17, 30), "ул. Речная, д. 5", "Форма", by=by, on=on)


def code_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def address(item, name="invite_to_test") -> str:
    return reverse(f"enrollment:{name}", args=(item.pk,))


@pytest.mark.parametrize("kind", ["contract", "place"])
def test_the_family_is_told_by_letter_and_on_its_first_page(
    client, kind, parent, provider_manager, request
):
    item = request.getfixturevalue(kind)

    invite(item, provider_manager)

    letter = Notification.objects.get(recipient=parent, kind="enrollment.answer_test")
    assert "08.09.2026 в 17:30" in letter.body
    assert "Форма" in letter.body
    client.force_login(parent)
    home = client.get(reverse("enrollment:family_home")).text
    assert "вступительное испытание" in home
    page = client.get(reverse(f"enrollment:{kind}", args=(item.pk,))).text
    assert "Вступительное испытание: 08.09.2026, 17:30" in page


def test_another_day_stands_for_the_first(contract, provider_manager):
    invite(contract, provider_manager)

    invite(contract, provider_manager, DAY + timedelta(days=1))

    assert EntranceTest.objects.get().day == DAY + timedelta(days=1)


def test_the_same_invitation_again_writes_no_second_letter(contract, parent, provider_manager):
    for _press in range(3):
        invite(contract, provider_manager)

    assert Notification.objects.filter(recipient=parent, kind="enrollment.answer_test").count() == 1
    assert EntranceTest.objects.count() == 1


def test_the_test_is_before_the_answer_has_to_be_given(contract, provider_manager):
    last = ON + timedelta(days=5)

    assert invite(contract, provider_manager, last).day == last
    late = last + timedelta(days=1)
    assert code_of(lambda: invite(contract, provider_manager, late)) == "after_the_answer"
    assert code_of(lambda: invite(contract, provider_manager, date(2026, 9, 4))) == "past_day"


def test_who_is_late_already_may_still_see_the_child(contract, provider_manager):
    on = ON + timedelta(days=9)

    assert invite(contract, provider_manager, on, on=on).day == on


def test_what_is_answered_needs_no_test(contract, place, provider_manager):
    enrolling.accept(contract, by=provider_manager, on=ON)
    BudgetPlace.objects.filter(pk=place.pk).update(status=BudgetPlace.Status.ACTIVE)

    assert code_of(lambda: invite(contract, provider_manager)) == "wrong_status"
    assert code_of(lambda: invite(place, provider_manager)) == "wrong_status"
    contract.refresh_from_db()
    assert auditioning.test_of(contract) is None


def test_who_may_only_look_is_not_told_to_come(contract, provider_manager, stranger):
    GuardianshipFactory(child=contract.certificate.child, user=stranger, rights="limited")
    invite(contract, provider_manager)

    assert list(auditioning.needs(stranger, on=ON)) == []


def test_after_its_day_nothing_is_needed_any_more(contract, provider_manager, parent):
    invite(contract, provider_manager)

    assert len(list(auditioning.needs(parent, on=DAY))) == 1
    assert list(auditioning.needs(parent, on=DAY + timedelta(days=1))) == []


@pytest.mark.parametrize("kind", ["contract", "place"])
def test_an_organisation_invites_from_the_page(client, kind, provider_manager, request):
    item = request.getfixturevalue(kind)
    name = "invite_to_test" if kind == "contract" else "invite_to_test_of_place"
    client.force_login(provider_manager)
    assert address(item, name) in client.get(reverse(f"enrollment:{kind}", args=(item.pk,))).text

    page = client.post(address(item, name), SAID, follow=True)

    assert "Семья приглашена на вступительное испытание" in page.text


@pytest.mark.parametrize(
    "changed",
    [
        {"day": ""},
        {"day": "вчера"},
        {"day": "01.01.2020"},
        {"starts_at": "25:99"},
        {"where": ""},
        {"where": "Ы" * 201},
        {"words": "Ы" * 1001},
        {"words": "\x00"},
    ],
)
def test_nonsense_is_a_sentence_beside_the_field(client, contract, provider_manager, changed):
    client.force_login(provider_manager)

    page = client.post(address(contract), {**SAID, **changed})

    assert page.status_code == 200
    assert "error-summary" in page.text
    assert not EntranceTest.objects.exists()


def test_another_organisation_and_the_family_do_not_find_the_page(client, contract, parent):
    client.force_login(parent)

    assert client.get(address(contract)).status_code == 404
