"""Limits of contracts at the same time: of a direction (R3.15), a program, a provider.

Requested, accepted and active contracts count. A counter row stands only where there is a limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F, IntegerField, Model, Q, QuerySet, Value

from certificates import ledger, versioning
from enrollment import obstacles
from enrollment.models import Contract, ProgramLimit, ProviderLimit
from enrollment.models.contract import ContractQuerySet
from enrollment.obstacles import ApplicationRefused
from programs.models import Program
from providers.models import Provider
from reference.models import Direction, DirectionLimit, FundingPlan
from reference.prepared import Query
from users import audit
from users.models import User

# The kinds of limits in the order in which they are locked, and what each says when it is reached.
REFUSALS: dict[type[Model], obstacles.Obstacle] = {
    DirectionLimit: obstacles.DIRECTION_LIMIT,
    ProgramLimit: obstacles.PROGRAM_LIMIT,
    ProviderLimit: obstacles.PROVIDER_LIMIT,
}


class Key(NamedTuple):
    """What a contract may be limited by."""

    plan: int
    direction: str
    program: int
    provider: int

    def in_order(self) -> tuple[Any, Any, Any]:
        """The key of each kind of limit, in the order of kinds."""
        return (self.plan, self.direction), self.program, self.provider


@transaction.atomic
def set_limit(
    plan: FundingPlan,
    direction: Direction,
    number: int | None,
    *,
    act: str = "",
    by: User,
    on: date,
) -> None:
    """Set the limit of a direction, None lifts it; below what is taken it stops new ones."""
    set_limits(plan, {direction.code: number}, act=act, by=by, on=on)


@transaction.atomic
def set_limits(
    plan: FundingPlan,
    numbers: dict[str, int | None],
    *,
    act: str = "",
    by: User,
    on: date,
) -> None:
    """Set the limits of several directions by their codes, in one version of the plan (R3.15)."""
    ledger.hold_alone(plan)
    for code, number in numbers.items():
        limits = DirectionLimit.objects.filter(plan=plan, direction=code)
        contracts = Contract.objects.counted().filter(plan=plan, direction=code)
        _set(limits, contracts, number, plan=plan, direction_id=code)
        event = audit.record(by, "direction.limited", plan, direction=code, number=number)
        versioning.keep(plan, act=act, on=on, event=event)


@transaction.atomic
def set_program_limit(program: Program, number: int | None, *, by: User, on: date) -> None:
    """Set the limit of places of a program, None lifts it (R5.22)."""
    hold_plans_of(program.provider)
    contracts = Contract.objects.counted().filter(group__program=program)
    _set(ProgramLimit.objects.filter(program=program), contracts, number, program=program)
    audit.record(by, "program.limited", program, number=number)


@transaction.atomic
def set_provider_limit(provider: Provider, number: int | None, *, by: User, on: date) -> None:
    """Set the limit of places of a provider, None lifts it (R4.10)."""
    hold_plans_of(provider)
    contracts = Contract.objects.counted().filter(provider=provider)
    _set(ProviderLimit.objects.filter(provider=provider), contracts, number, provider=provider)
    audit.record(by, "provider.limited", provider, number=number)


def hold_plans_of(provider: Provider) -> None:
    """Nobody applies to the provider or leaves it from here to the end of this transaction."""
    for plan in (
        FundingPlan.objects.filter(
            Q(agreements__provider=provider) | Q(contracts__provider=provider),
            status__in=(FundingPlan.Status.OPEN, FundingPlan.Status.CLOSING),
        )
        .distinct()
        .order_by("starts_on", "pk")
    ):
        ledger.hold_alone(plan, closing=True)


def _set(
    limits: QuerySet[Any], contracts: ContractQuerySet, number: int | None, **owner: Any
) -> None:
    if number is None:
        limits.delete()
    else:
        limits.update_or_create(**owner, defaults={"number": number, "taken": contracts.count()})


def count_in(plan: FundingPlan, program: Program) -> None:
    """Count one more contract where there is a limit.

    Raises `direction_limit` (R6.07), `program_limit` (R6.02), `provider_limit` (R6.09).
    """
    asked = {
        DirectionLimit: True,
        ProgramLimit: plan.setting("programme_limit_enabled"),
        ProviderLimit: plan.setting("provider_limit_enabled"),
    }
    key = Key(plan.pk, program.direction_id, program.pk, program.provider_id)
    for limits in _present(key):
        free = limits.filter(taken__lt=F("number")) if asked[limits.model] else limits
        if not free.update(taken=F("taken") + 1):
            raise ApplicationRefused(REFUSALS[limits.model])


def count_out(contract: Contract) -> None:
    """Count one contract less where there is a limit."""
    for limits in _present(_key_of(contract)):
        limits.update(taken=F("taken") - 1)


def count_out_all(contracts: QuerySet[Contract]) -> None:
    """Take contracts that stop counting out of their limits."""
    count_out_many(
        contracts.order_by()
        .values_list("plan_id", "direction_id", "group__program_id", "provider_id")
        .annotate(contracts=Count("id"))
    )


def count_out_many(gone: Iterable[tuple[Any, ...]]) -> None:
    """Lower limits by so many contracts of a plan, direction, program and provider."""
    less: dict[type[Model], Counter[int]] = {model: Counter() for model in REFUSALS}
    keys = {Key(*row[:-1]): row[-1] for row in gone}
    found = _limits_of_all(keys)
    for key, contracts in keys.items():
        for model, limit in zip(REFUSALS, key.in_order(), strict=True):
            if limit in found[model]:
                less[model][found[model][limit]] += contracts
    for model, counted in less.items():
        if counted:
            _lower(model, counted)


def lock_all(contracts: Iterable[Contract]) -> None:
    """Lock the limits that several contracts stand against, in the order of kinds and keys."""
    found = _limits_of_all({_key_of(contract) for contract in contracts})
    for model, limits in found.items():
        if limits:
            rows = model._default_manager.select_for_update(of=("self",), no_key=True)
            list(rows.filter(pk__in=limits.values()).order_by("pk").values_list("pk"))


def _key_of(contract: Contract) -> Key:
    return Key(
        contract.plan_id, contract.direction_id, contract.group.program_id, contract.provider_id
    )


def _present(key: Key) -> list[QuerySet[Any]]:
    """The limits that stand for this key, in the order of kinds; asked in one trip."""
    kinds = sorted(kind for (kind,) in PRESENT.rows(**key._asdict()))
    if not kinds:
        return []
    limits = _limits(*key)
    return [limits[kind] for kind in kinds]


def _limits(plan: int, direction: str, program: int, provider: int) -> list[QuerySet[Any]]:
    return [
        DirectionLimit.objects.filter(plan=plan, direction=direction),
        ProgramLimit.objects.filter(program=program),
        ProviderLimit.objects.filter(provider=provider),
    ]


def _kinds_present(**key: Any) -> QuerySet[Any]:
    first, *others = [
        each.order_by().values_list(Value(kind, output_field=IntegerField()))
        for kind, each in enumerate(_limits(**key))
    ]
    return first.union(*others, all=True)


PRESENT = Query(_kinds_present)


def _limits_of_all(keys: Iterable[Key]) -> dict[type[Model], dict[Any, int]]:
    """The rows of limits for many keys: kind → key of that kind → row."""
    keys = list(keys)
    plans, directions = {key.plan for key in keys}, {key.direction for key in keys}
    programs, providers = {key.program for key in keys}, {key.provider for key in keys}
    return {
        DirectionLimit: {
            (plan, direction): pk
            for pk, plan, direction in DirectionLimit.objects.filter(
                plan__in=plans, direction__in=directions
            ).values_list("pk", "plan_id", "direction_id")
        },
        ProgramLimit: dict(
            ProgramLimit.objects.filter(program__in=programs).values_list("program_id", "pk")
        ),
        ProviderLimit: dict(
            ProviderLimit.objects.filter(provider__in=providers).values_list("provider_id", "pk")
        ),
    }


def _lower(model: type[Model], less: Counter[int]) -> None:
    table = model._meta.db_table
    with connection.cursor() as sql:
        sql.execute(
            f"""
            WITH gone AS (
                SELECT * FROM unnest(%s::bigint[], %s::int[]) AS gone (id, contracts)
            ), locked AS (
                SELECT id FROM {table} WHERE id IN (SELECT id FROM gone)
                ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE {table} SET taken = taken - gone.contracts
            FROM gone JOIN locked USING (id) WHERE {table}.id = gone.id
            """,
            [list(less.keys()), list(less.values())],
        )
