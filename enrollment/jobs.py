"""Everything the calendar does by itself, as data: what, where, when, and who may start it.

A new job is one line of the table. Its verb is given the municipality (none for a job of the whole
region), the local day and who started it; it works in transactions of its own, finds what is left
to do in the records, and so may be killed and run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates import issuing
from enrollment import (
    asking,
    ceasing,
    closing,
    daily,
    excluding,
    growing_up,
    hurrying,
    inspecting,
    monthly,
    overdue,
    prolonging,
    questioning,
    reminding,
    returning,
    storing,
    tallying,
    waiting,
)
from programs import grouping, opening, understanding, wishing
from reference.days import Month
from reference.models import Municipality
from users.models import User


@dataclass(frozen=True)
class Work:
    """What a job is told: where, on which local day, at what moment, by whom (none: by itself)."""

    municipality: Municipality | None
    on: date
    at: datetime
    by: User | None

    @property
    def place(self) -> Municipality:
        """The municipality of a job that has one."""
        assert self.municipality is not None, "only jobs of a municipality ask where"
        return self.municipality


@dataclass(frozen=True)
class Piece:
    """A piece of work that is committed: how much it changed, and the step the job is at."""

    changed: int = 0
    step: str = ""


Verb = Callable[[Work], Iterable[Piece]]


@dataclass(frozen=True)
class Job:
    """One job: its words, its verb, whether it is done for each municipality, and from what hour.

    One that changes contracts waits until the month it falls in is turned (7.1). Done once, it
    waits for the next day, unless it finds that it has more to do at once.
    """

    name: str
    label: str | Promise
    about: str | Promise
    verb: Verb
    at: time | None = None
    is_municipal: bool = True
    waits_for_month: bool = False
    is_destructive: Callable[[Municipality, date], bool] = lambda municipality, on: False
    is_needed: Callable[[Municipality, date], bool] = lambda municipality, on: True
    has_more: Callable[[Municipality, datetime], bool] = lambda municipality, moment: False

    def is_due(self, municipality: Municipality | None, moment: datetime) -> bool:
        """Whether its hour has come on the local day, and there can be anything to do."""
        zone = ZoneInfo(municipality.time_zone if municipality else settings.TIME_ZONE)
        local = moment.astimezone(zone)
        if self.at is None or local.time() < self.at:
            return False
        return municipality is None or self.is_needed(municipality, local.date())

    def is_due_again(self, municipality: Municipality | None, moment: datetime) -> bool:
        """Whether it was done today and has more to do by now."""
        return municipality is not None and self.has_more(municipality, moment)


def at_once(verb: Callable[[Work], int]) -> Verb:
    """A job that is one piece; its verb says how much it changed."""
    return lambda work: [Piece(verb(work))]


def _turn_months(work: Work) -> Iterator[Piece]:
    """The months that wait, in order; a run that was killed comes first (7.1)."""
    for month in monthly.months_due(work.place, Month.of(work.on)):
        before = None
        for turn in monthly.steps(work.place, month, by=work.by):
            changed = turn.closed + turn.debited + turn.refused
            yield Piece(0 if before is None else changed - before, turn.step)
            before = changed


def _month_waits(municipality: Municipality, on: date) -> bool:
    return bool(monthly.months_due(municipality, Month.of(on)))


def _groups(work: Work) -> int:
    return grouping.archive_ended(on=work.on) + opening.close_idle(on=work.on)


NIGHT = time(0, 10)
AFTER_MIDNIGHT = time(0, 20)
BEFORE_MORNING = time(4, 0)
MORNING = time(9, 0)

# In the order in which they are done on one day.
TABLE = (
    Job(
        "month",
        _("The work of the 1st"),
        _(
            "Closes a period that has ended and opens the next one, ends contracts, debits the "
            "month, refuses overdue applications."
        ),
        _turn_months,
        at=NIGHT,
        is_needed=_month_waits,
        is_destructive=closing.is_due,
    ),
    Job(
        "ended",
        _("Lessons that are over"),
        _("Closes contracts and places whose last day has passed and frees their seats."),
        lambda work: (
            Piece(changed) for changed in daily.end_lessons(work.place, on=work.on, by=work.by)
        ),
        at=AFTER_MIDNIGHT,
        waits_for_month=True,
    ),
    Job(
        "applications",
        _("Applications for certificates nobody brought documents for"),
        _("Ends applications when the days for bringing the documents have passed."),
        at_once(lambda work: issuing.expire(work.place, work.on)),
        at=AFTER_MIDNIGHT,
    ),
    Job(
        "overdue",
        _("Applications and offers whose term is over"),
        _("Refuses them where the region has chosen to do so before the 1st."),
        at_once(lambda work: overdue.refuse_overdue(work.place, on=work.on)),
        at=AFTER_MIDNIGHT,
        waits_for_month=True,
    ),
    Job(
        "of_age",
        _("Children who turn 18"),
        _("Closes the certificates of those who have turned 18; contracts run to their day."),
        at_once(lambda work: growing_up.close_of_age(work.place, on=work.on, by=work.by)),
        at=AFTER_MIDNIGHT,
        waits_for_month=True,
    ),
    Job(
        "consents",
        _("Consents that were withdrawn"),
        _(
            "Where no consent to data processing stands any more, refuses what is not signed and "
            "closes the certificate when its last contract is over."
        ),
        at_once(lambda work: ceasing.cease(work.place, on=work.on, by=work.by)),
        at=AFTER_MIDNIGHT,
        waits_for_month=True,
    ),
    Job(
        "unused",
        _("Certificates nobody uses"),
        _(
            "Turns funded certificates without applications into accounting ones; their money "
            "goes to those who wait in the queue. Started by hand only."
        ),
        at_once(lambda work: returning.return_unused(work.place, by=work.by, at=work.at)),
        waits_for_month=True,
    ),
    Job(
        "offers",
        _("Offers of a seat whose term is over"),
        _("Passes a seat nobody took in time to the next on the waiting list, at any hour."),
        at_once(lambda work: waiting.expire_offers(work.place, on=work.on, at=work.at)),
        at=AFTER_MIDNIGHT,
        has_more=waiting.has_lapsed,
    ),
    Job(
        "prolongations",
        _("Offers to go on whose term is over"),
        _(
            "Signs those for which silence means consent, where the municipality has said so, and "
            "refuses the others."
        ),
        at_once(lambda work: prolonging.settle(work.place, on=work.on)),
        at=AFTER_MIDNIGHT,
        waits_for_month=True,
    ),
    Job(
        "reminders",
        _("Reminders that money will lapse"),
        _(
            "Tells families 90, 60 and 30 days before the end of the period what is left on the "
            "certificate and which programs nearby it would pay for."
        ),
        lambda work: (Piece(told) for told in reminding.remind(work.place, on=work.on)),
        at=MORNING,
        is_needed=reminding.is_needed,
        waits_for_month=True,
    ),
    Job(
        "answers",
        _("Answers that are awaited"),
        _(
            "Reminds organisations a day before the term of an answer and after it, families a "
            "day before the term of signing; two days later the support centre is told."
        ),
        lambda work: (Piece(told) for told in hurrying.hurry(work.place, on=work.on)),
        at=MORNING,
    ),
    Job(
        "questions",
        _("Questions nobody has answered"),
        _(
            "Reminds organisations and the support centre once when the term of an answer to a "
            "family is over."
        ),
        lambda work: (Piece(told) for told in questioning.hurry(work.place, on=work.on)),
        at=MORNING,
    ),
    Job(
        "storage",
        _("Terms of storage"),
        _(
            "Deletes what is kept no longer: refused applications, old journals and consents. "
            "Children whose certificate closed long ago lose their names."
        ),
        lambda work: (Piece(changed) for changed in storing.let_go(work.place, on=work.on)),
        at=BEFORE_MORNING,
    ),
    Job(
        "opinions",
        _("Opinions of what is over"),
        _("Asks families once what a program was like when their child has done with it."),
        lambda work: (Piece(told) for told in asking.ask(work.place, on=work.on)),
        at=MORNING,
    ),
    Job(
        "groups",
        _("Groups that are over"),
        _("Archives empty groups whose last day has passed, closes enrollment without groups."),
        at_once(_groups),
        at=AFTER_MIDNIGHT,
        is_municipal=False,
    ),
    Job(
        "providers",
        _("Providers that have left the register"),
        _("Goes on with refusing applications and ending contracts where that was broken off."),
        at_once(lambda work: excluding.finish(on=work.on)),
        at=AFTER_MIDNIGHT,
        is_municipal=False,
    ),
    Job(
        "ratings",
        _("Ratings of programs"),
        _("Counts anew what families say of programs: closed contracts weigh twice."),
        lambda work: (Piece(changed) for changed in tallying.recount_all()),
        at=AFTER_MIDNIGHT,
        is_municipal=False,
    ),
    Job(
        "words",
        _("The words of the catalogue"),
        _("Gathers the words that mistyped ones are compared to."),
        at_once(lambda work: understanding.gather_words()),
        at=AFTER_MIDNIGHT,
        is_municipal=False,
    ),
    Job(
        "wishes",
        _("Programs that families wait for"),
        _("Writes once to those who looked in vain, when a program that fits has a free place."),
        at_once(lambda work: wishing.tell(on=work.on)),
        at=MORNING,
        is_municipal=False,
    ),
    Job(
        "old_lines",
        _("Old lines of the journals"),
        _("Deletes lines of the journals of actions and of runs when their term is over."),
        lambda work: (Piece(changed) for changed in storing.prune_journals(on=work.on)),
        at=BEFORE_MORNING,
        is_municipal=False,
    ),
    Job(
        "inspection",
        _("The check of all promises"),
        _(
            "Asks the records whether every sum agrees, and whether any work stands still. "
            "Differences are shown to the administrators; nothing is repaired."
        ),
        at_once(lambda work: inspecting.inspect(at=work.at)),
        at=BEFORE_MORNING,
        is_municipal=False,
    ),
)
JOBS: dict[str, Job] = {job.name: job for job in TABLE}
