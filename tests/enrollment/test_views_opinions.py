"""Pages of opinions: the family's, the organisation's, the support centre's, everybody's."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from enrollment import evaluating
from enrollment.models import Answer, Opinion
from reference import clock
from tests.factories.enrollment import AnswerFactory, ContractFactory, OpinionFactory
from tests.factories.programs import RatingFactory

START = date(2026, 9, 1)
TODAY = date(2026, 10, 5)
MARKS = {"results": "75", "staff": "100", "equipment": "50", "overall": "75"}


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: TODAY)


@pytest.fixture
def contract(plan, group, certificate):
    return ContractFactory(
        plan=plan, certificate=certificate, group=group, status="active", signed_on=START
    )


@pytest.fixture
def opinion(contract, parent):
    """Published, of the parent's contract."""
    return OpinionFactory(contract=contract, author=parent, text="Хороший педагог.")


def page_of(contract) -> str:
    return reverse("enrollment:opinion_of_contract", args=(contract.pk,))


def words(verb: str, kind: str, thing) -> str:
    return reverse(f"enrollment:{verb}", args=(kind, thing.pk))


def test_a_parent_writes_an_opinion(client, parent, contract):
    client.force_login(parent)
    assert "Написать отзыв" in client.get(contract.get_absolute_url()).text

    page = client.post(page_of(contract), {**MARKS, "text": "Нравится."}, follow=True)

    assert "ждёт проверки" in page.text
    assert Opinion.objects.get().staff == 100
    assert "Мой отзыв" in client.get(contract.get_absolute_url()).text


def test_a_mark_left_out_is_asked_for_and_nothing_is_lost(client, parent, contract):
    client.force_login(parent)

    page = client.post(page_of(contract), {**MARKS, "staff": "", "text": "Нравится."})

    assert "Оцените педагогов" in page.text
    assert "Нравится." in page.text
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("odd", ["101", "-1", "пять", "75\x00"])
def test_a_mark_of_no_choice_is_refused_beside_its_field(client, parent, contract, odd):
    client.force_login(parent)

    page = client.post(page_of(contract), {**MARKS, "results": odd})

    assert "Оцените результаты ребёнка" in page.text


def test_too_early_there_is_a_sentence_instead_of_a_form(client, parent, contract, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 20))
    client.force_login(parent)

    assert "01.10.2026" in client.get(page_of(contract)).text
    assert "Написать отзыв" not in client.get(contract.get_absolute_url()).text
    assert client.post(page_of(contract), MARKS).status_code == 200
    assert not Opinion.objects.exists()


def test_a_stranger_has_no_such_page(client, stranger, contract, opinion):
    client.force_login(stranger)

    assert client.get(page_of(contract)).status_code == 404
    withdrawal = reverse("enrollment:withdraw_opinion", args=(opinion.pk,))
    assert client.post(withdrawal).status_code == 404


def test_an_opinion_is_taken_back(client, parent, opinion):
    client.force_login(parent)

    client.post(reverse("enrollment:withdraw_opinion", args=(opinion.pk,)))

    opinion.refresh_from_db()
    assert opinion.status == Opinion.Status.WITHDRAWN


def test_the_card_tells_opinions_without_names(client, parent, opinion, group):
    RatingFactory(program=group.program)

    page = client.get(group.program.get_absolute_url()).text

    assert "Хороший педагог." in page
    assert "88 из 100" in page
    assert parent.last_name not in page
    assert opinion.contract.certificate.child.first_name not in page


def test_unchecked_words_are_on_no_open_page(client, opinion, group):
    Opinion.objects.update(status="waiting")

    for address in (
        group.program.get_absolute_url(),
        reverse("enrollment:opinions_of_program", args=(group.program.slug,)),
    ):
        assert "Хороший педагог." not in client.get(address).text


def test_html_in_words_is_shown_as_written(client, opinion, group):
    Opinion.objects.update(text="<script>alert(1)</script>")

    page = client.get(reverse("enrollment:opinions_of_program", args=(group.program.slug,))).text

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_the_organisation_answers(client, provider_manager, opinion):
    client.force_login(provider_manager)
    assert "Хороший педагог." in client.get(reverse("enrollment:own_opinions")).text

    page = client.post(
        reverse("enrollment:answer_opinion", args=(opinion.pk,)),
        {"text": "Спасибо!"},
        follow=True,
    )

    assert "ждёт проверки" in page.text
    assert Answer.objects.get().text == "Спасибо!"


