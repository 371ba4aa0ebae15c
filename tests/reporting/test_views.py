from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from reference.models import Municipality
from reporting import building
from reporting.frozen import walk
from reporting.models import Population, ReportRun
from tests.reporting.conftest import District
from users.models import AuditEvent, User

pytestmark = pytest.mark.usefixtures("quick_print")


@pytest.fixture
def reader(client: Client, moc: User) -> Client:
    """The support centre of the district, signed in."""
    client.force_login(moc)
    return client


def test_the_support_centre_orders_a_report(
    reader: Client, district: District, django_capture_on_commit_callbacks
):
    page = reader.get(reverse("reporting:reports"))
    asked = {
        "municipality": district.municipality.pk,
        "year": page.context["form"].initial["year"],
        "quarter": page.context["form"].initial["quarter"],
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = reader.post(reverse("reporting:reports"), asked)

    report = reader.get(answer.headers["Location"])
    assert "Отчёт заказан." in report.text
    assert "Основные показатели" in report.text


def test_an_order_for_the_future_is_refused_beside_the_field(
    reader: Client, district: District, monkeypatch
):
    monkeypatch.setattr("reporting.views.clock.today", lambda *_: date(2026, 9, 28))
    asked = {"municipality": district.municipality.pk, "year": 2026, "quarter": 4}

    answer = reader.post(reverse("reporting:reports"), asked)

    assert answer.status_code == 200
    assert answer.context["form"].errors["quarter"] == ["Этот квартал ещё не начался."]
    assert not ReportRun.objects.exists()


def test_a_centre_does_not_order_for_its_neighbour(
    client: Client, district: District, foreign_moc: User
):
    client.force_login(foreign_moc)
    asked = {"municipality": district.municipality.pk, "year": 2026, "quarter": 1}

    client.post(reverse("reporting:reports"), asked)

    assert not ReportRun.objects.exists()


def test_readers_of_the_region_order_nothing(client: Client, operator: User):
    client.force_login(operator)

    assert client.get(reverse("reporting:reports")).status_code == 200
    assert client.post(reverse("reporting:reports"), {}).status_code == 404


def test_an_order_shows_where_it_is_and_asks_again_by_itself(reader: Client, ordered: ReportRun):
    answer = reader.get(ordered.get_absolute_url())

    assert "В очереди" in answer.text or "в очереди" in answer.text
    assert f'hx-get="{ordered.get_absolute_url()}"' in answer.text


def test_a_ready_report_tells_the_waiting_page_to_reload(reader: Client, run: ReportRun):
    answer = reader.get(run.get_absolute_url(), headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"


def test_the_report_shows_its_figures_as_links(reader: Client, run: ReportRun):
    answer = reader.get(run.get_absolute_url())

    link = reverse("reporting:figure", args=(run.pk, "children.total"))
    assert f'<a href="{link}">2</a>' in answer.text
    assert "66,7" in answer.text
    assert run.digest in answer.text


def test_a_report_without_a_population_leads_to_the_page_that_takes_it(
    reader: Client, district: District, ordered: ReportRun
):
    district.population.delete()
    building.build(ordered.pk, at=ordered.requested_at)

    answer = reader.get(ordered.get_absolute_url())

    assert f'href="{reverse("reporting:population")}"' in answer.text
    assert "Охват не рассчитан" in answer.text


def test_every_figure_opens_its_list(reader: Client, run: ReportRun):
    for key, figure in walk(run.figures):
        answer = reader.get(reverse("reporting:figure", args=(run.pk, key)))

        assert answer.status_code == 200, key
        if figure["unit"] == "count" and not figure["of"] and figure["value"] is not None:
            assert answer.context["page_obj"].paginator.count == figure["value"], key


def test_a_figure_that_is_not_there_is_not_found(reader: Client, run: ReportRun):
    answer = reader.get(reverse("reporting:figure", args=(run.pk, "children.secret")))

    assert answer.status_code == 404


def test_names_are_for_the_centre_of_the_municipality_and_every_view_is_logged(
    reader: Client, moc: User, run: ReportRun, district: District
):
    answer = reader.get(reverse("reporting:figure", args=(run.pk, "children.total")))

    assert "Зимородкова" in answer.text
    event = AuditEvent.objects.get(action="report.children_viewed")
    assert event.by == moc
    assert district.contract.certificate.child_id in event.details["children"]
    assert event.details["figure"] == "children.total"


def test_a_child_of_another_municipality_has_no_name_here(reader: Client, run: ReportRun):
    answer = reader.get(reverse("reporting:figure", args=(run.pk, "enrolments.guests")))

    assert "Берёзкина" not in answer.text
    assert answer.context["page_obj"].paginator.count == 1


@pytest.mark.parametrize("who", ["operator", "payer"])
def test_others_read_the_list_without_names(client: Client, run: ReportRun, who, request):
    client.force_login(request.getfixturevalue(who))

    answer = client.get(reverse("reporting:figure", args=(run.pk, "children.total")))

    assert answer.status_code == 200
    assert "Зимородкова" not in answer.text
    assert not AuditEvent.objects.filter(action="report.children_viewed").exists()


def test_the_document_is_handed_out_under_a_plain_name(reader: Client, run: ReportRun):
    answer = reader.get(reverse("reporting:pdf", args=(run.pk,)))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        f'inline; filename="report-2026-q3-{run.municipality.slug}-{run.pk}.pdf"'
    )
    assert answer.content.startswith(b"%PDF")


def test_a_document_that_is_not_ready_is_not_found(reader: Client, ordered: ReportRun):
    assert reader.get(reverse("reporting:pdf", args=(ordered.pk,))).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "foreign_moc", "provider_manager"])
