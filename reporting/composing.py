"""What a report says: figures and lists from one snapshot, their digest, the printed document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation

from reporting import pdf
from reporting.frozen import find_figure, name_figures
from reporting.models import ReportRun
from reporting.registers import Scope
from reporting.reports import REPORTS
from reporting.sources import gather


def compose(run: ReportRun, *, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The order's figures and lists, all read from one snapshot of the database."""
    report = REPORTS[run.kind]
    with _one_snapshot():
        sources = gather(Scope(run.municipality, run.period, run.snapshot_on))
        figures = report.figures(sources)
        figures["controls"] = report.controls(figures)
        name_figures(figures)
        previous = _previous(run)
    figures["summary"] = _summary(figures, report.headlines, previous)
    figures["previous"] = _reference_to(previous)
    figures["heading"] = _heading(run, at)
    return figures, {sheet.name: sheet.frozen() for sheet in sources.sheets}


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Every query inside sees the same moment. Inside another transaction, its isolation holds."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _previous(run: ReportRun) -> ReportRun | None:
    """The latest ready report for the quarter before."""
    before = run.period.previous
    return (
        ReportRun.objects.defer("lists")
        .filter(
            kind=run.kind,
            municipality=run.municipality_id,
            year=before.year,
            quarter=before.number,
            status=ReportRun.Status.READY,
        )
        .order_by("-pk")
        .first()
    )


def _summary(
    figures: dict[str, Any], headlines: dict[str, str], previous: ReportRun | None
) -> list[dict[str, Any]]:
    """The main figures beside those of the quarter before, in the units of each."""
    before = (previous.figures or {}) if previous else {}
    lines = []
    for name, key in headlines.items():
        now = find_figure(figures, key)
        assert now is not None, f"a headline without a figure: {key}"
        then = (find_figure(before, key) or {}).get("value")
        known = now["value"] is not None and then is not None
        change = now["value"] - then if known else None
        lines.append({"name": name, "figure": dict(now), "before": then, "change": change})
    return lines


def _reference_to(previous: ReportRun | None) -> dict[str, Any] | None:
    if previous is None:
        return None
    return {
        "run": previous.pk,
        "year": previous.year,
        "quarter": previous.quarter,
        "snapshot_on": previous.snapshot_on.isoformat(),
    }


def _heading(run: ReportRun, at: datetime) -> dict[str, Any]:
    """Whose report, to whom, for what days: as it was called when it was built."""
    town = run.municipality
    return {
        "number": run.pk,
        "municipality": town.name,
        "region": town.region.name,
        "model_centre": town.region.model_centre,
        "support_centre": town.support_centre,
        "support_address": town.support_address,
        "support_phone": town.support_phone,
        "year": run.year,
        "quarter": run.quarter,
        "starts_on": run.period.first_day.isoformat(),
        "ends_on": run.period.last_day.isoformat(),
        "snapshot_on": run.snapshot_on.isoformat(),
        "built_at": timezone.localtime(at).isoformat(timespec="minutes"),
    }


def document(run: ReportRun) -> bytes:
    """Print the frozen figures, always in Russian; the same figures give the same bytes."""
    context = {"run": run, "report": run.figures}
    with translation.override("ru"):
        return pdf.render(REPORTS[run.kind].document, context, identifier=run.digest)


def digest_of(figures: dict[str, Any], lists: dict[str, Any]) -> str:
    """SHA-256 over the figures and lists in one canonical form."""
    canonical = json.dumps(
        {"figures": figures, "lists": lists},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
