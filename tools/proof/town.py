"""A small municipality for many hands: few certificates, few places, everybody who may press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates import planning
from certificates.models import Certificate
from programs.models import Group, Module
from providers.models import Provider
from reference.days import Month, birthday
from reference.models import CategoryTerms, FundingPlan, Municipality
from tests.factories.certificates import CertificateFactory, ChildFactory, fund
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, SlotFactory
from tests.factories.providers import AgreementFactory, MemberFactory, ProviderFactory
from tests.factories.reference import MunicipalityFactory, PlanFactory, TermsFactory, direction
from tests.factories.users import UserFactory
from users.models import Role, User

NOMINAL = 960_000
VOLUME = 200  # nominals in a plan


@dataclass
class Town:
    """One municipality with its people; the period began three months ago, the next is allowed."""

    municipality: Municipality
    plan: FundingPlan
    terms: CategoryTerms
    provider: Provider
    families: list[User]
    manager: User
    payer: User
    operator: User
    certificates: list[Certificate]
    # suspended and closed now and then: nobody comes back within the period
    passing: list[Certificate]
    groups: list[Group]
    on: date

    @property
    def after(self) -> Month:
        """The month whose 1st closes the period."""
        return Month.of(self.plan.ends_on).shift(1)

    def certificate(self, family: User, *, funded: bool = True) -> Certificate:
        """A certificate of a new child of that family."""
        child = ChildFactory(
            municipality=self.municipality, guardian=family, birth_date=birthday(self.on, -9)
        )
        certificate = CertificateFactory(
            child=child,
            municipality=self.municipality,
            category=self.terms.category,
            issued_on=self.plan.starts_on,
            type_changed_on=self.plan.starts_on,
        )
        return fund(certificate, self.terms, self.plan.starts_on) if funded else certificate

    def group(self, *, capacity: int, price: int = 480_000, norm: int = 420_000) -> Group:
        """A group of a program of its own, over the whole period and a little longer."""
        program = ProgramFactory(provider=self.provider, direction=direction())
        module = ModuleFactory(
            program=program, price=price, normative_cost=norm, parents_pay_extra=True
        )
        return self.group_of(module, capacity=capacity)

    def group_of(self, module: Module, *, capacity: int) -> Group:
        """One more group of the module, with the same hours of the week."""
        group = GroupFactory(
            module=module,
            starts_on=Month.of(self.on).shift(-2).first_day,
            ends_on=Month.of(self.plan.ends_on).shift(2).last_day,
            capacity=capacity,
        )
        SlotFactory(group=group)
        return group


def found(on: date, *, certificates: int, groups: int) -> Town:
    """Make a town with so many certificates, twice as many that pass, and so many small groups."""
    municipality = MunicipalityFactory()
    present = Month.of(on)
    plan = PlanFactory(
        municipality=municipality,
        starts_on=present.shift(-3).first_day,
        ends_on=present.shift(5).last_day,
        volume=NOMINAL * VOLUME,
    )
    following = PlanFactory(
        municipality=municipality,
        starts_on=present.shift(6).first_day,
        ends_on=present.shift(17).last_day,
        volume=NOMINAL * VOLUME,
    )
    terms = TermsFactory(plan=plan, nominal=NOMINAL)
    TermsFactory(plan=following, category=terms.category, nominal=NOMINAL)
    provider = ProviderFactory(municipality=municipality)
    for each in (plan, following):
        AgreementFactory(provider=provider, plan=each, signed_on=plan.starts_on)
    manager = _person(Role.PROVIDER)
    MemberFactory(provider=provider, user=manager)
    town = Town(
        municipality=municipality,
        plan=plan,
        terms=terms,
        provider=provider,
        families=[_person(Role.GUARDIAN) for _ in range(3)],
        manager=manager,
        payer=_person(Role.PAYER, municipality=municipality),
        operator=_person(Role.OPERATOR),
        certificates=[],
        passing=[],
        groups=[],
        on=on,
    )
    planning.allow_next_plan(plan, by=town.payer, on=on)
    for number in range(certificates):
        town.certificates.append(town.certificate(town.families[number % 3]))
    town.passing.extend(town.certificate(town.families[0]) for _ in range(2 * certificates))
    town.groups.extend(town.group(capacity=2 + number % 2) for number in range(groups))
    town.groups.extend([town.group_of(each.module, capacity=2) for each in town.groups[:2]])
    return town


def _person(role: Role, **more: Any) -> User:
    return UserFactory(role=role, **more)
