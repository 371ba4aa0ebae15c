"""A district so small that every figure can be counted on the fingers of two hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.conf import LazySettings

from certificates.models import Certificate, Child
from enrollment import enrolling
from enrollment.models import BudgetPlace, Contract
from programs.models import Group, Program
from providers.models import Agreement, Provider
from reference.days import Quarter
from reference.models import CategoryTerms, Municipality
from reporting import building
from reporting.models import Population, ReportRun
from tests.factories.certificates import CertificateFactory, ChildFactory, fund
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import ProviderFactory
from tests.factories.reference import MunicipalityFactory, direction
from tests.factories.reporting import PopulationFactory
from users.models import User

SNAPSHOT = date(2026, 9, 28)
BUILT_AT = datetime(2026, 9, 28, 9, 15, tzinfo=UTC)
AUTUMN = Quarter(2026, 3)


@pytest.fixture
def quick_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing takes a second; where the document does not matter, an empty one does."""
    monkeypatch.setattr("reporting.pdf.render", lambda *_args, **_kwargs: b"%PDF-1.7")


@dataclass
class District:
    """What the tests point at."""

    municipality: Municipality
    population: Population
    robotics: Group
    choir: Group
    contract: Contract


@pytest.fixture(autouse=True)
def private_files(settings: LazySettings, tmp_path: object) -> None:
    """Reports of a test are its own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def district(
    municipality: Municipality,
    provider: Provider,
    group: Group,
    agreement: Agreement,
    category_terms: CategoryTerms,
    parent: User,
    provider_manager: User,
) -> District:
    """Two organisers of three teach: robotics by certificate, a choir on the assignment.

    Mira (9) has a contract and sings; Lev (7) sings; Zoya has an unused accounting certificate,
    Gleb an unused funded one, Anna a suspended one; Yan of another municipality sings too.
    """
    ProviderFactory(municipality=municipality, licence_number="", short_name="ИП Тишина")
    choir_program = ProgramFactory(
        provider=ProviderFactory(municipality=municipality, short_name="Школа «Лира»"),
        direction=direction("arts"),
        register=Program.Register.OTHER_BUDGET,
        level=Program.Level.BASIC,
        published_on=date(2026, 5, 20),
        short_name="Хор",
    )
    choir = GroupFactory(
        module=ModuleFactory(program=choir_program, price=None), capacity=10, seats_taken=3
    )

    mira = _holder(municipality, category_terms, last_name="Зимородкова", guardian=parent)
    fund(mira, category_terms)
    contract = enrolling.apply(
        mira, group, starts_on=date(2026, 9, 10), by=parent, on=date(2026, 9, 2)
    )
    enrolling.accept(contract, by=provider_manager, on=date(2026, 9, 5))
    contract = enrolling.sign(contract, by=parent, on=date(2026, 9, 7))
    lev = _holder(
        municipality,
        category_terms,
        last_name="Щеглов",
        sex=Child.Sex.BOY,
        birth_date=date(2019, 3, 1),
    )
    _holder(municipality, category_terms, last_name="Галкина")
    fund(_holder(municipality, category_terms, last_name="Дроздов"), category_terms)
    anna = fund(_holder(municipality, category_terms, last_name="Чижова"), category_terms)
    Certificate.objects.filter(pk=anna.pk).update(
        status=Certificate.Status.SUSPENDED, suspended_on=date(2026, 9, 20)
    )
    yan = CertificateFactory(municipality=MunicipalityFactory())
    for certificate in (mira, lev, yan):
        _sings(certificate, choir, parent)
    population = PopulationFactory(municipality=municipality, children=3)
    return District(municipality, population, group, choir, contract)


def _holder(municipality: Municipality, terms: CategoryTerms, **child: object) -> Certificate:
    return CertificateFactory(
        child=ChildFactory(municipality=municipality, **child),
        municipality=municipality,
        category=terms.category,
    )


def _sings(certificate: Certificate, choir: Group, by: User) -> BudgetPlace:
    return BudgetPlace.objects.create(
        certificate=certificate,
        group=choir,
        program_id=choir.program_id,
        status=BudgetPlace.Status.ACTIVE,
        requested_by=by,
        requested_on=date(2026, 9, 1),
        decided_on=date(2026, 9, 9),
        starts_on=date(2026, 9, 10),
    )


@pytest.fixture
def ordered(district: District, moc: User) -> ReportRun:
    """An order nobody has built yet."""
    return building.request("quarterly", district.municipality, AUTUMN, by=moc, on=SNAPSHOT)


@pytest.fixture
def run(ordered: ReportRun) -> ReportRun:
    """The built report of the third quarter, as of 28 September."""
    building.build(ordered.pk, at=BUILT_AT)
    ordered.refresh_from_db()
    assert ordered.is_ready
    return ordered
