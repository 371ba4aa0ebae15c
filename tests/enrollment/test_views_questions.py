"""Pages of questions and complaints: the family's, the organisation's, the support centre's."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment.models import Question
from reference import clock
from tests.factories.enrollment import ContractFactory, QuestionFactory
from tests.factories.users import UserFactory
from users.models import AuditEvent

ON = date(2026, 9, 5)


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)


def address(name: str, key: object = None) -> str:
    return reverse(f"enrollment:{name}", args=() if key is None else (key,))


def press(client, where: str, words: str, **more):
    return client.post(where, {"command": str(uuid4()), "words": words, **more}, follow=True)


def test_a_family_asks_from_the_card(client, parent, group):
    client.force_login(parent)
    assert address("ask", group.program.slug) in client.get(group.program.get_absolute_url()).text

    page = press(client, address("ask", group.program.slug), "Нужна ли форма?")

    assert "Вопрос отправлен" in page.text
    assert "ответят до 10.09.2026" in page.text
    assert Question.objects.get().author == parent


def test_a_guest_signs_in_first_and_comes_back(client, group):
    where = address("ask", group.program.slug)
    assert where in client.get(group.program.get_absolute_url()).text

    page = client.get(where)

    assert page.status_code == 302
    assert "next=" in page.url


@pytest.mark.parametrize("words", ["", "   ", "\x00", "Ы" * 2001])
def test_nonsense_is_a_sentence_beside_the_field(client, parent, group, words):
    client.force_login(parent)

    page = press(client, address("ask", group.program.slug), words)

    assert page.status_code == 200
    assert "error-summary" in page.text
    assert not Question.objects.exists()


def test_a_double_press_asks_once(client, parent, group):
    client.force_login(parent)
    command = str(uuid4())

    for _each in range(2):
        press(client, address("ask", group.program.slug), "Форма?", command=command)

    assert Question.objects.count() == 1


def test_tags_are_words(client, parent, group):
    client.force_login(parent)

    page = press(client, address("ask", group.program.slug), "<b>🙂</b>")

    assert "&lt;b&gt;🙂&lt;/b&gt;" in page.text


def test_staff_are_not_asked_to_ask(client, moc, group):
    client.force_login(moc)

    assert "Задать вопрос" not in client.get(group.program.get_absolute_url()).text


def test_the_organisation_answers_and_does_not_read_who_asks(
    client, provider_manager, provider, group, parent
):
    question = QuestionFactory(program=group.program, author=parent)
    client.force_login(provider_manager)
    assert "Нужна ли сменная обувь?" in client.get(address("questions_to_us")).text
    page = client.get(address("answer_question", question.pk)).text
    assert parent.last_name not in page
    assert parent.email not in page

    page = press(client, address("answer_question", question.pk), "Да, светлая подошва.")

    assert "Ответ отправлен" in page.text
    client.force_login(parent)
    assert "Да, светлая подошва." in client.get(question.get_absolute_url()).text


def test_another_organisation_does_not_find_the_question(client, group):
    question = QuestionFactory(program=group.program)
    client.force_login(UserFactory(role="provider"))

    assert client.get(address("answer_question", question.pk)).status_code == 404


def test_another_family_does_not_find_it_either(client, stranger):
    client.force_login(stranger)

    assert client.get(QuestionFactory().get_absolute_url()).status_code == 404


def test_a_family_complains_from_a_contract(client, parent, certificate, group, plan):
    contract = ContractFactory(certificate=certificate, group=group, plan=plan)
    where = address("complain_of_contract", contract.pk)
    client.force_login(parent)
    assert where in client.get(contract.get_absolute_url()).text

    page = press(client, where, "Отказали без причины")

    assert "Жалоба отправлена" in page.text
    assert contract.number in page.text


def test_the_certificate_has_a_way_to_complain(client, parent, certificate):
    client.force_login(parent)

    page = client.get(certificate.get_absolute_url()).text

    assert address("complain_of_certificate", certificate.pk) in page


def test_the_centre_answers_and_its_look_is_noted(client, moc, certificate, parent):
    complaint = QuestionFactory(complaint=True, certificate=certificate, author=parent)
    client.force_login(moc)
    assert certificate.masked_number in client.get(address("complaints")).text

    page = client.get(address("answer_complaint", complaint.pk)).text

    assert parent.full_name in page
    assert AuditEvent.objects.filter(action="child.viewed", by=moc).count() == 1
    page = press(client, address("answer_complaint", complaint.pk), "Разобрались.")
    assert "Ответ отправлен" in page.text
    complaint.refresh_from_db()
    assert complaint.answered_by == moc


def test_the_answered_ones_have_a_list_of_their_own(client, provider_manager, group, moc):
    QuestionFactory(
        program=group.program, words="Первый", answer="Да", answered_by=moc, answered_on=ON
    )
    QuestionFactory(program=group.program, words="Второй")
    client.force_login(provider_manager)

    waiting = client.get(address("questions_to_us")).text
    answered = client.get(address("questions_to_us") + "?list=answered").text

    assert ("Второй" in waiting, "Первый" in waiting) == (True, False)
    assert ("Второй" in answered, "Первый" in answered) == (False, True)
