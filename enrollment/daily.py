"""What every day ends by itself: lessons that are over (7.1, R6.52)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from enrollment import ending
from enrollment.models import BudgetPlace
from reference.models import Municipality
from users import audit
from users.models import User

CHUNK = 10_000


def end_lessons(municipality: Municipality, *, on: date, by: User | None = None) -> Iterator[int]:
    """Close contracts and places whose last day has passed, a chunk at a time; how many (R6.52).

    Whoever calls has turned the month before: an ended contract owes nothing.
    """
    cursor: int | None = 0
    while cursor is not None:
        closed, cursor = _close_chunk(municipality, cursor, on=on, by=by)
        if closed:
            yield closed
    while ended := _end_chunk(municipality, on=on, by=by):
        yield ended


@transaction.atomic
def _close_chunk(
    municipality: Municipality, cursor: int, *, on: date, by: User | None
) -> tuple[int, int | None]:
    event = audit.record(by, "contracts.ended", municipality, job="lessons that are over")
    closed, following = ending.close_ended(
        municipality, cursor=cursor, size=CHUNK, on=on, event=event
    )
    if not closed:
        transaction.set_rollback(True)  # no line in the journal about nothing
    return closed, following


@transaction.atomic
def _end_chunk(municipality: Municipality, *, on: date, by: User | None) -> int:
    event = audit.record(by, "places.finished", municipality, job="lessons that are over")
    places = BudgetPlace.objects.filter(certificate__municipality=municipality)
    ended = ending.end_places(places, size=CHUNK, on=on, event=event)
    if not ended:
        transaction.set_rollback(True)
    return ended
