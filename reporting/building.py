"""A report is ordered, built once, and stays as it was built.

The order is a row; a worker claims it, freezes figures and lists in one snapshot of the database,
prints them, and writes all of it down together. Killed at any moment, the order is built again
from the start by the next worker or by the sweep.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as QueueAway

from reference.days import Quarter
from reference.errors import RuleBroken
from reference.models import Municipality
from reference.stamps import PortalNow
from reporting import composing
from reporting.models import ReportRun
from reporting.reports import REPORTS
from users import audit
from users.models import User

logger = logging.getLogger(__name__)

CLAIM = 7101  # the class of the advisory locks held while a report is built
ATTEMPTS = 3

Status = ReportRun.Status


def request(
    kind: str, municipality: Municipality, quarter: Quarter, *, by: User, on: date
) -> ReportRun:
    """Order a report as the records stand on the quarter's last day, or today within it.

    An order that still waits or is being built is returned instead of a twin. Raises RuleBroken
    `unknown_report`, `quarter_not_begun`.
    """
    if kind not in REPORTS:
        raise RuleBroken("unknown_report", _("There is no such report."))
    if quarter.first_day > on:
        raise RuleBroken("quarter_not_begun", _("This quarter has not begun yet."), field="quarter")
    with transaction.atomic():
        run, created = ReportRun.objects.get_or_create(
            kind=kind,
            municipality=municipality,
            year=quarter.year,
            quarter=quarter.number,
            status__in=ReportRun.UNFINISHED,
            defaults={
                "status": Status.QUEUED,
                "snapshot_on": min(quarter.last_day, on),
                "requested_by": by,
            },
        )
        if created:
            audit.record(by, "report.ordered", run, quarter=f"{quarter.year}-{quarter.number}")
        transaction.on_commit(lambda: _wake_the_builder(run.pk))
    return run


def retry(run: ReportRun, *, by: User) -> ReportRun:
    """Put a failed order back into the queue. Raises RuleBroken `report_not_failed`."""
    with transaction.atomic():
        run = ReportRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
        if run.status != Status.FAILED:
            raise RuleBroken("report_not_failed", _("Only a failed report can be built again."))
        if _unfinished_twin(run):
            raise RuleBroken("report_ordered", _("This report has been ordered once more already."))
        run.status, run.failure, run.attempts = Status.QUEUED, "", 0
        run.save(update_fields=["status", "failure", "attempts"])
        audit.record(by, "report.retried", run)
        transaction.on_commit(lambda: _wake_the_builder(run.pk))
    return run


def _unfinished_twin(run: ReportRun) -> bool:
    return ReportRun.objects.filter(
        kind=run.kind,
        municipality=run.municipality_id,
        year=run.year,
        quarter=run.quarter,
        status__in=ReportRun.UNFINISHED,
    ).exists()


def unfinished() -> list[int]:
    """Orders that nobody has finished, oldest first: for the sweep."""
    orders = ReportRun.objects.filter(status__in=ReportRun.UNFINISHED)
    return list(orders.order_by("pk").values_list("pk", flat=True))


def build(run_id: int, *, at: datetime) -> None:
    """Build an order: figures, lists, file, all at once or nothing.

    Finished orders, and those another worker is building, are left alone, so it may be called
    any number of times. A failure is written down on the order, never raised; a database that went
    away is no failure of the order.
    """
    with _claimed(run_id) as mine:
        if not mine or not (run := _begin(run_id)):
            return
        try:
            _finish(run, at=at)
        except (OperationalError, InterfaceError):
            # the database went away: the order waits for the sweep like any that broke off
            logger.exception("Report %s lost the database", run_id)
        except Exception:
            logger.exception("Report %s could not be built", run_id)
            _fail(run, ReportRun.Failure.ERROR)


@contextmanager
def _claimed(run_id: int) -> Iterator[bool]:
    """Whether this worker alone has the order now.

    The lock belongs to the connection: when a worker dies, so does its claim, and no clock has to
    guess how long a report may take.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLAIM, run_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLAIM, run_id])


def _begin(run_id: int) -> ReportRun | None:
    """Count an attempt; an order that broke off too often has failed."""
    run = (
        ReportRun.objects.select_related("municipality__region", "requested_by")
        .filter(pk=run_id, status__in=ReportRun.UNFINISHED)
        .first()
    )
    if run is None:
        return None
    if run.attempts >= ATTEMPTS:
        _fail(run, ReportRun.Failure.INTERRUPTED)
        return None
    run.status, run.attempts = Status.BUILDING, run.attempts + 1
    run.save(update_fields=["status", "attempts"])
    return run


def _finish(run: ReportRun, *, at: datetime) -> None:
    figures, lists = composing.compose(run, at=at)
    digest = composing.digest_of(figures, lists)
    name = f"reports/{run.pk}-{digest[:16]}.pdf"
    # a file that a killed attempt left is the same file, or nobody's
    default_storage.delete(name)
    run.figures, run.lists, run.digest = figures, lists, digest
    run.file.name = default_storage.save(name, ContentFile(composing.document(run)))
    run.status, run.finished_at = Status.READY, PortalNow()
    with transaction.atomic():
        run.save()
        audit.record(None, "report.built", run, job="reports", digest=digest)


def _fail(run: ReportRun, failure: ReportRun.Failure) -> None:
    with transaction.atomic():
        ReportRun.objects.filter(pk=run.pk).update(status=Status.FAILED, failure=failure)
        audit.record(None, "report.failed", run, job="reports", failure=failure)


def _wake_the_builder(run_id: int) -> None:
    from reporting.tasks import build_run  # tasks import this module

    try:
        build_run.delay(run_id)
    except QueueAway:
        logger.warning("The queue is away; report %s waits for the sweep.", run_id)
