"""Jobs are started, carried out and taken up again: each run is a row that says how far it is.

A run is claimed by a lock of the database connection. When a worker dies its claim dies with it,
so what stands as “under way” never keeps anybody from going on.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment import monthly
from enrollment.jobs import JOBS, TABLE, Job, Work
from enrollment.models import JobRun
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import Municipality
from reference.stamps import PortalNow
from users import audit
from users.models import User

logger = logging.getLogger(__name__)

CLAIM = 7102  # the class of the advisory locks held while a job runs
ATTEMPTS = 3  # in a day, by itself; people may try as often as they like

Status = JobRun.Status


def request(job: Job, municipality: Municipality | None, *, on: date, by: User | None) -> JobRun:
    """Put a job into the queue; one that waits or is under way there is returned instead.

    Raises RuleBroken `month_first` for a job that changes contracts while a month waits (7.1).
    """
    if (job.is_municipal) != (municipality is not None):
        raise RuleBroken("wrong_place", gettext_lazy("This job is not done there."))
    if job.waits_for_month and municipality:
        check_month(municipality, on=on)
    with transaction.atomic():
        run, created = JobRun.objects.get_or_create(
            name=job.name,
            municipality=municipality,
            status__in=JobRun.UNFINISHED,
            defaults={"day": on, "by": by},
        )
        if created and by:
            audit.record(by, "job.started", run, job_name=job.name)
        if run.day < on:
            JobRun.objects.filter(pk=run.pk).update(day=on)
    return run


def check_month(municipality: Municipality, *, on: date) -> None:
    """Raise RuleBroken `month_first` while a month has to be turned before contracts (7.1)."""
    if month_waits(municipality, on=on):
        raise RuleBroken(
            "month_first", gettext_lazy("The work of the 1st comes first: start it, then this one.")
        )


def month_waits(municipality: Municipality, *, on: date) -> bool:
    """Whether a month has to be turned before contracts are touched."""
    return bool(monthly.months_due(municipality, Month.of(on)))


def carry_out(run_id: int, *, at: datetime) -> None:
    """Do a run to its end, or go on with it; finished, or in other hands, it is left alone.

    A failure is written down on the run, never raised.
    """
    with _claimed(run_id) as mine:
        if not mine:
            return
        run = (
            JobRun.objects.select_related("municipality__region", "by")
            .filter(pk=run_id, status__in=JobRun.UNFINISHED)
            .first()
        )
        if run is None:
            return
        try:
            _do(run, at=at)
        except RuleBroken as refusal:
            _finish(run, error=str(refusal))
        except (OperationalError, InterfaceError):
            # the database went away: the run stays under way, and the next look goes on with it
            logger.exception("Job %s (%s) lost the database", run.name, run.pk)
        except Exception:
            logger.exception("Job %s (%s) broke off", run.name, run.pk)
            _finish(run, error=_("An error of the portal; what is done stays done."))


def _do(run: JobRun, *, at: datetime) -> None:
    JobRun.objects.filter(pk=run.pk).update(status=Status.RUNNING, moved_at=PortalNow())
    work = Work(run.municipality, run.day, at, run.by)
    for piece in JOBS[run.name].verb(work):
        JobRun.objects.filter(pk=run.pk).update(
            step=piece.step, changed=F("changed") + piece.changed, moved_at=PortalNow()
        )
    _finish(run)


def _finish(run: JobRun, *, error: str = "") -> None:
    JobRun.objects.filter(pk=run.pk).update(
        status=Status.FAILED if error else Status.DONE,
        error=error[:255],
        moved_at=PortalNow(),
        finished_at=PortalNow(),
    )


@contextmanager
def _claimed(run_id: int) -> Iterator[bool]:
    """Whether this worker alone has the run now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLAIM, run_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLAIM, run_id])


def has_work(municipality: Municipality | None, *, at: datetime) -> bool:
    """Whether anything waits there: a job whose hour has come, or a run nobody has finished."""
    return (
        JobRun.objects.filter(municipality=municipality, status__in=JobRun.UNFINISHED).exists()
        or next(_due(municipality, at=at), None) is not None
    )


def work_through(municipality: Municipality | None, *, at: datetime) -> None:
    """Everything that waits there, in the order of the table; killed, the next call goes on.

    While the month cannot be turned, whatever changes contracts waits with it.
    """
    unfinished = JobRun.objects.filter(municipality=municipality, status__in=JobRun.UNFINISHED)
    waiting = set(unfinished.values_list("name", flat=True))
    due = {job.name for job in _due(municipality, at=at)}
    on = _local_day(municipality, at)
    for job in TABLE:
        if job.name not in waiting and job.name not in due:
            continue
        if job.waits_for_month and municipality and month_waits(municipality, on=on):
            continue
        run = request(job, municipality, on=on, by=None)
        carry_out(run.pk, at=at)


def _due(municipality: Municipality | None, *, at: datetime) -> Iterator[Job]:
    """The jobs whose hour has come and that have not been done today, nor failed too often.

    One that has more to do than it found when it was done today is due again.
    """
    runs = JobRun.objects.filter(municipality=municipality, day=_local_day(municipality, at))
    done = set(runs.filter(status=Status.DONE).values_list("name", flat=True))
    by_itself = runs.filter(status=Status.FAILED, by__isnull=True)
    failed = Counter(by_itself.values_list("name", flat=True))
    for job in TABLE:
        if job.is_municipal != (municipality is not None) or failed[job.name] >= ATTEMPTS:
            continue
        if job.name in done and not job.is_due_again(municipality, at):
            continue
        if job.is_due(municipality, at):
            yield job


def _local_day(municipality: Municipality | None, at: datetime) -> date:
    zone = ZoneInfo(municipality.time_zone if municipality else settings.TIME_ZONE)
    return at.astimezone(zone).date()
