"""A child's path over the years, and what may come next."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from enrollment import tracing
from enrollment.models import BudgetPlace, Contract
from programs.models import Program
from reference import clock
from reference.models import Activity
from tests.factories.certificates import ChildFactory
from tests.factories.enrollment import BudgetPlaceFactory, ContractFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from users import audit

ON = date(2027, 6, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)


@pytest.fixture
def robots(db) -> Program:
    """A published program of the first level in robotics."""
    program = ProgramFactory(
        level=Program.Level.STARTER, age_from=6, age_to=17, short_name="Робототехника"
    )
    program.activity = Activity.objects.create(direction=program.direction, name="Роботы и дроны")
    program.save()
    return program


@pytest.fixture
def contract(funded_certificate, plan, robots) -> Contract:
    return ContractFactory(
        plan=plan,
        certificate=funded_certificate,
        group=GroupFactory(module=ModuleFactory(program=robots, ordinal=1)),
        status=Contract.Status.CLOSED,
        signed_on=date(2026, 9, 1),
        ended_by=Contract.Party.TIME,
        result=Contract.Result.DOCUMENT,
        result_document="свидетельство № 12 от 31.05.2027",
    )


def ways(child) -> list[str]:
    found = tracing.ways_on(tracing.stages_of(child, on=ON), child, on=ON)
    return [way.program.short_name for way in found]


def test_the_path_goes_by_school_years_the_latest_first(contract, funded_certificate):
    place = BudgetPlaceFactory(
        certificate=funded_certificate,
        status=BudgetPlace.Status.LEFT,
        starts_on=date(2025, 10, 1),
        left_on=date(2026, 5, 20),
    )

    years = tracing.path_of(funded_certificate.child, on=ON)

    assert [year.name for year in years] == ["2026/2027", "2025/2026"]
    assert [stage.item for year in years for stage in year.stages] == [contract, place]
    assert years[1].stages[0].ends_on == date(2026, 5, 20)


def test_the_result_is_told_with_its_document(contract):
    (stage,) = tracing.stages_of(contract.certificate.child, on=ON)

    assert "свидетельство № 12" in stage.result
    assert not stage.is_now


def test_what_was_never_begun_is_not_on_the_path(contract):
    Contract.objects.update(status=Contract.Status.WITHDRAWN)

    assert tracing.stages_of(contract.certificate.child, on=ON) == []


def test_a_move_and_the_certificate_are_remembered(contract, parent):
    audit.record(parent, "contract.moved", contract, reason="Группа 1 → Группа 2")

    (year,) = tracing.path_of(contract.certificate.child, on=ON)

    assert year.stages[0].moves == ("Группа 1 → Группа 2",)
    assert any("Сертификат выдан" in words for _day, words in year.events)


def test_next_comes_the_next_module_with_open_enrollment(contract, robots):
    child = contract.certificate.child
    assert ways(child) == []

    ModuleFactory(program=robots, ordinal=2, is_open=True)

    assert ways(child) == ["Робототехника"]


def test_then_programs_of_the_next_level_in_the_same_activity(contract, robots):
    fits = {
        "activity": robots.activity,
        "direction": robots.direction,
        "age_from": 6,
        "age_to": 17,
        "level": Program.Level.BASIC,
    }
    ProgramFactory(**fits, short_name="Дроны")
    ProgramFactory(**{**fits, "level": Program.Level.ADVANCED}, short_name="Слишком трудно")
    ProgramFactory(**{**fits, "activity": None}, short_name="Хор")
    ProgramFactory(**{**fits, "age_from": 17}, short_name="Для старших")
    ProgramFactory(**{**fits, "status": "draft", "published_on": None}, short_name="Черновик")

    assert ways(contract.certificate.child) == ["Дроны"]


def test_what_is_learned_already_is_not_the_next(contract, robots, funded_certificate):
    further = ProgramFactory(
        activity=robots.activity,
        direction=robots.direction,
        level=Program.Level.BASIC,
        age_from=6,
        age_to=17,
    )
    BudgetPlaceFactory(
        certificate=funded_certificate,
        group=GroupFactory(module=ModuleFactory(program=further)),
        status=BudgetPlace.Status.ACTIVE,
    )

    assert further.short_name not in ways(contract.certificate.child)


# the pages


def test_the_page_shows_the_path_of_the_own_child(client, parent, contract):
    client.force_login(parent)

    answer = client.get(reverse("enrollment:path", args=(contract.certificate.child_id,)))

    page = answer.content.decode()
    assert "2026/2027 учебный год" in page
    assert "Робототехника" in page


def test_the_paper_is_tagged_and_in_russian(client, parent, contract):
    client.force_login(parent)
    child = contract.certificate.child

    answer = client.get(reverse("enrollment:path_pdf", args=(child.pk,)))

    assert answer["Content-Type"] == "application/pdf"
    assert child.last_name not in answer["Content-Disposition"]
    reader = PdfReader(BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert child.full_name in text
    assert "2026/2027 учебный год" in text
    assert "свидетельство № 12" in text
    assert "pdfuaid" in str(reader.xmp_metadata and reader.xmp_metadata.stream.get_data())


def test_a_child_without_a_path_has_an_empty_page_and_a_paper(client, parent, municipality):
    child = ChildFactory(guardian=parent, municipality=municipality)
    client.force_login(parent)

    page = client.get(reverse("enrollment:path", args=(child.pk,)))
    paper = client.get(reverse("enrollment:path_pdf", args=(child.pk,)))

    assert "Пока ничего нет" in page.content.decode()
    assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["path", "path_pdf"])
def test_another_familys_child_is_not_found(client, stranger, contract, name):
    client.force_login(stranger)

    address = reverse(f"enrollment:{name}", args=(contract.certificate.child_id,))
    assert client.get(address).status_code == 404
