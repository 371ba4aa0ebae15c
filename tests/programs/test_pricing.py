from datetime import date
from decimal import Decimal

import pytest

from programs import pricing
from programs.models import Program
from reference.errors import RuleBroken
from tests.factories.programs import GroupFactory, ModuleFactory, NormFactory, ProgramFactory
from tests.factories.reference import PlanFactory


@pytest.mark.parametrize(
    ("hour", "hours", "cost"),
    [
        (10_000, Decimal(72), 720_000),
        (6_543, Decimal("36.5"), 238_820),  # 238 819.5 goes up
        (1, Decimal("0.4"), 0),
        (1, Decimal("0.5"), 1),
    ],
)
def test_the_normative_cost_is_the_norm_times_the_hours_half_up(hour, hours, cost):
    assert pricing.normative_cost(hour, hours) == cost


def test_a_price_up_to_the_normative_cost_needs_nothing():
    pricing.check_price(720_000, 720_000, parents_pay_extra=False, max_percent=150)


def test_a_price_above_the_normative_cost_needs_the_tick():
    with pytest.raises(RuleBroken) as refusal:
        pricing.check_price(720_001, 720_000, parents_pay_extra=False, max_percent=150)

    assert refusal.value.code == "extra_payment_not_confirmed"
    pricing.check_price(720_001, 720_000, parents_pay_extra=True, max_percent=150)


def test_a_price_above_the_maximum_is_refused_even_with_the_tick():
    pricing.check_price(1_080_000, 720_000, parents_pay_extra=True, max_percent=150)
    with pytest.raises(RuleBroken) as refusal:
        pricing.check_price(1_080_001, 720_000, parents_pay_extra=True, max_percent=150)

    assert refusal.value.code == "price_above_maximum"


def test_zero_percent_means_no_maximum():
    pricing.check_price(9_000_000, 720_000, parents_pay_extra=True, max_percent=0)


def test_the_norm_is_of_the_plan_that_holds_the_day(plan, program, on):
    NormFactory(plan=plan, direction=program.direction, hour=10_000)
    later = PlanFactory(
        municipality=plan.municipality, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31)
    )
    NormFactory(plan=later, direction=program.direction, hour=20_000)

    assert pricing.norm_cost_of(program, Decimal(10), on) == 100_000
    assert pricing.norm_cost_of(program, Decimal(10), date(2027, 9, 1)) == 200_000


def test_before_the_first_plan_the_next_one_counts(plan, program):
    NormFactory(plan=plan, direction=program.direction, hour=10_000)

    assert pricing.norm_cost_of(program, Decimal(10), date(2026, 7, 1)) == 100_000


def test_only_the_certified_register_has_a_normative_cost(plan, provider, on):
    program = ProgramFactory(provider=provider, register=Program.Register.PAID)
    NormFactory(plan=plan, direction=program.direction)

    assert pricing.norm_cost_of(program, Decimal(10), on) is None


def test_the_maximum_percent_is_a_setting_of_the_plan(plan, program, on):
    assert pricing.max_percent(program, on) == 150
    plan.settings = {"max_price_percent": 120}
    plan.save()

    assert pricing.max_percent(program, on) == 120


def test_a_price_changes_while_the_enrollment_is_closed(plan, program, provider_manager, on):
    NormFactory(plan=plan, direction=program.direction)
    module = ModuleFactory(program=program, is_open=False)

    pricing.set_price(module, 500_000, parents_pay_extra=False, by=provider_manager, on=on)

    module.refresh_from_db()
    assert module.price == 500_000


def test_a_price_does_not_change_while_the_enrollment_is_open(module, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        pricing.set_price(module, 500_000, parents_pay_extra=False, by=provider_manager, on=on)

    assert refusal.value.code == "enrollment_is_open"


def test_a_price_does_not_change_while_children_have_places(program, provider_manager, on):
    module = ModuleFactory(program=program, is_open=False)
    GroupFactory(module=module, seats_taken=1)

    with pytest.raises(RuleBroken) as refusal:
        pricing.set_price(module, 500_000, parents_pay_extra=False, by=provider_manager, on=on)

    assert refusal.value.code == "seats_taken"


def test_a_price_of_a_card_being_checked_is_locked(provider, provider_manager, on):
    program = ProgramFactory(
        provider=provider, status=Program.Status.IN_REVIEW, certified_on=None, published_on=None
    )
    module = ModuleFactory(program=program, is_open=False)

    with pytest.raises(RuleBroken) as refusal:
        pricing.set_price(module, 500_000, parents_pay_extra=False, by=provider_manager, on=on)

    assert refusal.value.code == "card_locked"
