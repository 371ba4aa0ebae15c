"""“This was not me” on the pages of a family and of its municipality."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from certificates.models import Entry
from enrollment import disputing, enrolling
from enrollment.models import Contract, Dispute
from reference import clock
from tests.factories.certificates import GuardianshipFactory
from tests.factories.enrollment import DisputeFactory
from users.models import Notification


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on)


@pytest.fixture
def case(contract, parent) -> Dispute:
    return DisputeFactory(certificate=contract.certificate, contract=contract, raised_by=parent)


def address(name, *args) -> str:
    return reverse(f"enrollment:{name}", args=args)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(address(name, *args), data)


def test_each_reserve_of_the_statement_has_its_button(client, contract, parent):
    client.force_login(parent)
    entry = Entry.objects.get(contract_id=contract.pk, kind=Entry.Kind.RESERVE)

    page = client.get(contract.certificate.get_absolute_url()).text

    assert address("dispute_entry", entry.pk) in page


def test_the_letter_about_a_reserve_has_the_button_for_the_family_alone(
    client, contract, parent, provider_manager
):
    found = []
    for person in (parent, provider_manager):
        letter = Notification.objects.get(recipient=person, kind="enrollment.contract_requested")
        client.force_login(person)
        page = client.get(reverse("users:letter", args=(letter.pk,))).text
        found.append(address("dispute_contract", contract.pk) in page)

    assert found == [True, False]


@pytest.mark.parametrize("words", ["", "   ", "д" * 2001])
def test_without_words_or_with_a_novel_a_sentence_stands_beside_the_field(
    client, contract, parent, words
):
    client.force_login(parent)

    page = press(client, "dispute_contract", contract.pk, words=words)

    assert page.status_code == 200
    assert not Dispute.objects.exists()
    assert "Напишите" in page.text


def test_one_press_opens_the_case_and_stops_the_certificate(client, contract, parent):
    client.force_login(parent)

    answer = press(client, "dispute_contract", contract.pk, words="Мы не подавали <b>😀</b>")

    case = Dispute.objects.get()
    assert answer.headers["Location"] == case.get_absolute_url()
    page = client.get(contract.certificate.get_absolute_url()).text
    assert "ничего нового не оплачивается" in page
    assert "Мы не подавали &lt;b&gt;😀&lt;/b&gt;" in client.get(case.get_absolute_url()).text


def test_a_second_press_leads_to_the_open_case(client, case, contract, parent):
    client.force_login(parent)

    answer = client.get(address("dispute_contract", contract.pk))

    assert answer.headers["Location"] == case.get_absolute_url()


def test_the_family_takes_it_back(client, case, parent):
    client.force_login(parent)

    client.post(address("take_dispute_back", case.pk))

    case.refresh_from_db()
    assert case.status == Dispute.Status.WITHDRAWN


def test_a_stranger_finds_neither_the_button_nor_the_case(client, case, contract, stranger):
    client.force_login(stranger)

    codes = [
        client.get(address("dispute_contract", contract.pk)).status_code,
        client.get(address("dispute", case.pk)).status_code,
        client.post(address("take_dispute_back", case.pk)).status_code,
    ]

    assert codes == [404] * 3


def test_the_municipality_sees_the_queue_with_its_age(client, case, moc, payer):
    for person in (moc, payer):
        client.force_login(person)
        page = client.get(address("disputes")).text
        assert address("decide_dispute", case.pk) in page
        assert case.certificate.number not in page


def test_another_municipality_finds_no_case(client, case, foreign_moc):
    client.force_login(foreign_moc)

    assert client.get(address("decide_dispute", case.pk)).status_code == 404


def test_the_case_shows_who_did_what_and_its_look_is_noted(client, case, moc, parent):
    client.force_login(moc)

    page = client.get(address("decide_dispute", case.pk)).text

    assert parent.short_name in page
    client.force_login(parent)
    assert "обращение «Это не я»" in client.get(case.certificate.get_absolute_url()).text


def test_a_decision_needs_an_answer(client, case, moc):
    client.force_login(moc)

    page = press(client, "decide_dispute", case.pk, decision="explained", answer="")

    assert "Напишите ответ" in page.text
    case.refresh_from_db()
    assert case.is_open


def test_confirmed_the_application_is_withdrawn(client, case, contract, moc):
    client.force_login(moc)

    press(
        client,
        "decide_dispute",
        case.pk,
        decision="upheld",
        answer="Подала школа",
        frees_the_money="on",
    )

    contract.refresh_from_db()
    case.refresh_from_db()
    assert (case.status, contract.status) == ("upheld", "withdrawn")


def test_decided_cases_go_to_the_other_list(client, case, moc):
    client.force_login(moc)
    press(client, "decide_dispute", case.pk, decision="explained", answer="Подала бабушка")

    waiting = client.get(address("disputes")).text
    decided = client.get(address("disputes") + "?list=decided").text

    assert address("decide_dispute", case.pk) not in waiting
    assert address("decide_dispute", case.pk) in decided


def test_the_family_reads_on_its_first_page_by_when_it_is_answered(client, case, parent):
    client.force_login(parent)

    home = client.get(address("family_home")).text
    page = client.get(address("dispute", case.pk)).text

    until = f"{disputing.answer_until(case):%d.%m.%Y}"
    assert f"Опорный центр ответит до {until}" in home
    assert until in page


def test_who_works_at_the_centre_reads_their_own_case_as_a_family(client, case, moc):
    GuardianshipFactory(child=case.certificate.child, user=moc)
    client.force_login(moc)

    assert client.get(address("dispute", case.pk)).status_code == 200
    answer = press(client, "decide_dispute", case.pk, decision="explained", answer="Всё верно")
    assert "ваша собственная семья" in answer.text or "ваша семья" in answer.text
