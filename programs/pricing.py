"""What a module is worth by the norms, and which price it may have."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from programs import costing, estimating, lifecycle
from programs.models import Group, Module, Norm, Program
from providers.models import Venue
from reference import configuration
from reference.days import days_in
from reference.errors import RuleBroken
from reference.models import FundingPlan, Municipality
from reference.money import down_to_ruble, rubles
from users import audit
from users.models import User


def plan_for(municipality: Municipality, on: date) -> FundingPlan | None:
    """The plan whose norms count on that day: the one that holds it, else the next to come."""
    plans = FundingPlan.objects.approved().filter(municipality=municipality)
    return plans.holding(on).first() or plans.filter(starts_on__gt=on).order_by("starts_on").first()


def mode_for(municipality: Municipality, on: date) -> str:
    """How the normative cost comes about: by formula A, by formula B, or by hand (R5.07)."""
    plan = plan_for(municipality, on)
    layers = [plan.settings] if plan else []
    return str(configuration.value_of("normative_mode", *layers, municipality.settings))


def norm_cost_of(program: Program, module: Module, on: date) -> int | None:
    """The normative cost of a module as it is now; None where there is nothing to work it out by.

    Only the certified register has one: other programs are not paid by certificate (R5.02). Where
    it is entered by hand, it stays as it was entered.
    """
    if program.register != Program.Register.CERTIFIED:
        return None
    match mode_for(program.provider.municipality, on):
        case "manual":
            return module.normative_cost
        case "model_2017":
            return _by_model(program, module)
        case _:
            return _by_person_hours(program, module, on)


def _by_person_hours(program: Program, module: Module, on: date) -> int | None:
    """Formula A with the coefficients of the program (R5.09)."""
    plan = plan_for(program.provider.municipality, on)
    norm = Norm.objects.filter(plan=plan, direction=program.direction_id).first()
    if plan is None or norm is None:
        return None
    given = plan.setting("norm_coefficients")
    return costing.by_person_hours(
        norm.hour,
        Fraction(module.hours),
        form=Fraction(given.get(program.form, 1)),
        health=Fraction(given.get("health", 1) if program.health_conditions else 1),
        network=Fraction(given.get("network", 1) if program.is_network else 1),
    )


def _by_model(program: Program, module: Module) -> int | None:
    """Formula B with the approved set of the place where the module is taught (R5.10)."""
    parameters = estimating.parameters_for(
        program.provider.municipality, _settlement_of(program, module), program.direction_id
    )
    if parameters is None:
        return None
    teaching = costing.Teaching(
        hours=Fraction(module.hours),
        individual=Fraction(module.individual_hours),
        second_teacher=Fraction(module.second_teacher_hours),
        children=Fraction(module.min_children + module.max_children, 2),
    )
    return costing.by_model_2017(teaching, parameters)


def _settlement_of(program: Program, module: Module) -> str:
    """Town or village: by the venue of the first group, else by the organisation's first venue."""
    group = module.groups.exclude(venue=None).first() if module.pk else None
    venue = group.venue if group else program.provider.venues.first()
    return venue.settlement_kind if venue else Venue.Settlement.URBAN


def recommended_price(
    program: Program, module: Module, norm_cost: int | None, on: date
) -> int | None:
    """The price up to which certificates pay the whole of every group of the module (R5.13).

    By the nominal of the municipality's first category in the period of the day and in the next
    one. None where there is no normative cost.
    """
    if norm_cost is None:
        return None
    periods = _periods(program.provider.municipality, on)
    groups = list(module.groups.open()) if module.pk else []
    prices = [
        costing.recommended_price(
            norm_cost,
            [costing.Share(nominal, _days_of(group, plan)) for plan, nominal in periods],
            days=days_in(group.starts_on, group.ends_on),
        )
        for group in groups
    ]
    return min(prices, default=costing.recommended_price(norm_cost, [], days=1))


def _periods(municipality: Municipality, on: date) -> list[tuple[FundingPlan, int]]:
    """The period of the day and the next one, each with the nominal of its first category."""
    plans = (
        FundingPlan.objects.approved()
        .filter(municipality=municipality, ends_on__gte=on)
        .exclude(balance_unit=FundingPlan.BalanceUnit.HOURS)
        .order_by("starts_on")[:2]
    )
    found = []
    for plan in plans:
        if terms := plan.category_terms.order_by("category__position", "pk").first():
            found.append((plan, terms.nominal))
    return found


def _days_of(group: Group, plan: FundingPlan) -> int:
    """How many days of the group lie in the plan's period."""
    first, last = max(group.starts_on, plan.starts_on), min(group.ends_on, plan.ends_on)
    return days_in(first, last) if first <= last else 0


