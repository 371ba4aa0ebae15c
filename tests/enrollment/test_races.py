"""Two people press at once. Each race has a twin with the lock off that shows it is one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from certificates import issuing, ledger
from certificates.models import Certificate
from enrollment import checking, enrolling, limiting, monthly
from enrollment.models import Contract, ProgramLimit
from programs import scheduling
from programs.models import Group
from reference.days import Month
from reference.errors import RuleBroken
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.programs import GroupFactory, ModuleFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2026, 9, 5)
START = date(2026, 9, 7)


def at_once(*verbs: Callable[[], Any]) -> list[str]:
    """Run the verbs on connections of their own, started together; returns how each ended."""
    start = Barrier(len(verbs))

    def press(verb: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=10)
            verb()
        except RuleBroken as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(verbs)) as people:
        return sorted(people.map(press, verbs))


def apply(certificate: Certificate, group: Group, parent) -> Callable[[], Contract]:
    return lambda: enrolling.apply(certificate, group, starts_on=START, by=parent, on=ON)


@pytest.fixture
def others(funded_certificate, category_terms) -> list[Certificate]:
    """Seven more funded children of the municipality."""
    return [
        fund(
            CertificateFactory(
                municipality=funded_certificate.municipality, category=category_terms.category
            ),
            category_terms,
        )
        for _ in range(7)
    ]


def test_the_last_place_has_one_winner(funded_certificate, others, group, parent):
    Group.objects.filter(pk=group.pk).update(capacity=1)

    ends = at_once(*[apply(each, group, parent) for each in [funded_certificate, *others]])

    assert ends == ["done", *["group_full"] * 7]
    assert checking.differences() == []


def test_without_the_lock_the_constraint_still_keeps_the_last_place(
    funded_certificate, others, group, parent, monkeypatch
):
    Group.objects.filter(pk=group.pk).update(capacity=1)
    monkeypatch.setattr(scheduling, "lock", lambda group: Group.objects.get(pk=group.pk))

    ends = at_once(*[apply(each, group, parent) for each in [funded_certificate, *others]])

    assert ends == ["done", *["group_full"] * 7]


def test_the_last_money_has_one_winner(funded_certificate, group, parent):
    modules = [
        ModuleFactory(program=group.program, ordinal=number, price=960_000, normative_cost=960_000)
        for number in range(2, 6)
    ]
    groups = [group, *(GroupFactory(module=module) for module in modules)]

    at_once(*[apply(funded_certificate, each, parent) for each in groups])

    balance = ledger.balance_of(funded_certificate, ON)
    assert balance.available >= 0
    assert balance.available + balance.reserved == 960_000
    assert checking.differences() == []


def test_one_child_gets_one_place_in_a_module(funded_certificate, group, parent):
    ends = at_once(*[apply(funded_certificate, group, parent)] * 4)

    assert ends == ["already_applied"] * 3 + ["done"]


def test_the_last_vacancy_has_one_winner(others, category_terms, parent, certificate):
    waiting = [
        CertificateFactory(municipality=certificate.municipality, category=category_terms.category)
        for _ in range(6)
    ]
    category_terms.number_limit = Certificate.objects.funded().count() + 1
    category_terms.save()

    at_once(
        *[lambda each=each: issuing.request_funding(each, by=parent, on=ON) for each in waiting]
    )

    assert Certificate.objects.funded().count() == category_terms.number_limit
    assert checking.differences() == []


def test_an_application_cannot_be_accepted_and_withdrawn(
    funded_certificate, group, parent, provider_manager
):
    contract = apply(funded_certificate, group, parent)()

    ends = at_once(
        lambda: enrolling.withdraw(contract, by=parent, on=ON),
        lambda: enrolling.refuse(contract, Contract.Refusal.AGE, by=provider_manager, on=ON),
    )

    assert ends == ["done", "wrong_status"]
    assert checking.differences() == []


def test_two_workers_turn_the_month_together_and_debit_once(
    funded_certificate, others, group, parent, provider_manager, plan, monkeypatch
):
    monkeypatch.setattr(monthly, "CHUNK", 2)
    for certificate in [funded_certificate, *others]:
        contract = apply(certificate, group, parent)()
        enrolling.accept(contract, by=provider_manager, on=ON)
        enrolling.sign(contract, by=parent, on=ON)

    october = Month(2026, 10)
    at_once(*[lambda: monthly.turn(plan.municipality, october)] * 4)

    assert monthly.turn(plan.municipality, october).debited == 8
    assert checking.differences() == []


def test_nobody_slips_into_a_period_that_is_being_closed(
    funded_certificate, others, group, parent, plan
):
    at_once(
        lambda: monthly.turn(plan.municipality, Month(2027, 9)),
        *[apply(each, group, parent) for each in [funded_certificate, *others]],
    )

    plan.refresh_from_db()
    assert plan.status == "closed"
    assert checking.differences() == []


def test_the_last_place_of_a_provider_has_one_winner(
    funded_certificate, others, group, parent, plan, operator
):
    """Each applies to a group of its own, so only the counter of the provider stands between."""
    plan.settings = {"provider_limit_enabled": True}
    plan.save()
    modules = [ModuleFactory(program=group.program, ordinal=number) for number in range(2, 9)]
    groups = [group, *(GroupFactory(module=module) for module in modules)]
    limiting.set_provider_limit(group.program.provider, 1, by=operator, on=ON)

    ends = at_once(
        *[
            apply(certificate, each, parent)
            for certificate, each in zip([funded_certificate, *others], groups, strict=True)
        ]
    )

    assert ends == ["done", *["provider_limit"] * 7]
    assert checking.differences() == []


def test_a_limit_set_while_people_apply_counts_them_all(
    funded_certificate, others, group, parent, operator
):
    at_once(
        *[apply(each, group, parent) for each in [funded_certificate, *others][:4]],
        lambda: limiting.set_program_limit(group.program, 9, by=operator, on=ON),
    )

    assert ProgramLimit.objects.get().taken == 4
    assert checking.differences() == []
