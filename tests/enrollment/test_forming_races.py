"""Two applications of one child at once: its week is filled once."""

from datetime import date
from threading import Barrier

import pytest

from certificates.models import Account
from enrollment import checking, enrolling, forming, placing
from enrollment.models import Contract
from programs.models import Program
from reference.models import FundingPlan
from tests.enrollment.test_races import START, at_once
from tests.factories.certificates import CertificateFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, teach_weekly

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2026, 9, 5)


@pytest.fixture
def plan_of_hours(plan, category_terms, provider, agreement) -> FundingPlan:
    FundingPlan.objects.filter(pk=plan.pk).update(regime="social_order", balance_unit="hours")
    category_terms.nominal = 0
    category_terms.weekly_norm, category_terms.weekly_extra = 720, 240
    category_terms.weekly_threshold = 690
    category_terms.save()
    provider.is_executor = True
    provider.save()
    plan.refresh_from_db()
    return plan


@pytest.fixture
def child(plan_of_hours, category_terms):
    return CertificateFactory(
        municipality=plan_of_hours.municipality, category=category_terms.category
    )


def groups_of(group, number):
    """Groups of several modules, eight hours a week each."""
    modules = [ModuleFactory(program=group.program, ordinal=n) for n in range(2, 2 + number)]
    return [teach_weekly(GroupFactory(module=module), 480) for module in modules]


def applying(certificate, group, parent):
    return lambda: enrolling.apply(certificate, group, starts_on=START, by=parent, on=ON)


def test_the_last_hours_of_a_week_have_one_winner(child, group, parent):
    ends = at_once(*[applying(child, each, parent) for each in groups_of(group, 5)])

    assert ends == ["done", *["weekly_norm"] * 4]
    assert checking.differences() == []


def test_without_the_lock_of_the_account_the_week_would_overflow(
    child, group, parent, plan_of_hours, monkeypatch
):
    FundingPlan.objects.filter(pk=plan_of_hours.pk).update(volume=None)
    unlocked = Account.objects.create(
        certificate=child, plan=plan_of_hours, category=child.category
    )
    monkeypatch.setattr(forming, "lock_account", lambda certificate, plan: unlocked)

    write_alone = enrolling._write
    both_have_looked = Barrier(2)

    def write(*args, **kwargs):
        both_have_looked.wait(timeout=10)
        return write_alone(*args, **kwargs)

    monkeypatch.setattr(enrolling, "_write", write)
    ends = at_once(*[applying(child, each, parent) for each in groups_of(group, 2)])

    assert ends == ["done", "done"]
    assert [each.promise for each in checking.differences()] == [
        "a child's week is within the norm of its category"
    ]


def test_a_place_and_a_social_certificate_share_the_hours(child, group, parent, provider):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    significant = teach_weekly(GroupFactory(module=ModuleFactory(program=program)), 600)
    [certified] = groups_of(group, 1)

    ends = at_once(
        applying(child, certified, parent),
        lambda: placing.apply_for_budget_place(
            child, significant, starts_on=START, by=parent, on=ON
        ),
    )

    assert ends == ["done", "weekly_norm"]
    assert checking.differences() == []


def test_the_last_money_of_the_plan_has_one_winner(
    child, group, parent, plan_of_hours, category_terms
):
    others = [
        CertificateFactory(
            municipality=plan_of_hours.municipality, category=category_terms.category
        )
        for _ in range(5)
    ]
    [place] = groups_of(group, 1)
    FundingPlan.objects.filter(pk=plan_of_hours.pk).update(volume=place.module.price)

    ends = at_once(*[applying(each, place, parent) for each in [child, *others]])

    assert ends == ["done", *["volume_spent"] * 5]
    assert Contract.objects.get().certificate_part <= place.module.price
    assert checking.differences() == []
