"""The demo's clock goes forward, and what falls due on the way is done as it would be by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment import monthly
from enrollment.jobs import TABLE, Work
from enrollment.models import ClosingProtocol, MonthTurn
from reference import clock
from reference.days import Month, months_between
from reference.errors import RuleBroken
from reference.models import DemoClock, FundingPlan, Municipality
from users import audit
from users.models import User

# When beat would do the work of a 1st, and when people come to work.
WORK_OF_THE_FIRST = time(0, 10)
MORNING = time(9, 0)

# Two presses at once must not turn the months side by side; the number is only a name.
LOCK = 1_618_033


@dataclass
class Journey:
    """What a move of the clock did."""

    day: date
    turns: list[MonthTurn] = field(default_factory=list)
    expired: int = 0
    closed_plans: list[FundingPlan] = field(default_factory=list)
    returned: int = 0

    @property
    def months(self) -> list[Month]:
        """The months begun on the way."""
        return sorted({Month.of(turn.month) for turn in self.turns})

    @property
    def ended_contracts(self) -> int:
        return sum(turn.closed for turn in self.turns)

    @property
    def debits(self) -> int:
        return sum(turn.debited for turn in self.turns)

    @property
    def debited(self) -> int:
        """Debited on the way, in kopecks."""
        return sum(turn.debited_sum for turn in self.turns)

    @property
    def refused(self) -> int:
        return sum(turn.refused for turn in self.turns)


def move(to: date, *, by: User | None, on: date) -> Journey:
    """Move the portal from the day `on` to the morning of the day `to`, doing what falls due.

    Every 1st on the way turns the month of every municipality, in order. Raises RuleBroken
    `only_forward`, `clock_is_moving`.
    """
    if to <= on:
        raise RuleBroken("only_forward", _("The demo's clock goes forward only."))
    with _alone():
        journey = Journey(to)
        still_open = list(
            FundingPlan.objects.approved().filter(closed_on=None).values_list("pk", flat=True)
        )
        for month in months_between(on + timedelta(days=1), to):
            if month.first_day > on:
                _set(month.first_day, WORK_OF_THE_FIRST)
                journey.turns += _turn(month)
                journey.expired += _work_of_the_night(month.first_day)
        moved = _set(to, MORNING)
        journey.expired += _work_of_the_night(to)
        journey.closed_plans = list(
            FundingPlan.objects.filter(pk__in=still_open, closed_on__isnull=False)
        )
        journey.returned = sum(
            row.returned_to_budget
            for row in ClosingProtocol.objects.filter(plan__in=journey.closed_plans)
        )
        audit.record(by, "clock.moved", moved, job="demo", since=str(on), until=str(to))
    return journey


def _turn(month: Month) -> list[MonthTurn]:
    """Turn the month everywhere where nobody has done it before."""
    unturned = Municipality.objects.exclude(
        pk__in=MonthTurn.objects.filter(month=month.first_day, step=MonthTurn.Step.DONE).values(
            "municipality"
        )
    )
    return [monthly.turn(municipality, month) for municipality in unturned.order_by("pk")]


def _work_of_the_night(on: date) -> int:
    """The daily jobs of the calendar. Returns how many applications for certificates expired."""
    expired = 0
    everywhere = list(Municipality.objects.select_related("region").order_by("pk"))
    for job in TABLE:
        if job.at is None or job.name in ("month", "inspection"):
            continue
        for place in everywhere if job.is_municipal else (None,):
            if place is None or job.is_needed(place, on):
                done = sum(piece.changed for piece in job.verb(Work(place, on, clock.now(), None)))
                expired += done if job.name == "applications" else 0
    return expired


def next_day(on: date) -> date:
    """The day after."""
    return on + timedelta(days=1)


def next_first(on: date) -> date:
    """The first day of the next month."""
    return Month.of(on).shift(1).first_day


def end_of_period(on: date) -> date:
    """The 1st on which a period that runs today is closed. Raises RuleBroken `no_plan`."""
    plan = FundingPlan.objects.approved().holding(on).order_by("ends_on").first()
    if plan is None:
        raise RuleBroken("no_plan", _("No funding plan runs today, so no period ends."))
    return next_first(plan.ends_on)


def _set(day: date, at: time) -> DemoClock:
    """Let the portal's present moment be this time of this day, and go on from there."""
    moment = datetime.combine(day, at, tzinfo=ZoneInfo(settings.TIME_ZONE))
    row, _created = DemoClock.objects.update_or_create(
        pk=True, defaults={"ahead": moment - timezone.now()}
    )
    return row


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the clock; a second hand is refused rather than kept waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise RuleBroken(
                "clock_is_moving", _("The clock is being moved already. Wait until it has come.")
            )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
