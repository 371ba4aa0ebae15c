from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError as DatabaseAway
from django.db import connection
from kombu.exceptions import OperationalError

from enrollment.models import BudgetPlace
from reference.days import Quarter
from reference.errors import RuleBroken
from reference.models import Municipality
from reporting import building, composing, tasks
from reporting.frozen import find_figure, thaw, walk
from reporting.models import ReportRun
from tests.reporting.conftest import AUTUMN, BUILT_AT, SNAPSHOT, District
from users.models import AuditEvent, User

pytestmark = pytest.mark.usefixtures("quick_print")


def figures_of(run: ReportRun) -> dict[str, Any]:
    assert run.figures is not None
    return run.figures


def lists_of(run: ReportRun) -> dict[str, Any]:
    assert run.lists is not None
    return run.lists


def test_an_order_waits_for_a_worker(ordered: ReportRun):
    assert ordered.status == ReportRun.Status.QUEUED
    assert ordered.snapshot_on == SNAPSHOT


def test_a_quarter_that_is_over_is_seen_on_its_last_day(municipality: Municipality, moc: User):
    run = building.request("quarterly", municipality, AUTUMN, by=moc, on=date(2026, 10, 5))

    assert run.snapshot_on == date(2026, 9, 30)


def test_a_quarter_that_has_not_begun_is_refused(municipality: Municipality, moc: User):
    with pytest.raises(RuleBroken) as refusal:
        building.request("quarterly", municipality, Quarter(2026, 4), by=moc, on=SNAPSHOT)

    assert refusal.value.code == "quarter_not_begun"


def test_an_unknown_report_is_refused(municipality: Municipality, moc: User):
    with pytest.raises(RuleBroken) as refusal:
        building.request("horoscope", municipality, AUTUMN, by=moc, on=SNAPSHOT)

    assert refusal.value.code == "unknown_report"


def test_a_second_order_of_what_still_waits_is_the_first_one(ordered: ReportRun, moc: User):
    again = building.request("quarterly", ordered.municipality, AUTUMN, by=moc, on=SNAPSHOT)

    assert again == ordered


