"""What a module is worth by the norms, and which price it may have (R5.07–R5.14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from programs import lifecycle
from programs.models import Module, Norm, Program
from reference import configuration
from reference.errors import RuleBroken
from reference.models import FundingPlan, Municipality
from reference.money import half_up, rubles
from users import audit
from users.models import User


def normative_cost(hour: int, hours: Decimal) -> int:
    """Kopecks for one child: a person-hour's norm times the hours, half up (R5.09)."""
    return half_up(Fraction(hour) * Fraction(hours))


def plan_for(municipality: Municipality, on: date) -> FundingPlan | None:
    """The plan whose norms count on that day: the one that holds it, else the next to come."""
    plans = FundingPlan.objects.approved().filter(municipality=municipality)
    return plans.holding(on).first() or plans.filter(starts_on__gt=on).order_by("starts_on").first()


def norm_cost_of(program: Program, hours: Decimal, on: date) -> int | None:
    """The normative cost of so many hours of the program; None where no norm is set.

    Only the certified register has one: other programs are not paid by certificate (R5.02).
    """
    if program.register != Program.Register.CERTIFIED:
        return None
    plan = plan_for(program.provider.municipality, on)
    norm = Norm.objects.filter(plan=plan, direction=program.direction_id).first()
    return normative_cost(norm.hour, hours) if norm else None


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
    module: Module, price: int | None, *, parents_pay_extra: bool, by: User, on: date
) -> Module:
    """Give the module another price, in kopecks, while nobody relies on the old one (R5.14)."""
    program = lifecycle.lock(module.program)
    module = Module.objects.select_for_update(of=("self",), no_key=True).get(pk=module.pk)
    module.program = program
    check_price_may_change(module)
    if program.status != Program.Status.PUBLISHED:
        lifecycle.check_editable(program)
    module.normative_cost = norm_cost_of(program, module.hours, on)
    check_price(
        price,
        module.normative_cost,
        parents_pay_extra=parents_pay_extra,
        max_percent=max_percent(program, on),
    )
    was, module.price = module.price, price
    module.parents_pay_extra = parents_pay_extra
    module.save(update_fields=("price", "normative_cost", "parents_pay_extra"))
    audit.record(by, "module.priced", module, was=was, price=price)
    return module
