"""A family asks an organisation or complains to the support centre, and is answered in time."""

from datetime import date, timedelta

import pytest

from enrollment import access, jobs, questioning, storing
from enrollment.models import Question
from reference.errors import RuleBroken
from tests.factories.certificates import GuardianshipFactory
from tests.factories.enrollment import BudgetPlaceFactory, ContractFactory, QuestionFactory
from tests.factories.providers import ProviderFactory
from users.models import AuditEvent, Notification

ON = date(2026, 9, 5)
LATE = date(2026, 9, 11)


def refusal_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def letters(user) -> list[str]:
    return list(
        Notification.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True)
    )


def test_the_organisation_gets_the_words_and_not_whose_they_are(group, parent, provider_manager):
    question = questioning.ask(group.program, "Нужна ли форма?", by=parent, on=ON)

    assert question.answer_until == ON + timedelta(days=5)
    letter = Notification.objects.get(recipient=provider_manager)
    assert "Нужна ли форма?" in letter.body
    assert parent.last_name not in letter.body
    assert parent.email not in letter.body


def test_the_answer_comes_in_a_letter_once(group, parent, provider_manager):
    question = questioning.ask(group.program, "Нужна ли форма?", by=parent, on=ON)

    questioning.answer(question, "Нет.", by=provider_manager, on=ON)

    letter = Notification.objects.get(recipient=parent)
    assert "Нет." in letter.body
    assert letter.url == question.get_absolute_url()
    again = lambda: questioning.answer(question, "Да.", by=provider_manager, on=ON)  # noqa: E731
    assert refusal_of(again) == "already_answered"


def test_nobody_asks_without_end(group, parent):
    for _each in range(questioning.MOST):
        QuestionFactory(author=parent)

    assert refusal_of(lambda: questioning.ask(group.program, "?", by=parent, on=ON)) == (
        "too_many_questions"
    )


def test_organisations_that_do_not_answer_keep_nobody_from_complaining(certificate, parent):
    for _each in range(questioning.MOST):
        QuestionFactory(author=parent)

    assert questioning.complain(certificate, "Молчат.", by=parent, on=ON).is_complaint


def test_who_works_at_the_desk_does_not_read_complaints_of_the_own_family(certificate, parent, moc):
    complaint = questioning.complain(certificate, "Отец не водит.", by=parent, on=ON)
    assert complaint in access.complaints_to_answer(moc)

    GuardianshipFactory(child=certificate.child, user=moc)

    assert complaint not in access.complaints_to_answer(moc)


def test_a_complaint_goes_to_the_centre_of_the_certificate(
    certificate, group, plan, parent, moc, foreign_moc
):
    contract = ContractFactory(certificate=certificate, group=group, plan=plan)

    sent = questioning.complain(certificate, "Отказали зря", about=contract, by=parent, on=ON)

    assert (sent.contract, sent.place) == (contract, None)
    assert sent.answer_until == ON + timedelta(days=10)
    assert letters(moc) == ["enrollment.complaint_sent"]
    assert letters(foreign_moc) == []
    assert AuditEvent.objects.filter(action="complaint.sent", by=parent).exists()


def test_a_complaint_may_be_about_a_place(certificate, parent):
    place = BudgetPlaceFactory(certificate=certificate)

    sent = questioning.complain(certificate, "Не берут", about=place, by=parent, on=ON)

    assert sent.about == place


def test_who_may_only_look_does_not_complain_for_the_child(certificate, stranger):
    GuardianshipFactory(child=certificate.child, user=stranger, rights="limited")

    code = refusal_of(lambda: questioning.complain(certificate, "?", by=stranger, on=ON))

    assert code == "sees_only"


def test_who_works_at_the_desk_does_not_answer_the_own_family(certificate, parent, moc):
    sent = questioning.complain(certificate, "Не берут", by=parent, on=ON)
    GuardianshipFactory(child=certificate.child, user=moc, relation="father")

    assert refusal_of(lambda: questioning.answer(sent, "Верно", by=moc, on=ON)) == "own_family"


def test_after_the_term_the_organisation_and_the_centre_are_told_once(
    group, parent, provider_manager, moc
):
    question = questioning.ask(group.program, "Нужна ли форма?", by=parent, on=ON)
    municipality = group.program.provider.municipality

    assert sum(questioning.hurry(municipality, on=question.answer_until)) == 0
    assert sum(questioning.hurry(municipality, on=LATE)) == 1
    assert sum(questioning.hurry(municipality, on=LATE)) == 0

    assert letters(provider_manager) == ["enrollment.question_asked", "enrollment.question_late"]
    assert letters(moc) == ["enrollment.question_late"]


def test_after_the_term_of_a_complaint_the_centre_is_told(certificate, parent, moc):
    sent = questioning.complain(certificate, "Не берут", by=parent, on=ON)

    done = sum(
        questioning.hurry(certificate.municipality, on=sent.answer_until + timedelta(days=1))
    )

    assert done == 1
    assert letters(moc) == ["enrollment.complaint_sent", "enrollment.question_late"]


def test_what_is_answered_is_not_hurried(group, parent, provider_manager):
    question = questioning.ask(group.program, "Нужна ли форма?", by=parent, on=ON)
    questioning.answer(question, "Нет.", by=provider_manager, on=ON)

    assert sum(questioning.hurry(group.program.provider.municipality, on=LATE)) == 0


def test_other_municipalities_are_left_alone(group, parent):
    questioning.ask(group.program, "Нужна ли форма?", by=parent, on=ON)

    assert sum(questioning.hurry(ProviderFactory().municipality, on=LATE)) == 0
    assert "questions" in jobs.JOBS


def test_an_answered_question_is_kept_for_five_years(parent, moc):
    old = QuestionFactory(answer="Да", answered_by=moc, answered_on=date(2027, 9, 30))
    young = QuestionFactory(
        program=old.program, answer="Да", answered_by=moc, answered_on=date(2027, 10, 1)
    )

    list(storing.let_go(old.program.provider.municipality, on=date(2032, 10, 1)))

    assert list(Question.objects.all()) == [young]