def check_recommended(
    price: int | None, recommended: int | None, norm_cost: int | None, *, is_known: bool
) -> None:
    """Ask for a second tick above the recommended price (R5.13).

    Where the normative cost alone bounds it, the tick of the co-payment has said the same. Raises
    RuleBroken `above_recommended_not_confirmed`.
    """
    if price is None or norm_cost is None or recommended is None or is_known:
        return
    if price <= recommended or recommended == down_to_ruble(Fraction(norm_cost)):
        return
    raise RuleBroken(
        "above_recommended_not_confirmed",
        _(
            "The recommended price is at most %(sum)s: above it the nominal does not pay the whole "
            "module. Lower the price, or confirm that you know it."
        )
        % {"sum": rubles(recommended)},
        field="above_recommended",
    )


def max_percent(program: Program, on: date) -> int:
    """How many percent of the normative cost a price may be; 0 means no maximum (R5.12)."""
    municipality = program.provider.municipality
    if plan := plan_for(municipality, on):
        return int(plan.setting("max_price_percent"))
    return int(configuration.value_of("max_price_percent", municipality.settings))


def check_price(
    price: int | None, norm_cost: int | None, *, parents_pay_extra: bool, max_percent: int
) -> None:
    """Refuse a price too far above the normative cost, in kopecks (R5.12).

    Raises RuleBroken `price_above_maximum` or `extra_payment_not_confirmed`.
    """
    if price is None or norm_cost is None or price <= norm_cost:
        return
    if max_percent and price * 100 > norm_cost * max_percent:
        raise RuleBroken(
            "price_above_maximum",
            _("The price cannot be above %(most)s: that is %(percent)s %% of the normative cost.")
            % {"most": rubles(norm_cost * max_percent // 100), "percent": max_percent},
            field="price",
        )
    if not parents_pay_extra:
        raise RuleBroken(
            "extra_payment_not_confirmed",
            _(
                "The price is above the normative cost of %(cost)s. Lower it, or confirm that "
                "parents pay the difference."
            )
            % {"cost": rubles(norm_cost)},
            field="parents_pay_extra",
        )


def check_price_may_change(module: Module) -> None:
    """Refuse while people rely on the price (R5.14).

    Raises RuleBroken `enrollment_is_open` or `seats_taken`. The caller holds the module's row;
    the groups are locked here, so that nobody takes a seat meanwhile.
    """
    if module.is_open:
        raise RuleBroken(
            "enrollment_is_open",
            _("The price cannot change while the enrollment is open. Close the enrollment first."),
            field="price",
        )
    groups = module.groups.select_for_update(of=("self",), no_key=True).order_by("pk")
    if any(group.seats_taken for group in groups):
        raise RuleBroken(
            "seats_taken",
            _("The price cannot change: children have places in the groups of this module."),
            field="price",
        )


@transaction.atomic
def set_price(
    module: Module,
    price: int | None,
    *,
    parents_pay_extra: bool,
    above_recommended: bool = False,
    by: User,
    on: date,
) -> Module:
    """Give the module another price, in kopecks, while nobody relies on the old one (R5.14).

    Raises what `check_price` and `check_recommended` do.
    """
    program = lifecycle.lock(module.program)
    module = Module.objects.select_for_update(of=("self",), no_key=True).get(pk=module.pk)
    module.program = program
    check_price_may_change(module)
    if program.status != Program.Status.PUBLISHED:
        lifecycle.check_editable(program)
    module.normative_cost = norm_cost_of(program, module, on)
    check_price(
        price,
        module.normative_cost,
        parents_pay_extra=parents_pay_extra,
        max_percent=max_percent(program, on),
    )
    check_recommended(
        price,
        recommended_price(program, module, module.normative_cost, on),
        module.normative_cost,
        is_known=above_recommended,
    )
    was, module.price = module.price, price
    module.parents_pay_extra, module.above_recommended = parents_pay_extra, above_recommended
    module.save(update_fields=("price", "normative_cost", "parents_pay_extra", "above_recommended"))
    audit.record(by, "module.priced", module, was=was, price=price)
    return module


@transaction.atomic
def set_normative_cost(module: Module, cost: int, *, by: User, on: date) -> Module:
    """Enter the normative cost by hand, in kopecks, where the municipality works so (R5.07).

    Raises RuleBroken `not_by_hand`, those of `check_price` and `check_price_may_change`.
    """
    program = lifecycle.lock(module.program)
    module = Module.objects.select_for_update(of=("self",), no_key=True).get(pk=module.pk)
    if (
        program.register != Program.Register.CERTIFIED
        or mode_for(program.provider.municipality, on) != "manual"
    ):
        raise RuleBroken(
            "not_by_hand", _("The normative cost of this module is not entered by hand.")
        )
    check_price_may_change(module)
    check_price(
        module.price,
        cost,
        parents_pay_extra=module.parents_pay_extra,
        max_percent=max_percent(program, on),
    )
    was, module.normative_cost = module.normative_cost, cost
    module.save(update_fields=("normative_cost",))
    audit.record(by, "module.cost_set", module, was=was, cost=cost)
    return module
