"""A provider writes a program: the card, its modules, back to the desk, the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programs import card, lifecycle, pricing
from programs.models import Group, Module, Program
from providers.models import Provider
from reference.errors import RuleBroken
from reference.latin import latin
from users import audit
from users.models import User

SLUG_LENGTH = 120

# Single words that are pages of the catalogue and cannot be the address of a program.
RESERVED = frozenset({"own", "moderation", "certification", "map", "search", "compare", "costs"})


@dataclass(frozen=True)
class ModuleFields:
    """What a provider says of a module; the price in kopecks for the whole module."""

    name: str
    months: int
    hours: Decimal
    min_children: int
    max_children: int
    price: int | None = None
    parents_pay_extra: bool = False
    above_recommended: bool = False
    individual_hours: Decimal = Decimal(0)
    second_teacher_hours: Decimal = Decimal(0)


@transaction.atomic
def draft(provider: Provider, values: Mapping[str, Any], *, by: User, on: date) -> Program:
    """Begin a program with the fields of the first page; its address is made once, here."""
    if provider.status in (Provider.Status.REFUSED, Provider.Status.EXCLUDED):
        raise RuleBroken(
            "provider_suspended", _("The organisation is not in the register of providers.")
        )
    program = _with_free_slug(Program(provider=provider, **_known(values)))
    audit.record(by, "program.drafted", program)
    return program


@transaction.atomic
def revise(program: Program, values: Mapping[str, Any], *, by: User, on: date) -> Program:
    """Write these fields of the card. Another register or direction means another normative cost.

    Raises RuleBroken `card_locked`, and those of `pricing.check_price` when the new normative
    cost no longer suits the price of a module.
    """
    program = lifecycle.lock(program)
    lifecycle.check_editable(program)
    written = _known(values)
    changed = [name for name, value in written.items() if getattr(program, name) != value]
    if not changed:
        return program
    for name in changed:
        setattr(program, name, written[name])
    program.save(update_fields=changed)
    if {"register", "direction", "form", "health_conditions", "is_network"} & set(changed):
        refresh_normative_costs(program, on=on)
    audit.record(by, "program.revised", program, fields=changed)
    return program


def refresh_normative_costs(program: Program, *, on: date) -> None:
    """Work out again what the modules are worth by the norms of the day (R5.15).

    Raises RuleBroken of `pricing.check_price`, naming the module.
    """
    for module in program.modules.select_for_update(of=("self",), no_key=True):
        cost = pricing.norm_cost_of(program, module, on)
        if cost == module.normative_cost:
            continue
        try:
            _check_price(program, module.price, cost, module.parents_pay_extra, on)
        except RuleBroken as refusal:
            raise RuleBroken(refusal.code, f"{module}: {refusal}") from refusal
        module.normative_cost = cost
        module.save(update_fields=("normative_cost",))


@transaction.atomic
def save_module(
    program: Program, fields: ModuleFields, *, module: Module | None = None, by: User, on: date
) -> Module:
    """Add a module, or write an existing one, with its price and normative cost (R5.12).

    Raises RuleBroken `card_locked`, `children_out_of_order`, `groups_are_larger`,
    `price_above_maximum`, `extra_payment_not_confirmed`, `above_recommended_not_confirmed`,
    `individual_hours`, and where the price of a module that
    people rely on would change `enrollment_is_open` or `seats_taken`.
    """
    program = lifecycle.lock(program)
    lifecycle.check_editable(program)
    if module is None:
        last = program.modules.order_by("-ordinal").first()
        module = Module(program=program, ordinal=last.ordinal + 1 if last else 1)
    else:
        module = program.modules.select_for_update(of=("self",), no_key=True).get(pk=module.pk)
    is_new, old_price = module.pk is None, module.price
    if not is_new and fields.price != old_price:
        pricing.check_price_may_change(module)
    _check_children(module, fields)
    if fields.individual_hours > fields.hours:
        raise RuleBroken(
            "individual_hours",
            _("There cannot be more hours alone with the teacher than hours of the module."),
            field="individual_hours",
        )
    for name, value in vars(fields).items():
        setattr(module, name, value)
    module.normative_cost = cost = pricing.norm_cost_of(program, module, on)
    _check_price(program, fields.price, cost, fields.parents_pay_extra, on)
    pricing.check_recommended(
        fields.price,
        pricing.recommended_price(program, module, cost, on),
        cost,
        is_known=fields.above_recommended,
    )
    module.save()
    audit.record(by, "module.added" if is_new else "module.revised", module, price=fields.price)
    return module


@transaction.atomic
def remove_module(module: Module, *, by: User, on: date) -> None:
    """Take a module off the card. Raises RuleBroken `card_locked` or `module_has_groups`."""
    program = lifecycle.lock(module.program)
    lifecycle.check_editable(program)
    if module.groups.exists():
        raise RuleBroken("module_has_groups", _("The module has groups, so it cannot be removed."))
    audit.record(by, "module.removed", module, name=module.name)
    module.delete()


@transaction.atomic
def reopen(program: Program, *, by: User, on: date) -> Program:
    """Take a published or refused card back to the desk; certification is dropped (R5.15).

    The card leaves the catalogue until it is checked again. Raises RuleBroken `wrong_status`,
    `enrollment_is_open`, and for a certified card `seats_taken`.
    """
    program = lifecycle.lock(program)
    if program.modules.filter(is_open=True).exists():
        raise RuleBroken(
            "enrollment_is_open",
            _("The enrollment is open. Close it, then the card can be changed."),
        )
    if program.certified_on and has_seats_taken(program):
        raise RuleBroken(
            "seats_taken",
            _("The program is certified and children learn in it, so its card cannot be changed."),
        )
    lifecycle.move(program, Program.Status.DRAFT)
    was_certified = program.certified_on is not None
    program.certified_on, program.certificate_protocol = None, ""
    program.save(update_fields=("status", "certified_on", "certificate_protocol"))
    audit.record(by, "program.reopened", program, was_certified=was_certified)
    return program


@transaction.atomic
def archive(program: Program, *, by: User, on: date) -> Program:
    """Put the program into the archive with its groups (R5.19).

    Raises RuleBroken `wrong_status` or `seats_taken`.
    """
    program = lifecycle.lock(program)
    if has_seats_taken(program):
        raise RuleBroken(
            "seats_taken",
            _("Children have places in the groups of the program, so it cannot be archived."),
        )
    lifecycle.move(program, Program.Status.ARCHIVED)
    program.save(update_fields=("status",))
    program.modules.update(is_open=False)
    program.groups.open().update(status=Group.Status.ARCHIVED)
    audit.record(by, "program.archived", program)
    return program


def has_seats_taken(program: Program) -> bool:
    """Whether any child has a place; the groups stay locked until the transaction ends."""
    groups = program.groups.select_for_update(of=("self",), no_key=True).order_by("pk")
    return any(group.seats_taken for group in groups)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the card among the values; line ends as the card keeps them, not a browser."""
    return {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in values.items()
        if name in card.FIELDS
    }


def _check_price(
    program: Program, price: int | None, cost: int | None, parents_pay_extra: bool, on: date
) -> None:
    pricing.check_price(
        price,
        cost,
        parents_pay_extra=parents_pay_extra,
        max_percent=pricing.max_percent(program, on),
    )


def _check_children(module: Module, fields: ModuleFields) -> None:
    if fields.max_children < fields.min_children:
        raise RuleBroken(
            "children_out_of_order",
            _("The most children in a group cannot be fewer than the least."),
            field="max_children",
        )
    if module.pk and module.groups.open().filter(capacity__gt=fields.max_children).exists():
        raise RuleBroken(
            "groups_are_larger",
            _("The module has a group with more places. Lower the places of the group first."),
            field="max_children",
        )


def _with_free_slug(program: Program) -> Program:
    """Save under the first address of its name that is free, also when two names race."""
    base = latin(program.short_name)[:SLUG_LENGTH].strip("-") or "programma"
    number = 2 if base in RESERVED else 1
    while True:
        program.slug = base if number == 1 else f"{base}-{number}"
        try:
            with transaction.atomic():
                program.save()
        except IntegrityError:
            if not Program.objects.filter(slug=program.slug).exists():
                raise
            number += 1
        else:
            return program
