"""Municipality A of the worked examples: who lives there and the verbs, each followed by the
question `check_ledger` asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from certificates import issuing, ledger, planning
from certificates.models import Certificate
from enrollment import checking, enrolling, monthly, terminating
from enrollment.models import Contract
from programs.models import Group
from providers.models import Provider
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import CategoryTerms, FundingPlan, Municipality
from reference.money import parse
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import AgreementFactory, ProviderFactory
from tests.factories.reference import MunicipalityFactory, PlanFactory, TermsFactory, direction
from tests.factories.users import UserFactory
from users.models import Role, User


@dataclass
class Town:
    """Municipality A of the examples: the year 2022, one category, group G1."""

    municipality: Municipality
    plan: FundingPlan
    terms: CategoryTerms
    provider: Provider
    parent: User
    payer: User

    def certificate(self, *, funded: bool = True) -> Certificate:
        """A certificate of a new child, funded on 5 January unless said otherwise."""
        child = ChildFactory(
            municipality=self.municipality, guardian=self.parent, birth_date=date(2012, 5, 20)
        )
        certificate = CertificateFactory(
            child=child,
            municipality=self.municipality,
            category=self.terms.category,
            issued_on=date(2021, 9, 1),
            type_changed_on=date(2021, 9, 1),
        )
        if funded:
            issuing.request_funding(certificate, by=self.parent, on=date(2022, 1, 5))
            sound()
        certificate.refresh_from_db()
        return certificate

    def group(
        self,
        price: str = "7200.00",
        norm: str = "7200.00",
        *,
        starts_on: date = date(2022, 1, 10),
        ends_on: date = date(2022, 5, 31),
        capacity: int = 15,
        code: str = "technical",
    ) -> Group:
        """A group of a certified program of its own, open for enrollment."""
        program = ProgramFactory(
            provider=self.provider,
            direction=direction(code),
            published_on=date(2021, 8, 20),
            certified_on=date(2021, 8, 25),
        )
        module = ModuleFactory(
            program=program,
            price=parse(price),
            normative_cost=parse(norm),
            parents_pay_extra=True,
        )
        return GroupFactory(module=module, starts_on=starts_on, ends_on=ends_on, capacity=capacity)

    def next_plan(self, nominal: str = "9600.00") -> FundingPlan:
        plan = PlanFactory(
            municipality=self.municipality,
            starts_on=date(2023, 1, 1),
            ends_on=date(2023, 12, 31),
        )
        TermsFactory(plan=plan, category=self.terms.category, nominal=parse(nominal))
        AgreementFactory(provider=self.provider, plan=plan, signed_on=date(2022, 12, 1))
        return plan

    def limit(self, number: int | None, total: str | None) -> None:
        """Set the limits of the category: how many certificates, of how many rubles."""
        planning.set_limits(
            self.terms,
            number_limit=number,
            sum_limit=parse(total) if total else None,
            by=self.payer,
            on=date(2022, 1, 4),
        )
        sound()

    def apply(
        self,
        certificate: Certificate,
        group: Group,
        *,
        starts_on: date = date(2022, 1, 10),
        on: date = date(2022, 1, 9),
        expected: int | None = None,
    ) -> Contract:
        contract = enrolling.apply(
            certificate,
            group,
            starts_on=starts_on,
            by=self.parent,
            on=on,
            expected_available=expected,
        )
        sound()
        return contract

    def sign(self, contract: Contract, *, on: date = date(2022, 1, 10)) -> Contract:
        enrolling.accept(contract, by=self.parent, on=on)
        sound()
        signed = enrolling.sign(contract, by=self.parent, on=on)
        sound()
        return signed

    def terminate(
        self, contract: Contract, on: date, party: Contract.Party = Contract.Party.PARENT
    ) -> Contract:
        contract.refresh_from_db()
        ended = terminating.terminate(contract, party=party, reason="r", by=self.parent, on=on)
        sound()
        return ended

    def turn(self, *months: str) -> None:
        for month in months:
            monthly.turn(self.municipality, Month.parse(month), by=None)
            sound()

    def sums(self, certificate: Certificate, on: date = date(2022, 6, 1)) -> tuple[str, str, str]:
        """Available, reserved and debited, as the tables of the rules write them."""
        balance = ledger.balance_of(certificate, on)
        assert balance.nominal == (
            balance.available + balance.reserved + balance.debited + balance.lapsed
        )
        return rubles(balance.available), rubles(balance.reserved), rubles(balance.debited)


def rubles(kopecks: int) -> str:
    return f"{kopecks // 100:,}.{kopecks % 100:02d}".replace(",", " ")


def sound() -> None:
    assert checking.differences() == []


def refused(verb: Callable[[], object]) -> str:
    """The code with which the verb refuses; nothing has changed by it."""
    with pytest.raises(RuleBroken) as refusal:
        verb()
    sound()
    return refusal.value.code


def make_town() -> Town:
    """The year 2022, one category of nominal 9 600.00, one provider with an agreement."""
    municipality = MunicipalityFactory()
    plan = PlanFactory(
        municipality=municipality, starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31)
    )
    provider = ProviderFactory(municipality=municipality)
    AgreementFactory(provider=provider, plan=plan, signed_on=date(2022, 1, 1))
    return Town(
        municipality=municipality,
        plan=plan,
        terms=TermsFactory(plan=plan, nominal=parse("9600.00")),
        provider=provider,
        parent=UserFactory(role=Role.GUARDIAN),
        payer=UserFactory(role=Role.PAYER, municipality=municipality),
    )


def status_of(contract: Contract) -> str:
    contract.refresh_from_db()
    return contract.status
