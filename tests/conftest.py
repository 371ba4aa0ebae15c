"""The cast: people and things that every story begins with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache

from certificates.models import Certificate, Child
from programs.models import Group, Module, Program
from providers.models import Agreement, Provider, ProviderMember
from reference.models import CategoryTerms, FundingPlan, Municipality
from reference.remembering import forget
from tests.factories.certificates import CertificateFactory, ChildFactory, fund
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import AgreementFactory, MemberFactory, ProviderFactory
from tests.factories.reference import MunicipalityFactory, PlanFactory, TermsFactory
from tests.factories.users import UserFactory
from users.models import Role, User


@pytest.fixture
def six_directions(transactional_db: None) -> None:
    """Emptied tables lose what the migrations brought; the directions come back first."""
    migration = import_module("reference.migrations.0002_six_directions")
    migration.write_directions(apps, None)


@pytest.fixture
def on() -> date:
    """The day on which things happen, unless a test says otherwise."""
    return date(2026, 9, 5)


@pytest.fixture
def lists_kept(settings) -> Iterator[None]:
    """What the catalogue reads once in a while is kept, and nothing of another test is."""
    settings.LISTS_SECONDS = 60
    cache.clear()
    forget()
    yield
    cache.clear()
    forget()


@pytest.fixture
def municipality(db: None) -> Municipality:
    return MunicipalityFactory()


@pytest.fixture
def plan(municipality: Municipality) -> FundingPlan:
    """The open plan of the school year 2026/27."""
    return PlanFactory(municipality=municipality)


@pytest.fixture
def category_terms(plan: FundingPlan) -> CategoryTerms:
    """All children, nominal 9 600.00, no limits."""
    return TermsFactory(plan=plan)


@pytest.fixture
def parent(db: None) -> User:
    return UserFactory(role=Role.GUARDIAN)


@pytest.fixture
def stranger(db: None) -> User:
    """Another parent, who should see nothing of this family."""
    return UserFactory(role=Role.GUARDIAN)


def staff(role: Role, municipality: Municipality | None = None) -> User:
    return UserFactory(role=role, municipality=municipality)


@pytest.fixture
def clerk(municipality: Municipality) -> User:
    return staff(Role.CLERK, municipality)


@pytest.fixture
def moc(municipality: Municipality) -> User:
    return staff(Role.MOC, municipality)


@pytest.fixture
def payer(municipality: Municipality) -> User:
    return staff(Role.PAYER, municipality)


@pytest.fixture
def operator(db: None) -> User:
    return staff(Role.OPERATOR)


@pytest.fixture
def administrator(db: None) -> User:
    return staff(Role.ADMINISTRATOR)


@pytest.fixture
def foreign_moc(db: None) -> User:
    """The support centre of another municipality."""
    return staff(Role.MOC, MunicipalityFactory())


@pytest.fixture
def child(municipality: Municipality, parent: User) -> Child:
    return ChildFactory(municipality=municipality, guardian=parent)


@pytest.fixture
def certificate(child: Child, category_terms: CategoryTerms) -> Certificate:
    """An active accounting certificate of the child."""
    return CertificateFactory(
        child=child, municipality=child.municipality, category=category_terms.category
    )


@pytest.fixture
def funded_certificate(certificate: Certificate, category_terms: CategoryTerms) -> Certificate:
    """The same certificate with the nominal of 9 600.00."""
    return fund(certificate, category_terms)


@pytest.fixture
def provider(municipality: Municipality) -> Provider:
    return ProviderFactory(municipality=municipality)


@pytest.fixture
def provider_manager(provider: Provider) -> User:
    """The person responsible for the Navigator in the provider."""
    user = UserFactory(role=Role.PROVIDER)
    MemberFactory(provider=provider, user=user)
    return user


@pytest.fixture
def teacher(provider: Provider) -> ProviderMember:
    return MemberFactory(
        provider=provider,
        user=UserFactory(role=Role.TEACHER),
        position=ProviderMember.Position.TEACHER,
    )


@pytest.fixture
def agreement(provider: Provider, plan: FundingPlan) -> Agreement:
    return AgreementFactory(provider=provider, plan=plan)


@pytest.fixture
def program(provider: Provider) -> Program:
    return ProgramFactory(provider=provider)


@pytest.fixture
def module(program: Program) -> Module:
    return ModuleFactory(program=program, ordinal=1)


@pytest.fixture
def group(module: Module, agreement: Agreement) -> Group:
    """Open for enrollment, 1 September to 31 May, 7 200.00 by price and by norm."""
    return GroupFactory(module=module)


@pytest.fixture
def full_group(group: Group) -> Group:
    group.seats_taken = group.capacity
    group.save(update_fields=["seats_taken"])
    return group