@pytest.mark.parametrize(
    ("answer", "shelves"),
    [(None, {"all", "open"}), ("waiting", {"all"}), ("returned", {"all", "returned"})],
)
def test_the_organisation_finds_what_it_has_to_answer(
    client, provider_manager, opinion, answer, shelves
):
    if answer:
        AnswerFactory(opinion=opinion, status=answer, reason="Пишите вежливо")
    client.force_login(provider_manager)

    found = {
        shelf
        for shelf in ("all", "open", "returned")
        if opinion.text in client.get(reverse("enrollment:own_opinions"), {"list": shelf}).text
    }

    assert found == shelves


def test_an_answer_waits_before_everyone_reads_it(client, opinion, group):
    AnswerFactory(opinion=opinion, text="Спасибо вам!")
    address = reverse("enrollment:opinions_of_program", args=(group.program.slug,))
    assert "Спасибо вам!" not in client.get(address).text

    Answer.objects.update(status="published")

    assert "Спасибо вам!" in client.get(address).text


def test_the_support_centre_reads_and_publishes(client, moc, contract, parent):
    said = evaluating.Said(75, 75, 75, 75, "Звоните +7 912 345 67 89")
    opinion = evaluating.give(contract, said, by=parent, on=TODAY)
    client.force_login(moc)
    assert opinion.program.short_name in client.get(reverse("enrollment:opinions_to_check")).text

    page = client.get(words("check_words", "opinion", opinion)).text
    assert "номер телефона" in page
    assert parent.last_name not in page

    client.post(words("publish_words", "opinion", opinion), {"version": "1"})
    opinion.refresh_from_db()
    assert opinion.status == Opinion.Status.PUBLISHED


def test_the_support_centre_sends_back_with_a_reason(client, moc, contract, parent):
    said = evaluating.Said(75, 75, 75, 75, "Педагог Иванова лучше всех")
    opinion = evaluating.give(contract, said, by=parent, on=TODAY)
    client.force_login(moc)
    address = words("return_words", "opinion", opinion)

    assert "Укажите причину" in client.post(address, {"version": "1", "reason": ""}).text
    client.post(address, {"version": "1", "reason": "Не называйте педагога"})

    client.force_login(parent)
    assert "Не называйте педагога" in client.get(page_of(contract)).text


def test_words_changed_meanwhile_are_not_published_unread(client, moc, contract, parent):
    said = evaluating.Said(75, 75, 75, 75, "Хорошо")
    opinion = evaluating.give(contract, said, by=parent, on=TODAY)
    evaluating.give(contract, evaluating.Said(75, 75, 75, 75, "Плохо"), by=parent, on=TODAY)
    client.force_login(moc)

    page = client.post(words("publish_words", "opinion", opinion), {"version": "1"}, follow=True)

    assert "Автор тем временем изменил текст" in page.text
    opinion.refresh_from_db()
    assert opinion.status == Opinion.Status.WAITING


def test_another_support_centre_reads_nothing(client, foreign_moc, opinion):
    client.force_login(foreign_moc)

    assert client.get(words("check_words", "opinion", opinion)).status_code == 404
    assert client.get(words("check_words", "rumour", opinion)).status_code == 404
    assert (
        "Хороший педагог."
        not in client.get(reverse("enrollment:opinions_to_check"), {"list": "published"}).text
    )


def test_the_order_by_marks_is_offered_where_programs_are_rated(client, group):
    assert "по оценкам семей" not in client.get(reverse("programs:catalogue")).text.lower()


def test_programs_are_put_in_order_by_marks(client, group):
    region = group.program.provider.municipality.region
    region.settings = {"rating_enabled": True}
    region.save()
    worse = ContractFactory().group.program  # newer, so first where marks do not count
    RatingFactory(program=group.program, points=9_000)
    RatingFactory(program=worse, points=5_000)

    page = client.get(reverse("programs:catalogue"), {"sort": "rated"}).text

    assert "по оценкам семей" in page.lower()
    assert page.index(group.program.get_absolute_url()) < page.index(worse.get_absolute_url())
