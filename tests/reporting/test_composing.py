from __future__ import annotations

from datetime import date
from io import BytesIO

from pypdf import PdfReader

from certificates.models import Certificate, Child
from reporting import building, composing
from reporting.models import ReportRun
from tests.reporting.conftest import AUTUMN, BUILT_AT, District
from users.models import User


def printed(run: ReportRun) -> PdfReader:
    with run.file.open("rb") as file:
        return PdfReader(BytesIO(file.read()))


def text_of(run: ReportRun) -> str:
    pages = " ".join(page.extract_text() for page in printed(run).pages)
    return " ".join(pages.replace("\u00a0", " ").split())


def test_the_document_says_who_reports_to_whom_and_when(run: ReportRun):
    text = text_of(run)

    assert "за III квартал 2026 года" in text
    assert run.municipality.name in text
    assert run.municipality.region.model_centre in text
    assert "28.09.2026 (квартал не завершён)" in text
    assert f"№ {run.pk} от 28.09.2026" in text
    assert run.digest[:32] in text


def test_the_document_holds_the_figures_with_their_definitions(run: ReportRun):
    text = text_of(run)

    assert "2 ÷ 3 × 100 % = 66,7 %" in text
    assert "1 000 000,00" in text
    assert "Дети (уникальные)" in text
    assert "Таблица 1. Основные показатели" in text
    assert "Руководитель муниципального опорного центра" in text


def test_every_page_knows_its_number(run: ReportRun):
    pages = printed(run).pages

    for number, page in enumerate(pages, start=1):
        text = page.extract_text().replace("\u00a0", " ")
        assert f"Страница {number} из {len(pages)}" in text


def test_nobody_of_the_children_stands_in_the_document(run: ReportRun):
    text = text_of(run)

    for name in Child.objects.values_list("last_name", flat=True):
        assert name not in text
    for number in Certificate.objects.values_list("number", flat=True):
        assert number not in text


def test_the_same_figures_are_the_same_bytes(run: ReportRun):
    with run.file.open("rb") as file:
        assert composing.document(run) == file.read()


def test_the_document_is_readable_for_everyone(run: ReportRun):
    document = printed(run)
    root = document.root_object

    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == "ru"
    assert document.metadata is not None
    assert "Квартальный отчёт" in str(document.metadata.title)


def test_without_a_population_the_document_says_so(district: District, moc: User):
    district.population.delete()
    run = building.request("quarterly", district.municipality, AUTUMN, by=moc, on=date(2026, 9, 28))
    building.build(run.pk, at=BUILT_AT)

    run.refresh_from_db()
    assert "Охват не рассчитан" in text_of(run)


def test_an_empty_municipality_gets_a_document_too(foreign_moc: User):
    assert foreign_moc.municipality is not None
    run = building.request(
        "quarterly", foreign_moc.municipality, AUTUMN, by=foreign_moc, on=date(2026, 9, 28)
    )
    building.build(run.pk, at=BUILT_AT)

    run.refresh_from_db()
    assert run.is_ready
    assert "утверждённой программы персонифицированного финансирования" in text_of(run)
