"""Pages of the calendar."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment.models import JobRun
from reference import clock
from tests.factories.enrollment import FindingFactory, MonthTurnFactory
from users.models import AuditEvent


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def turned(municipality):
    MonthTurnFactory(municipality=municipality, month=date(2026, 9, 1), step="done")
    return municipality


def get(client, name, *args):
    return client.get(reverse(f"enrollment:{name}", args=args))


def press(client, name, *args, **data):
    return client.post(
        reverse(f"enrollment:{name}", args=args), {"command": str(uuid4()), **data}, follow=True
    )


def words(response):
    return response.content.decode()


def test_the_administrator_sees_the_jobs_of_the_region_and_of_every_municipality(
    client, administrator, municipality
):
    client.force_login(administrator)

    page = words(get(client, "jobs"))

    assert "Проверка всех обещаний" in page
    assert str(municipality) in page


def test_a_payer_sees_the_jobs_of_its_own_municipality(client, payer, municipality, foreign_moc):
    client.force_login(payer)

    assert "Работа 1-го числа" in words(get(client, "jobs"))
    other = foreign_moc.role_assignments.get().municipality_id
    assert get(client, "jobs_of", other).status_code == 404
    assert get(client, "job", "inspection").status_code == 404


def test_a_job_is_started_by_hand_and_shows_its_result(client, payer, turned):
    client.force_login(payer)
    assert "Отметьте" in words(press(client, "job_of", turned.pk, "ended"))

    page = words(press(client, "job_of", turned.pk, "ended", is_meant="on"))

    run = JobRun.objects.get()
    assert (run.status, run.by) == ("done", payer)
    assert payer.short_name in page
    assert AuditEvent.objects.filter(action="job.started", by=payer).exists()


def test_a_job_that_has_to_wait_says_so_beside_the_button(client, payer, municipality):
    client.force_login(payer)

    page = words(press(client, "job_of", municipality.pk, "ended", is_meant="on"))

    assert "Сначала" in page
    assert not JobRun.objects.exists()


def test_a_job_nobody_knows_is_not_found(client, administrator, municipality):
    client.force_login(administrator)

    assert get(client, "job", "nothing").status_code == 404
    assert get(client, "job", "ended").status_code == 404
    assert get(client, "job_of", municipality.pk, "inspection").status_code == 404


def test_findings_are_on_the_administrators_desk(client, administrator, payer):
    FindingFactory()
    client.force_login(administrator)
    assert "Программа выдаёт не больше своего объёма" in words(get(client, "findings"))

    client.force_login(payer)
    assert get(client, "findings").status_code == 404


def test_the_check_is_run_from_the_page(client, administrator):
    FindingFactory()
    client.force_login(administrator)

    press(client, "job", "inspection", is_meant="on")

    assert JobRun.objects.get().status == "done"
    assert "Нарушений нет" in words(get(client, "findings"))