def test_a_stranger_finds_no_report(client: Client, run: ReportRun, who, request):
    client.force_login(request.getfixturevalue(who))

    for name, args in (
        ("report", (run.pk,)),
        ("pdf", (run.pk,)),
        ("figure", (run.pk, "children.total")),
    ):
        assert client.get(reverse(f"reporting:{name}", args=args)).status_code == 404
    assert client.post(reverse("reporting:retry", args=(run.pk,))).status_code == 404


def test_a_failed_report_says_why_and_is_built_again(
    reader: Client, ordered: ReportRun, django_capture_on_commit_callbacks
):
    ReportRun.objects.filter(pk=ordered.pk).update(
        status=ReportRun.Status.FAILED, failure=ReportRun.Failure.INTERRUPTED
    )
    assert "работа несколько раз обрывалась" in reader.get(ordered.get_absolute_url()).text

    with django_capture_on_commit_callbacks(execute=True):
        answer = reader.post(reverse("reporting:retry", args=(ordered.pk,)), follow=True)

    assert "Отчёт снова в очереди." in answer.text
    ordered.refresh_from_db()
    assert ordered.is_ready


def test_a_ready_report_is_not_built_again_by_a_button(reader: Client, run: ReportRun):
    answer = reader.post(reverse("reporting:retry", args=(run.pk,)), follow=True)

    assert "только отчёт, который не удалось построить" in answer.text


def test_readers_do_not_retry(client: Client, operator: User, ordered: ReportRun):
    client.force_login(operator)

    assert client.post(reverse("reporting:retry", args=(ordered.pk,))).status_code == 404


POPULATION = {"year": 2026, "age_from": 5, "age_to": 17, "children": 2311, "source": "Росстат"}


def test_the_centre_enters_a_population(reader: Client, municipality: Municipality):
    answer = reader.post(reverse("reporting:population"), POPULATION, follow=True)

    assert "Численность записана." in answer.text
    assert Population.objects.get().municipality == municipality


def test_a_wrong_population_keeps_what_was_typed(reader: Client):
    answer = reader.post(reverse("reporting:population"), {**POPULATION, "age_to": 4})

    assert answer.status_code == 200
    assert "age_to" in answer.context["form"].errors
    assert 'value="2311"' in answer.text
    assert not Population.objects.exists()


def test_a_stranger_finds_no_population(client: Client, stranger: User):
    client.force_login(stranger)

    assert client.get(reverse("reporting:population")).status_code == 404


def test_the_region_reads_populations_and_enters_none(
    client: Client, operator: User, district: District
):
    client.force_login(operator)

    assert district.population.source in client.get(reverse("reporting:population")).text
    assert client.post(reverse("reporting:population"), POPULATION).status_code == 404
