"""A family asks: an organisation about its program, the support centre about what went wrong.

The organisation reads the words and not whose they are (R11.10); the support centre reads who
complains, for it has to look into the matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates import acting, arbitrating
from certificates.models import Certificate
from enrollment import letters_of_questions
from enrollment.models import BudgetPlace, Contract, Question
from programs.models import Program
from reference import configuration
from reference.errors import RuleBroken
from reference.locking import lock_row, lock_rows
from reference.models import Municipality
from users import audit
from users.models import User

MOST = 10  # that wait for an answer

TOO_MANY = RuleBroken(
    "too_many_questions",
    _("Ten of your questions wait for an answer already. Wait for some of them first."),
)
ALREADY_ANSWERED = RuleBroken("already_answered", _("Somebody has answered it already."))


@transaction.atomic
def ask(program: Program, words: str, *, by: User, on: date) -> Question:
    """Ask the organisation about its program. Raises RuleBroken `too_many_questions`."""
    _check_number(by, are_complaints=False)
    municipality = program.provider.municipality
    question = Question.objects.create(
        program=program,
        author=by,
        words=words,
        asked_on=on,
        answer_until=on + _term("question_answer_days", municipality),
    )
    audit.record(by, "question.asked", question)
    letters_of_questions.question_asked(question)
    return question


@transaction.atomic
def complain(
    certificate: Certificate,
    words: str,
    *,
    about: Contract | BudgetPlace | None = None,
    by: User,
    on: date,
) -> Question:
    """Ask the support centre to look into something.

    Raises RuleBroken `too_many_questions`, `sees_only`, `not_yours`.
    """
    acting.hold_with(certificate.pk, by=by)
    _check_number(by, are_complaints=True)
    question = Question.objects.create(
        certificate=certificate,
        contract=about if isinstance(about, Contract) else None,
        place=about if isinstance(about, BudgetPlace) else None,
        author=by,
        words=words,
        asked_on=on,
        answer_until=on + _term("complaint_answer_days", certificate.municipality),
    )
    audit.record(by, "complaint.sent", question)
    letters_of_questions.complaint_sent(question)
    return question


@transaction.atomic
def answer(question: Question, words: str, *, by: User, on: date) -> Question:
    """Answer once; the family gets a letter. Raises RuleBroken `already_answered`, `own_family`."""
    question = lock_row(
        Question.objects.select_related("author", "program__provider", "certificate__child"),
        question.pk,
    )
    if question.is_answered:
        raise ALREADY_ANSWERED
    if question.certificate is not None:
        arbitrating.check_is_another_family(question.certificate.child, by=by)
    question.answer, question.answered_by, question.answered_on = words, by, on
    question.save(update_fields=("answer", "answered_by", "answered_on"))
    audit.record(by, f"{'complaint' if question.is_complaint else 'question'}.answered", question)
    letters_of_questions.question_answered(question)
    return question


def hurry(municipality: Municipality, *, on: date) -> Iterator[int]:
    """Tell once, after the term, whoever has not answered; of organisations the centre too."""
    late = Question.objects.waiting().filter(
        Q(program__provider__municipality=municipality) | Q(certificate__municipality=municipality),
        answer_until__lt=on,
        hurried_on__isnull=True,
    )
    for key in list(late.order_by("pk").values_list("pk", flat=True)):
        yield _hurry(key, on=on)


@transaction.atomic
def _hurry(key: int, *, on: date) -> bool:
    question = lock_row(
        Question.objects.select_related(
            "program__provider__municipality", "certificate__municipality"
        ),
        key,
    )
    if question.is_answered or question.hurried_on:
        return False
    question.hurried_on = on
    question.save(update_fields=("hurried_on",))
    letters_of_questions.answer_is_late(question)
    return True


def _check_number(author: User, *, are_complaints: bool) -> None:
    """Organisations that do not answer keep nobody from the support centre: each has a count."""
    lock_rows(User.objects.all(), [author.pk])
    waiting = Question.objects.waiting().filter(author=author, program__isnull=are_complaints)
    if waiting.count() >= MOST:
        raise TOO_MANY


def _term(key: str, municipality: Municipality) -> timedelta:
    days: int = configuration.value_of(key, municipality.settings)
    return timedelta(days=days)