def test_the_order_wakes_the_worker_after_the_commit(
    district: District, moc: User, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        run = building.request("quarterly", district.municipality, AUTUMN, by=moc, on=SNAPSHOT)

    run.refresh_from_db()
    assert run.is_ready


def test_an_order_without_a_queue_waits_for_the_sweep(
    district: District, moc: User, django_capture_on_commit_callbacks, monkeypatch
):
    def away(*_args: object) -> None:
        raise OperationalError("the broker is away")

    monkeypatch.setattr(tasks.build_run, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        run = building.request("quarterly", district.municipality, AUTUMN, by=moc, on=SNAPSHOT)

    tasks.resume_reports()

    run.refresh_from_db()
    assert run.is_ready


def test_a_ready_report_is_not_built_twice(run: ReportRun, monkeypatch):
    monkeypatch.setattr(composing, "compose", None)

    building.build(run.pk, at=BUILT_AT)

    run.refresh_from_db()
    assert run.attempts == 1
    assert AuditEvent.objects.filter(action="report.built").count() == 1


def test_an_order_that_another_worker_builds_is_left_alone(ordered: ReportRun):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [building.CLAIM, ordered.pk])

        building.build(ordered.pk, at=BUILT_AT)
    finally:
        other.close()

    ordered.refresh_from_db()
    assert ordered.status == ReportRun.Status.QUEUED


def test_an_order_whose_worker_died_is_built_by_the_sweep(ordered: ReportRun):
    ReportRun.objects.filter(pk=ordered.pk).update(status=ReportRun.Status.BUILDING, attempts=1)

    tasks.resume_reports()

    ordered.refresh_from_db()
    assert ordered.is_ready
    assert ordered.attempts == 2


def test_an_order_that_kills_its_workers_fails_in_the_end(ordered: ReportRun):
    ReportRun.objects.filter(pk=ordered.pk).update(
        status=ReportRun.Status.BUILDING, attempts=building.ATTEMPTS
    )

    tasks.resume_reports()

    ordered.refresh_from_db()
    assert ordered.failure == ReportRun.Failure.INTERRUPTED


def test_a_failure_is_written_on_the_order_and_can_be_retried(
    ordered: ReportRun, moc: User, monkeypatch
):
    with monkeypatch.context() as broken:
        broken.setattr(composing, "document", None)
        building.build(ordered.pk, at=BUILT_AT)
    ordered.refresh_from_db()
    assert ordered.failure == ReportRun.Failure.ERROR

    building.retry(ordered, by=moc)
    building.build(ordered.pk, at=BUILT_AT)

    ordered.refresh_from_db()
    assert ordered.is_ready
    assert ordered.failure == ""


def test_an_order_that_lost_the_database_is_built_by_the_sweep(ordered: ReportRun, monkeypatch):
    def lost(*_args: object) -> None:
        raise DatabaseAway("server closed the connection unexpectedly")

    with monkeypatch.context() as broken:
        broken.setattr(composing, "document", lost)
        building.build(ordered.pk, at=BUILT_AT)
    ordered.refresh_from_db()
    assert ordered.status == ReportRun.Status.BUILDING

    tasks.resume_reports()

    ordered.refresh_from_db()
    assert ordered.is_ready


def test_a_report_that_did_not_fail_is_not_retried(run: ReportRun, moc: User):
    with pytest.raises(RuleBroken) as refusal:
        building.retry(run, by=moc)

    assert refusal.value.code == "report_not_failed"


def test_a_failed_report_that_was_ordered_again_is_not_retried(ordered: ReportRun, moc: User):
    ReportRun.objects.filter(pk=ordered.pk).update(
        status=ReportRun.Status.FAILED, failure=ReportRun.Failure.ERROR
    )
    building.request("quarterly", ordered.municipality, AUTUMN, by=moc, on=SNAPSHOT)

    with pytest.raises(RuleBroken) as refusal:
        building.retry(ordered, by=moc)

    assert refusal.value.code == "report_ordered"


def test_a_report_stays_as_it_was_whatever_happens_later(run: ReportRun, district: District):
    before = run.digest
    BudgetPlace.objects.update(status=BudgetPlace.Status.LEFT, left_on=date(2026, 9, 20))
    district.population.delete()

    building.build(run.pk, at=BUILT_AT)

    run.refresh_from_db()
    assert run.digest == before == composing.digest_of(figures_of(run), lists_of(run))
    children = find_figure(figures_of(run), "children.total")
    assert children is not None
    assert children["value"] == 2


def test_the_file_is_kept_where_no_address_leads(run: ReportRun, settings):
    assert run.file.name == f"reports/{run.pk}-{run.digest[:16]}.pdf"
    assert default_storage.exists(run.file.name)
    assert settings.MEDIA_URL in ("", "/")


def test_the_next_quarter_is_compared_with_this_one(run: ReportRun, moc: User):
    winter = building.request(
        "quarterly", run.municipality, Quarter(2026, 4), by=moc, on=date(2026, 10, 6)
    )
    building.build(winter.pk, at=BUILT_AT)

    winter.refresh_from_db()
    lines = {line["name"]: line for line in figures_of(winter)["summary"]}
    assert figures_of(winter)["previous"]["run"] == run.pk
    assert (lines["children"]["before"], lines["children"]["change"]) == (2, 0)
    assert lines["debited"]["change"] == 0


def test_a_first_report_has_nothing_to_compare_with(run: ReportRun):
    assert figures_of(run)["previous"] is None
    assert all(line["before"] is None for line in figures_of(run)["summary"])


def test_every_figure_is_the_count_or_the_sum_of_its_list(run: ReportRun):
    figures = [figure for _key, figure in walk(figures_of(run))]
    assert len(figures) > 150
    for figure in figures:
        sheet = thaw(figure["sheet"], lists_of(run)[figure["sheet"]])
        if figure["of"]:
            again = sheet.total(figure["of"], unit=figure["unit"], **figure["where"])
        elif figure["unit"] == "count" and figure["value"] is not None:
            again = sheet.count(**figure["where"])
        else:
            continue
        assert again["value"] == figure["value"], figure["key"]


def test_no_list_holds_a_name_or_a_number_of_a_certificate(run: ReportRun, district: District):
    kept = str(run.lists)

    assert "Зимородкова" not in kept
    assert district.contract.certificate.number not in kept
