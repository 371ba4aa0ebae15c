"""The nightly inspection: every promise is asked, and whether any work stands still.

What differs becomes a finding on the administrators' desk and a letter to them. Nothing is ever
repaired here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment import calendar_letters, checking, monthly
from enrollment.checking import Difference
from enrollment.models import Finding, JobRun, MonthTurn
from reference.days import Month
from reference.models import FundingPlan, Municipality
from users import mailing

IDLE = timedelta(hours=1)  # a chunk of work takes seconds
TOO_LONG = timedelta(days=1)  # taken up again and again, and never done
LATE_LETTERS = timedelta(hours=1)
FIRST_HOURS = time(2, 0)  # by then the work of the 1st is done everywhere
SHOWN = 200  # differences of one promise that are kept: more say nothing new

MONTH_STANDS = "a month turn stands still"
MONTH_WAITS = "a month has not been turned"
JOB_STANDS = "a job stands still"
JOB_FAILED = "a job failed"
LETTERS_WAIT = "letters are not sent"

# What each kind of finding means, as the administrators read it.
WORDS: dict[str, str | Promise] = {
    MONTH_STANDS: _("The work of the 1st was begun and stands still"),
    MONTH_WAITS: _("A month has begun and is not turned"),
    JOB_STANDS: _("A job was begun and stands still"),
    JOB_FAILED: _("A job failed today"),
    LETTERS_WAIT: _("Letters have not been sent for more than an hour"),
    "balances are the sums of their entries": _("Balances are the sums of their entries"),
    "a nominal is the sum of its places and nothing is negative": _(
        "A nominal is the sum of its places, and nothing is negative"
    ),
    "reserved money is the unpaid months of living contracts": _(
        "Reserved money is the unpaid months of living contracts"
    ),
    "the months of a contract add up to its parts": _(
        "The months of a contract add up to its parts"
    ),
    "debited months have their entries, and entries their months": _(
        "Debited months have their entries, and entries their months"
    ),
    "paid lines of a month are what stays debited for it": _(
        "Paid lines of a month are what stays debited for it"
    ),
    "documents ask for a month of a contract within its instalment": _(
        "Documents ask for a month of a contract within its instalment"
    ),
    "documents add up to their lines, and take off the advance of their month": _(
        "Documents add up to their lines, and take off the advance of their month"
    ),
    "what was overpaid is offset or returned once": _(
        "What was overpaid is offset or returned once"
    ),
    "nobody is paid more than its contracts have committed": _(
        "Nobody is paid more than its contracts have committed"
    ),
    "a reversal undoes exactly its entry": _("A reversal undoes exactly its entry"),
    "an account serves the contracts of its own certificate and plan": _(
        "An account serves the contracts of its own certificate and plan"
    ),
    "a plan issues no more than its volume": _("A plan issues no more than its volume"),
    "a closed plan has nothing left and balances": _("A closed plan has nothing left and balances"),
    "seats taken are the living contracts, places and offers of the group": _(
        "Seats taken are the living contracts, places and offers of the group"
    ),
    "directions count the contracts that stand against their limits": _(
        "Directions count the contracts that stand against their limits"
    ),
    "programs and providers count the contracts that stand against their limits": _(
        "Programs and providers count the contracts that stand against their limits"
    ),
    "one living certificate per child, one living contract per child and module": _(
        "One living certificate per child, one living contract per child and module"
    ),
    "only a funded certificate has money to use": _("Only a funded certificate has money to use"),
    "nothing lies free where hours are counted": _("Nothing lies free where hours are counted"),
    "each contract of a social order has its social certificate, and no other has": _(
        "Each contract of a social order has its social certificate, and no other has"
    ),
    "a child's week is within the norm of its category": _(
        "A child’s week is within the norm of its category"
    ),
    "the triggers that guard the money are in place": _(
        "The triggers that guard the money are in place"
    ),
}


def inspect(*, at: datetime) -> int:
    """Ask everything, write down what is wrong and what is wrong no more. Returns how many stand.

    The administrators are told when there is anything they have not been told of.
    """
    found = [*checking.differences(), *standing_still(at=at)]
    return _write(found, at=at)


def standing_still(*, at: datetime) -> Iterator[Difference]:
    """Work that should have gone on by now, and letters that should have left."""
    for turn in MonthTurn.objects.exclude(step=MonthTurn.Step.DONE).filter(moved_at__lt=at - IDLE):
        yield Difference(MONTH_STANDS, str(turn.pk), f"{turn}: {turn.get_step_display()}")
    for municipality in Municipality.objects.select_related("region").order_by("pk"):
        yield from _unturned(municipality, at=at)
    runs = JobRun.objects.select_related("municipality")
    idle = Q(moved_at__lt=at - IDLE) | Q(started_at__lt=at - TOO_LONG)
    for run in runs.filter(idle, status__in=JobRun.UNFINISHED):
        yield Difference(JOB_STANDS, str(run.pk), _where(run))
    for run in runs.filter(status=JobRun.Status.FAILED, finished_at__gte=at - timedelta(days=1)):
        yield Difference(JOB_FAILED, str(run.pk), f"{_where(run)}: {run.error}")
    if late := mailing.waiting_since(at - LATE_LETTERS):
        yield Difference(LETTERS_WAIT, "", str(late))


def _unturned(municipality: Municipality, *, at: datetime) -> Iterator[Difference]:
    """Months of a municipality with a plan that nobody turned in the first hours of the 1st."""
    moment = at.astimezone(ZoneInfo(municipality.time_zone or settings.TIME_ZONE))
    on: date = moment.date()
    if on.day == 1 and moment.time() < FIRST_HOURS:
        return
    if not municipality.funding_plans.filter(status=FundingPlan.Status.OPEN).exists():
        return
    for month in monthly.months_due(municipality, Month.of(on)):
        yield Difference(MONTH_WAITS, f"{municipality.pk}:{month}", f"{municipality}, {month}")


def _where(run: JobRun) -> str:
    return f"{run.name}, {run.municipality or '—'}, {run.day:%d.%m.%Y}"


@transaction.atomic
def _write(found: list[Difference], *, at: datetime) -> int:
    """Keep the findings that stand, add the new ones, end those that are gone; tell of the new."""
    standing = {
        (finding.kind, finding.key): finding
        for finding in Finding.objects.select_for_update(of=("self",), no_key=True)
        .filter(gone_at=None)
        .order_by("pk")
    }
    seen: dict[tuple[str, str], Finding] = {}
    kept: dict[str, int] = {}
    for difference in found:
        kept[difference.promise] = kept.get(difference.promise, 0) + 1
        if kept[difference.promise] > SHOWN:
            continue
        place = (difference.promise, difference.key)
        finding = standing.get(place) or Finding(
            kind=difference.promise, key=difference.key, first_seen_at=at
        )
        finding.found, finding.last_seen_at = difference.found, at
        seen[place] = finding
    new = [finding for place, finding in seen.items() if place not in standing]
    known = [finding for place, finding in seen.items() if place in standing]
    Finding.objects.bulk_create(new)
    Finding.objects.bulk_update(known, ["found", "last_seen_at"])
    gone = [finding.pk for place, finding in standing.items() if place not in seen]
    Finding.objects.filter(pk__in=gone).update(gone_at=at)
    if new:
        calendar_letters.differences_found(len(found), len(new), on=at.date())
    return len(found)
