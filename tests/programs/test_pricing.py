from datetime import date
from decimal import Decimal

import pytest

from programs import pricing
from programs.models import CostParameters, Module, Program
from reference.errors import RuleBroken
from reference.money import parse
from tests.factories.programs import (
    CostParametersFactory,
    GroupFactory,
    ModuleFactory,
    NormFactory,
    ProgramFactory,
)
from tests.factories.reference import PlanFactory, TermsFactory


def ten_hours() -> Module:
    return ModuleFactory.build(hours=Decimal(10))


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

    assert pricing.norm_cost_of(program, ten_hours(), on) == 100_000
    assert pricing.norm_cost_of(program, ten_hours(), date(2027, 9, 1)) == 200_000


def test_before_the_first_plan_the_next_one_counts(plan, program):
    NormFactory(plan=plan, direction=program.direction, hour=10_000)

    assert pricing.norm_cost_of(program, ten_hours(), date(2026, 7, 1)) == 100_000


def test_only_the_certified_register_has_a_normative_cost(plan, provider, on):
    program = ProgramFactory(provider=provider, register=Program.Register.PAID)
    NormFactory(plan=plan, direction=program.direction)

    assert pricing.norm_cost_of(program, ten_hours(), on) is None


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


@pytest.fixture
def by_model(plan):
    """Formula B in the plan, with the approved set of W27 for towns and villages."""
    plan.settings = {"normative_mode": "model_2017"}
    plan.save()
    for kind in ("urban", "rural"):
        CostParametersFactory(municipality=plan.municipality, settlement_kind=kind)
    return plan


def test_the_model_of_2017_works_by_the_approved_set(by_model, program, on):
    module = ModuleFactory(program=program, hours=72, min_children=10, max_children=14)

    assert pricing.norm_cost_of(program, module, on) == parse("7193.00")
    module.individual_hours = Decimal(6)
    assert pricing.norm_cost_of(program, module, on) == parse("13788.00")


def test_without_an_approved_set_nothing_is_worked_out(by_model, program, on):
    CostParameters.objects.update(status="refused")

    assert pricing.norm_cost_of(program, ModuleFactory(program=program), on) is None


def test_the_norm_is_multiplied_by_the_coefficients_of_the_program(plan, program, on):
    NormFactory(plan=plan, direction=program.direction, hour=9_235)
    plan.settings = {"norm_coefficients": {"health": "1.5", "network": "2", "extramural": "0.5"}}
    plan.save()
    module = ModuleFactory(program=program, hours=72)

    assert pricing.norm_cost_of(program, module, on) == parse("6649.20")
    program.health_conditions = ["hearing"]
    assert pricing.norm_cost_of(program, module, on) == parse("9973.80")
    program.is_network, program.form = True, "extramural"
    assert pricing.norm_cost_of(program, module, on) == parse("9973.80")


def test_a_cost_entered_by_hand_stays(plan, program, operator, on):
    plan.settings = {"normative_mode": "manual"}
    plan.save()
    module = ModuleFactory(program=program, price=None, normative_cost=None, is_open=False)

    entered = pricing.set_normative_cost(module, 500_000, by=operator, on=on)

    assert pricing.norm_cost_of(program, entered, on) == 500_000


def test_where_a_formula_works_nothing_is_entered_by_hand(plan, program, operator, on):
    module = ModuleFactory(program=program, is_open=False)

    with pytest.raises(RuleBroken) as refusal:
        pricing.set_normative_cost(module, 500_000, by=operator, on=on)

    assert refusal.value.code == "not_by_hand"


def test_w26_the_price_has_a_maximum():
    norm = parse("6649.20")

    pricing.check_price(parse("9973.80"), norm, parents_pay_extra=True, max_percent=150)
    with pytest.raises(RuleBroken) as refusal:
        pricing.check_price(parse("9973.81"), norm, parents_pay_extra=True, max_percent=150)

    assert refusal.value.code == "price_above_maximum"


@pytest.mark.parametrize(
    ("norm", "recommended"), [("12000.00", "12000.00"), ("15000.00", "13426.00")]
)
def test_w26_the_recommended_price_of_a_group_of_two_periods(
    municipality, program, norm, recommended
):
    for year, nominal in ((2021, "6000.00"), (2022, "9600.00")):
        plan = PlanFactory(
            municipality=municipality, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31)
        )
        TermsFactory(plan=plan, nominal=parse(nominal))
    module = ModuleFactory(program=program, price=None, is_open=False)
    GroupFactory(module=module, starts_on=date(2021, 9, 1), ends_on=date(2022, 5, 31))

    found = pricing.recommended_price(program, module, parse(norm), date(2021, 8, 20))

    assert found == parse(recommended)


def test_above_the_recommended_price_a_second_tick_is_asked(
    plan, category_terms, program, provider_manager, on
):
    NormFactory(plan=plan, direction=program.direction, hour=20_000)
    module = ModuleFactory(program=program, hours=72, price=None, is_open=False)
    GroupFactory(module=module)

    def price(*, is_known: bool):
        return pricing.set_price(
            module,
            parse("9600.01"),
            parents_pay_extra=False,
            above_recommended=is_known,
            by=provider_manager,
            on=on,
        )

    with pytest.raises(RuleBroken) as refusal:
        price(is_known=False)

    assert refusal.value.code == "above_recommended_not_confirmed"
    assert price(is_known=True).above_recommended


def test_where_the_normative_cost_is_the_bound_one_tick_is_enough(
    plan, category_terms, program, provider_manager, on
):
    NormFactory(plan=plan, direction=program.direction, hour=9_235)
    module = ModuleFactory(program=program, hours=72, price=None, is_open=False)
    GroupFactory(module=module)

    priced = pricing.set_price(
        module, parse("6649.20"), parents_pay_extra=False, by=provider_manager, on=on
    )

    assert priced.price == parse("6649.20")
