"""The support centre reads opinions and answers before everyone does."""

from __future__ import annotations

from datetime import date

import pytest

from enrollment import answering, hinting, vetting
from enrollment.models import Answer, Opinion
from reference.errors import RuleBroken
from tests.factories.enrollment import AnswerFactory, OpinionFactory
from users.models import Notification

ON = date(2026, 10, 7)
Status = Opinion.Status


def refused(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


@pytest.fixture
def opinion(db) -> Opinion:
    return OpinionFactory(status="waiting")


def test_what_is_published_is_told_to_both_sides(opinion, moc, provider_manager, provider):
    opinion.program.provider = provider
    opinion.program.save()

    vetting.publish(opinion, version=1, by=moc, on=ON)

    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {opinion.author_id, provider_manager.pk}


def test_what_was_changed_meanwhile_is_read_again(opinion, moc):
    Opinion.objects.filter(pk=opinion.pk).update(version=2, text="Другое")

    assert refused(lambda: vetting.publish(opinion, version=1, by=moc, on=ON)) == "text_changed"


def test_what_was_decided_is_decided(opinion, moc):
    vetting.send_back(opinion, "Назван педагог", version=1, by=moc, on=ON)

    assert refused(lambda: vetting.publish(opinion, version=1, by=moc, on=ON)) == (
        "already_decided"
    )


def test_the_author_reads_why_it_came_back(opinion, moc):
    vetting.send_back(opinion, "Назван педагог", version=1, by=moc, on=ON)

    letter = Notification.objects.get(recipient=opinion.author)
    assert "Назван педагог" in letter.body


def test_what_was_hidden_may_be_published_after_all(opinion, moc):
    vetting.hide(opinion, "Реклама", version=1, by=moc, on=ON)

    assert vetting.publish(opinion, version=1, by=moc, on=ON).status == Status.PUBLISHED


def test_an_answer_is_checked_too(moc):
    answer = AnswerFactory()

    published = vetting.publish(answer, version=1, by=moc, on=ON)

    assert published.status == Status.PUBLISHED
    assert Notification.objects.filter(recipient=answer.opinion.author).exists()


def test_an_answer_that_went_with_changed_words_is_not_decided_on(moc):
    answer = AnswerFactory()
    Answer.objects.all().delete()

    assert refused(lambda: vetting.publish(answer, version=1, by=moc, on=ON)) == "text_changed"


def test_an_opinion_is_answered_once(provider_manager):
    opinion = OpinionFactory()
    answering.answer(opinion, "Спасибо!", by=provider_manager, on=ON)

    assert refused(lambda: answering.answer(opinion, "Ещё", by=provider_manager, on=ON)) == (
        "not_to_answer"
    )


def test_an_answer_that_came_back_is_mended(provider_manager, moc):
    answer = AnswerFactory()
    vetting.send_back(answer, "Названа семья", version=1, by=moc, on=ON)

    mended = answering.answer(answer.opinion, "Спасибо.", by=provider_manager, on=ON)

    assert (mended.pk, mended.version, mended.status) == (answer.pk, 2, Answer.Status.WAITING)


def test_unpublished_words_are_not_answered(opinion, provider_manager):
    assert refused(lambda: answering.answer(opinion, "Что?", by=provider_manager, on=ON)) == (
        "not_to_answer"
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ходим с удовольствием три года.", 0),
        ("Звоните: +7 (912) 345-67-89", 1),
        ("Пишите на mama@example.org", 1),
        ("Наш канал https://t.me/kruzhok", 1),
        ("Машеньке тут нравится", 1),
        ("с 2019 года, группа 12", 0),
    ],
)
def test_contacts_and_names_are_pointed_at(opinion, text, number):
    child = opinion.contract.certificate.child
    child.first_name, child.last_name = "Маша", "Иванова"
    child.save()
    opinion.contract.certificate.child.guardianships.all().delete()
    opinion.text = text

    assert len(hinting.hints(opinion)) == number
