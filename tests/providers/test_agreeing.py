"""A paying agreement: asked for by a provider, answered by a payer."""

from __future__ import annotations

from datetime import date

import pytest

from providers import agreeing
from providers.models import Agreement, Provider
from reference.errors import RuleBroken
from reference.models import FundingPlan
from reference.money import parse
from tests.factories.providers import AgreementFactory
from tests.factories.reference import PlanFactory
from users import audit

pytestmark = pytest.mark.django_db

Status = Agreement.Status


@pytest.fixture
def requested(provider, plan, provider_manager, on):
    return agreeing.request(provider, plan, by=provider_manager, on=on)


@pytest.fixture
def confirmed(requested, payer, on):
    return agreeing.confirm(requested, by=payer, on=on)


def code_of(do, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        do(*args, **kwargs)
    return refusal.value.code


def test_a_request_waits_and_the_payer_hears_of_it(payer, provider, plan, provider_manager, on):
    agreement = agreeing.request(provider, plan, by=provider_manager, on=on)

    assert agreement.status == Status.NEW
    assert payer.notifications.get().kind == "providers.agreement_requested"


def test_confirmed_and_signed_it_is_in_force(confirmed, payer, provider_manager, on):
    agreement = agreeing.activate(
        confirmed, number=" 12-ПФ ", signed_on=on, maximum=parse("150000"), by=payer, on=on
    )

    assert (agreement.status, agreement.number, agreement.maximum) == (
        Status.ACTIVE,
        "12-ПФ",
        parse("150000"),
    )
    assert provider_manager.notifications.filter(kind="providers.agreement_activated").exists()
    assert [line.action for line in audit.history_of(agreement)] == [
        "agreement.requested",
        "agreement.confirmed",
        "agreement.activated",
    ]


def test_a_request_comes_not_in_force_unconfirmed(requested, payer, on):
    assert (
        code_of(agreeing.activate, requested, number="1", signed_on=on, by=payer, on=on)
        == "wrong_status"
    )


@pytest.mark.parametrize(
    ("requisites", "code"),
    [
        ({"number": " "}, "number_missing"),
        ({"signed_on": date(2026, 9, 6)}, "signed_later"),
        ({"maximum": -1}, "maximum_negative"),
    ],
)
def test_requisites_are_checked(confirmed, payer, on, requisites, code):
    right = {"number": "1", "signed_on": on}

    assert code_of(agreeing.activate, confirmed, **right | requisites, by=payer, on=on) == code
    confirmed.refresh_from_db()
    assert confirmed.status == Status.CONFIRMED


def test_a_rejection_says_why_and_another_request_may_follow(
    requested, payer, provider, plan, provider_manager, on
):
    assert code_of(agreeing.reject, requested, " ", by=payer, on=on) == "reason_missing"

    rejected = agreeing.reject(requested, "Нет лицензии", by=payer, on=on)
    assert (rejected.status, rejected.reason) == (Status.REJECTED, "Нет лицензии")

    assert agreeing.request(provider, plan, by=provider_manager, on=on).status == Status.NEW


def test_one_plan_has_one_living_agreement_with_a_provider(
    requested, provider, plan, provider_manager, on
):
    assert (
        code_of(agreeing.request, provider, plan, by=provider_manager, on=on) == "agreement_exists"
    )


def test_nobody_asks_without_the_head_of_contracts(provider, plan, provider_manager, on):
    Provider.objects.update(head_basis="")
    provider.refresh_from_db()

    assert agreeing.header_gaps(provider) == ["действует на основании"]
    assert code_of(agreeing.request, provider, plan, by=provider_manager, on=on) == "header_missing"


def test_only_an_active_provider_asks(provider, plan, provider_manager, on):
    Provider.objects.update(status=Provider.Status.SUSPENDED)

    assert (
        code_of(agreeing.request, provider, plan, by=provider_manager, on=on)
        == "provider_not_active"
    )


def test_a_coming_period_is_agreed_upon_thirty_days_before(
    provider, municipality, provider_manager
):
    plan = PlanFactory(
        municipality=municipality, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31)
    )

    early, in_time = date(2027, 8, 1), date(2027, 8, 2)
    assert plan not in agreeing.plans_to_agree(provider, on=early)
    assert code_of(agreeing.request, provider, plan, by=provider_manager, on=early) == "too_early"
    assert plan in agreeing.plans_to_agree(provider, on=in_time)
    agreement = agreeing.request(provider, plan, by=provider_manager, on=in_time)
    assert agreement.status == Status.NEW


def test_a_period_that_is_over_or_not_approved_is_not_agreed_upon(provider, plan, provider_manager):
    after = date(2027, 9, 1)
    assert (
        code_of(agreeing.request, provider, plan, by=provider_manager, on=after) == "plan_not_open"
    )

    draft = PlanFactory(status=FundingPlan.Status.DRAFT)
    on = date(2026, 9, 5)
    assert code_of(agreeing.request, provider, draft, by=provider_manager, on=on) == "plan_not_open"


def test_the_maximum_never_falls_below_what_contracts_have_taken(agreement, payer, on):
    taken = parse("100000")

    assert (
        code_of(agreeing.set_maximum, agreement, taken - 1, committed=taken, by=payer, on=on)
        == "maximum_below_commitments"
    )
    assert agreeing.set_maximum(agreement, taken, committed=taken, by=payer, on=on).maximum == taken
    assert agreeing.set_maximum(agreement, None, committed=taken, by=payer, on=on).maximum is None


def test_only_a_signed_agreement_has_a_maximum_to_change(payer, on):
    agreement = AgreementFactory(status=Status.CONFIRMED, number="")

    assert (
        code_of(agreeing.set_maximum, agreement, 0, committed=0, by=payer, on=on) == "wrong_status"
    )
