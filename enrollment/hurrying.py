"""The ladder of an answer that does not come: the organisation, once more, then the centre.

The family sees the same clock as the organisation, and who was told when. Each step is told once;
a step that was missed is passed over for the one that is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from enrollment import letters_of_hurrying
from enrollment.awaiting import PARENT, PROVIDER, Turn, turn_of, turn_of_place
from enrollment.letters_of_hurrying import Item
from enrollment.listing import places_with_families, with_families
from enrollment.models import AnswerReminder, BudgetPlace, Contract
from reference.models import Municipality

Step = AnswerReminder.Step

BEFORE = 1  # days before the last one
PATIENCE = 2  # days after it: then the support centre is told
CHUNK = 500


def hurry(municipality: Municipality, *, on: date) -> Iterator[int]:
    """Remind of every answer that is due in the municipality, a chunk at a time; how many."""
    for kind in (Contract, BudgetPlace):
        cursor: int | None = 0
        while cursor is not None:
            told, cursor = _hurry_chunk(municipality, kind, cursor, on=on)
            yield told


def steps_of(item: Item) -> list[AnswerReminder]:
    """Who was told of the application, and when, the first first."""
    return list(item.answer_reminders.all())


def step_of(turn: Turn) -> Step | None:
    """What is due on the day of the clock; None while nothing is."""
    if turn.until is None:
        return None
    if turn.whose == PARENT:
        return Step.SIGN if 0 <= turn.days <= BEFORE else None
    if turn.whose != PROVIDER:
        return None
    if turn.days < -PATIENCE:
        return Step.CENTRE
    if turn.days < 0:
        return Step.LATE
    return Step.SOON if turn.days <= BEFORE else None


@transaction.atomic
def _hurry_chunk(
    municipality: Municipality, kind: type[Contract] | type[BudgetPlace], cursor: int, *, on: date
) -> tuple[int, int | None]:
    items = _chunk(municipality, kind, cursor)
    told = []
    silent: list[Item] = []
    for item, turn in ((item, _turn(item, on)) for item in items):
        step = step_of(turn)
        if step is None or any(each.step == step for each in item.answer_reminders.all()):
            continue
        told.append(_reminder(item, step, on))
        if step == Step.CENTRE:
            silent.append(item)
        elif step == Step.SIGN and isinstance(item, Contract):
            letters_of_hurrying.signature_is_awaited(item, turn)
        else:
            letters_of_hurrying.answer_is_awaited(item, turn, step)
    if silent:
        letters_of_hurrying.organisations_are_silent(municipality, silent, on=on)
    AnswerReminder.objects.bulk_create(told, ignore_conflicts=True)
    return len(told), items[-1].pk if len(items) == CHUNK else None


def _chunk(
    municipality: Municipality, kind: type[Contract] | type[BudgetPlace], cursor: int
) -> list[Item]:
    """Applications that wait, with what a letter says of them and what was told already."""
    waiting: QuerySet[Any]
    if kind is Contract:
        waiting = with_families(
            Contract.objects.filter(
                status__in=(Contract.Status.REQUESTED, Contract.Status.ACCEPTED)
            ).select_related("group__program__provider")
        )
    else:
        waiting = places_with_families(BudgetPlace.objects.filter(status=BudgetPlace.Status.NEW))
    return list(
        waiting.filter(certificate__municipality=municipality, pk__gt=cursor)
        .prefetch_related("answer_reminders")
        .order_by("pk")[:CHUNK]
    )


def _turn(item: Item, on: date) -> Turn:
    return turn_of(item, on=on) if isinstance(item, Contract) else turn_of_place(item, on=on)


def _reminder(item: Item, step: Step, on: date) -> AnswerReminder:
    if isinstance(item, Contract):
        return AnswerReminder(contract=item, step=step, told_on=on)
    return AnswerReminder(place=item, step=step, told_on=on)
