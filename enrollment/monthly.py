"""The work of the 1st of the month (7.1): period → ended contracts → debits → stale applications.

A run has a row with its step and cursor. It goes in chunks, each one transaction of set-based
statements, and the cursor moves in the same commit as the money: a run killed at any moment goes
on where it was, and a run that is done does nothing when started again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from certificates import ledger, renewing
from enrollment import closing, ending, enrolling, lifecycle, overdue
from enrollment.models import BudgetPlace, Contract, MonthTurn
from reference.days import Month, months_between
from reference.models import Municipality
from reference.stamps import PortalNow
from users import audit
from users.models import AuditEvent, User

CHUNK = 10_000
REFUSALS = 100  # one by one, with a letter each: families should not wait long for the locks
MARKING = -1  # the cursor of the step of debits, once all of them are made

Step = MonthTurn.Step


@dataclass(frozen=True)
class Work:
    """What one chunk needs to know."""

    turn: MonthTurn
    month: Month
    event: AuditEvent

    @property
    def on(self) -> date:
        """The accounting day of everything the run does: the 1st."""
        return self.month.first_day


def turn(municipality: Municipality, month: Month, *, by: User | None = None) -> MonthTurn:
    """Do the work of the 1st of that month in the municipality, or finish what was begun.

    Done already, nothing happens. Two that run at once share the chunks between them.
    """
    *_before, run = steps(municipality, month, by=by)
    return run


def steps(
    municipality: Municipality, month: Month, *, by: User | None = None
) -> Iterator[MonthTurn]:
    """Turn the month a chunk at a time; after each one, the run as it then stands."""
    run, _created = MonthTurn.objects.get_or_create(
        municipality=municipality, month=month.first_day
    )
    yield run
    while run.step != Step.DONE:
        run = _chunk(run, by=by)
        yield run


def months_due(municipality: Municipality, present: Month) -> list[Month]:
    """The months that wait to be turned up to the present one, oldest first.

    A 1st when the portal stood still is made up for in its turn, and a run that was killed comes
    before the months after it. Where nothing was ever turned, the present month is the first.
    """
    turns = MonthTurn.objects.filter(municipality=municipality, month__lte=present.first_day)
    last_done = turns.filter(step=Step.DONE).order_by("-month").first()
    begun = turns.exclude(step=Step.DONE).order_by("month").first()
    first = Month.of(last_done.month).shift(1) if last_done else present
    if begun is not None:
        first = min(first, Month.of(begun.month))
    done = {Month.of(turn.month) for turn in turns.filter(step=Step.DONE)}
    due = months_between(first.first_day, present.last_day) if first <= present else ()
    return [month for month in due if month not in done]


@transaction.atomic
def _chunk(run: MonthTurn, *, by: User | None) -> MonthTurn:
    """One chunk of the run's present step, in one transaction with its cursor."""
    run = (
        MonthTurn.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality__region")
        .get(pk=run.pk)
    )
    if run.step == Step.DONE:
        return run
    event = audit.record(by, f"month.{run.step}", run, job="month turn", cursor=run.cursor)
    work = Work(run, Month.of(run.month), event)
    cursor = STEPS[Step(run.step)](work)
    if cursor is None:
        run.step, run.cursor = _step_after(Step(run.step)), 0
    else:
        run.cursor = cursor
    stamps = ("moved_at", "finished_at") if run.step == Step.DONE else ("moved_at",)
    MonthTurn.objects.filter(pk=run.pk).update(**dict.fromkeys(stamps, PortalNow()))
    run.save(update_fields=["step", "cursor", "closed", "debited", "debited_sum", "refused"])
    return run


def _step_after(step: Step) -> Step:
    steps = list(Step)
    return steps[steps.index(step) + 1]


def _shift(work: Work) -> int | None:
    """Close the period that has ended and open the new one, a chunk at a time (R8.03).

    The periods are those of the plans: by calendar years the shift is in January (R8.06), by
    school years nothing shifts in January (R8.07), and inside a period nothing is renewed (R8.08).
    """
    municipality = work.turn.municipality
    ended = closing.ended_plan(municipality, on=work.on)
    if ended is not None:
        return closing.close_chunk(
            ended, cursor=work.turn.cursor, size=CHUNK, on=work.on, event=work.event
        )
    return renewing.renew_chunk(
        municipality, cursor=work.turn.cursor, size=CHUNK, on=work.on, event=work.event
    )


def _close(work: Work) -> int | None:
    """End the contracts whose last day has passed (R6.52).

    Months that a lost run left behind are debited first: an ended contract owes nothing.
    """
    posted, more = _debit_through(work, work.month.shift(-1), cursor=0)
    if posted.entries or more is not None:
        return work.turn.cursor
    ended, cursor = ending.close_ended(
        work.turn.municipality, cursor=work.turn.cursor, size=CHUNK, on=work.on, event=work.event
    )
    work.turn.closed += ended
    return cursor


def _places(work: Work) -> int | None:
    """End places without money of groups that are over."""
    places = BudgetPlace.objects.filter(certificate__municipality=work.turn.municipality)
    ended = ending.end_places(places, size=CHUNK, on=work.on, event=work.event)
    return 0 if ended else None


def _debit(work: Work) -> int | None:
    """Debit the month, then mark the contracts that end in it (6.4)."""
    if work.turn.cursor != MARKING:
        _posted, cursor = _debit_through(work, work.month, cursor=work.turn.cursor)
        if cursor is not None:
            return cursor
    marked = ending.mark_ending(work.turn.municipality, month=work.month, size=CHUNK)
    return MARKING if marked == CHUNK else None


def _debit_through(work: Work, month: Month, *, cursor: int) -> tuple[ledger.Posted, int | None]:
    """Debit a chunk of what is planned up to that month, and count it in the run."""
    posted, cursor_after = ending.debit_due(
        work.turn.municipality,
        through=month,
        cursor=cursor,
        size=CHUNK,
        on=work.on,
        event=work.event,
    )
    work.turn.debited += posted.entries
    work.turn.debited_sum += posted.amount
    return posted, cursor_after


def _refuse(work: Work) -> int | None:
    """Refuse applications nobody answered or signed in time (6.4, R6.16)."""
    found = overdue.stale(work.turn.municipality, on=work.on).filter(pk__gt=work.turn.cursor)
    contracts, last = lifecycle.lock_still(found, size=REFUSALS)
    for contract in contracts:
        enrolling.refuse(contract, Contract.Refusal.OVERDUE, by=None, on=work.on, job="month turn")
        work.turn.refused += 1
    return last


STEPS: dict[Step, Callable[[Work], int | None]] = {
    Step.SHIFT: _shift,
    Step.CLOSE: _close,
    Step.PLACES: _places,
    Step.DEBIT: _debit,
    Step.REFUSE: _refuse,
}
