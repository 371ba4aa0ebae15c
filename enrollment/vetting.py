"""The support centre reads opinions and answers before everyone does: publish, return, hide."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enrollment import opinion_letters, tallying
from enrollment.models import Answer, BudgetPlace, Contract, Opinion
from enrollment.models.opinion import Checked
from reference import configuration
from reference.days import full_years
from reference.errors import RuleBroken
from reference.locking import lock_row
from users import audit
from users.models import User

Status = Checked.Status

# Three months, the shortest: nobody of the next season is counted for this one.
DAYS_OF_A_SEASON = 89
Words = Opinion | Answer

TEXT_CHANGED = RuleBroken(
    "text_changed", _("Its author has changed the words meanwhile. Read them again.")
)


@transaction.atomic
def publish(words: Words, *, version: int, by: User, on: date) -> Words:
    """Let everyone read it; also what was hidden before.

    Raises RuleBroken `already_decided`, `text_changed`.
    """
    words = _lock(words, version, Status.WAITING, Status.HIDDEN)
    was_hidden = words.status == Status.HIDDEN
    if isinstance(words, Opinion):
        words.age, words.since = _told_of(words)
    _decide(words, Status.PUBLISHED, "", by=by, on=on)
    if was_hidden:
        _recount(words)
    if isinstance(words, Opinion):
        audit.record(by, "opinion.published", words)
        opinion_letters.opinion_published(words)
    else:
        audit.record(by, "answer.published", words)
        opinion_letters.answer_published(words)
    return words


@transaction.atomic
def send_back(words: Words, reason: str, *, version: int, by: User, on: date) -> Words:
    """Ask its author to write it otherwise. Raises RuleBroken `already_decided`, `text_changed`."""
    words = _lock(words, version, Status.WAITING)
    _decide(words, Status.RETURNED, reason, by=by, on=on)
    if isinstance(words, Opinion):
        audit.record(by, "opinion.returned", words)
        opinion_letters.opinion_returned(words)
    else:
        audit.record(by, "answer.returned", words)
        opinion_letters.answer_returned(words)
    return words


@transaction.atomic
def hide(words: Words, reason: str, *, version: int, by: User, on: date) -> Words:
    """Take it away from everyone, with its marks: an insult, an advertisement, no opinion at all.

    Raises RuleBroken `already_decided`, `text_changed`.
    """
    words = _lock(words, version, Status.WAITING, Status.PUBLISHED)
    _decide(words, Status.HIDDEN, reason, by=by, on=on)
    _recount(words)
    if isinstance(words, Opinion):
        audit.record(by, "opinion.hidden", words)
        opinion_letters.opinion_hidden(words)
    else:
        audit.record(by, "answer.hidden", words)
        opinion_letters.answer_returned(words)
    return words


def _lock(words: Words, version: int, *statuses: Checked.Status) -> Words:
    try:
        fresh: Words = lock_row(_rows(words), words.pk)
    except Answer.DoesNotExist:  # it went with the words that it answered
        raise TEXT_CHANGED from None
    if fresh.version != version:
        raise TEXT_CHANGED
    if fresh.status not in statuses:
        raise RuleBroken(
            "already_decided", _("Somebody has decided on it already. Look at it again.")
        )
    return fresh


def _rows(words: Words) -> Any:
    if isinstance(words, Opinion):
        return Opinion.objects.select_related(
            "author",
            "program__provider__municipality__region",
            "contract__certificate__child",
            "place__certificate__child",
        )
    return Answer.objects.select_related("opinion__author", "opinion__program__provider")


def _decide(words: Checked, status: Checked.Status, reason: str, *, by: User, on: date) -> None:
    words.status, words.reason = status, reason
    words.decided_by, words.decided_on = by, on
    words.save()


def _recount(words: Words) -> None:
    if isinstance(words, Opinion):
        tallying.recount([words.program_id])


def _told_of(opinion: Opinion) -> tuple[int | None, date | None]:
    """The child's age and since when it studies, as far as enough others answer to it (R11.09)."""
    least = configuration.value_of(
        "small_number_mask", opinion.program.provider.municipality.settings
    )
    learning = opinion.learning
    child = learning.certificate.child
    age = child.age(opinion.written_on)
    since = first_of_season(learning.starts_on)
    others = _birthdays(opinion.program_id, since)
    alike = [born for born in others if full_years(born, opinion.written_on) == age]
    if len(alike) >= least:
        return age, since
    return (None, since) if len(others) >= least else (None, None)


def _birthdays(program: int, since: date) -> list[date]:
    """When the children were born who began to study the program in this season, each once."""
    born = "certificate__child", "certificate__child__birth_date"
    days = (since, since + timedelta(days=DAYS_OF_A_SEASON))
    contracts = Contract.objects.filter(
        group__program=program, status__in=tallying.TAUGHT, starts_on__range=days
    )
    places = BudgetPlace.objects.filter(
        program_id=program,
        status__in=(BudgetPlace.Status.ACTIVE, BudgetPlace.Status.LEFT),
        starts_on__range=days,
    )
    return list(dict([*contracts.values_list(*born), *places.values_list(*born)]).values())


def first_of_season(day: date) -> date:
    """The first day of the season: winter begins on 1 December."""
    if day.month < 3:
        return date(day.year - 1, 12, 1)
    return date(day.year, day.month - day.month % 3, 1)
