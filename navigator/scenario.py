"""Plays a story of money told in a TOML file through the real rules (tests/scenarios/README.md).

The stage is set in the database the command stands in, every step calls the verb that a button
calls, and what must be true is read from the records. The caller rolls the transaction back.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from certificates import issuing, ledger, planning, queueing
from certificates.models import Certificate, Child
from enrollment import enrolling, freezing, limiting, monthly, terminating
from enrollment.models import Contract, Instalment
from programs.models import Group, Module, Program
from providers.models import Agreement, Provider
from reference import configuration, money
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import (
    Category,
    CategoryTerms,
    Direction,
    FundingPlan,
    Municipality,
    Region,
)
from reference.words import key_of
from users.models import User

BALANCE = ("nominal", "available", "reserved", "debited", "lapsed")


class Difference(Exception):
    """The story and the portal part: which step, what was expected, what came."""


@dataclass
class Stage:
    """The people and things of one story, by their names in it."""

    municipality: Municipality
    plans: dict[str, FundingPlan]
    person: User
    categories: dict[str, Category] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)

    def terms(self, category: str, on: date) -> CategoryTerms:
        plan = ledger.plan_of(self.municipality, on)
        return CategoryTerms.objects.get(plan=plan, category=self.categories[category])


def load(path: Path) -> dict[str, Any]:
    """Read a story. Raises Difference when the file is not one."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise Difference(f"cannot be read: {problem}") from problem


def play(story: dict[str, Any]) -> Iterator[str]:
    """Play the story, step by step; after each yields a line for `--explain`.

    Raises Difference at the first step that goes another way than the story says.
    """
    stage = set_the_stage(story)
    for number, step in enumerate(story.get("step", []), start=1):
        where = f"step {number}, {step['at']:%d.%m.%Y %H:%M}, {step['do']}"
        _do(stage, step, where)
        _compare(stage, step, where)
        yield f"{where}: {_balances(stage, step['at'].date())}"


# ---- The stage ----------------------------------------------------------------------------------


def set_the_stage(story: dict[str, Any]) -> Stage:
    """Write the plan, the categories, the groups and the certificates of the story."""
    region, _created = Region.objects.get_or_create(
        code="99", defaults={"name": "Scenario", "model_centre": "Scenario"}
    )
    municipality = Municipality.objects.create(
        region=region, name=story["title"], slug="scenario", payer_code="99", payer_name="Scenario"
    )
    plans = {
        name: _plan(municipality, story[name]) for name in ("plan", "next_plan") if name in story
    }
    person = User.objects.create_user(
        "scenario@example.org", last_name="Scenario", first_name="Person"
    )
    stage = Stage(municipality, plans, person)
    for table in story.get("category", []):
        _add_category(stage, table)
    for table in story.get("group", []):
        _add_group(stage, table)
    for ordinal, table in enumerate(story.get("certificate", [])):
        _add_certificate(stage, table, ordinal)
    return stage


def _plan(municipality: Municipality, table: dict[str, Any]) -> FundingPlan:
    settings = table.get("settings", {})
    configuration.check(settings)
    return FundingPlan.objects.create(
        municipality=municipality,
        status=FundingPlan.Status.OPEN,
        starts_on=table["from"],
        ends_on=table["to"],
        volume=money.parse(table["volume"]) if "volume" in table else None,
        settings=settings,
    )


def _add_category(stage: Stage, table: dict[str, Any]) -> None:
    category = Category.objects.create(
        municipality=stage.municipality, name=table["name"], position=len(stage.categories)
    )
    stage.categories[table["name"]] = category
    for name, plan in stage.plans.items():
        nominal = table["nominal"] if name == "plan" else table.get("next_nominal")
        if nominal is not None:
            CategoryTerms.objects.create(
                plan=plan,
                category=category,
                nominal=money.parse(nominal),
                number_limit=table.get("number_limit"),
                sum_limit=money.parse(table["sum_limit"]) if "sum_limit" in table else None,
            )


def _add_group(stage: Stage, table: dict[str, Any]) -> None:
    provider = _provider(stage, table.get("provider", "P"))
    register = table.get("register", Program.Register.CERTIFIED)
    direction = Direction.objects.get(code=table.get("direction", "technical"))
    program = Program.objects.create(
        provider=provider,
        status=Program.Status.PUBLISHED,
        published_on=table["from"],
        register=register,
        certified_on=table["from"] if register == Program.Register.CERTIFIED else None,
        short_name=table["name"],
        full_name=table["name"],
        slug=f"scenario-{table['name'].lower()}",
        direction=direction,
        annotation=table["name"],
        age_from=5,
        age_to=18,
    )
    price, norm = money.parse(table["price"]), money.parse(table["norm"])
    module = Module.objects.create(
        program=program,
        name=table["name"],
        hours=72,
        price=price,
        normative_cost=norm,
        parents_pay_extra=price > norm,
        max_children=table.get("capacity", 15),
        min_children=1,
        is_open=True,
    )
    stage.groups[table["name"]] = Group.objects.create(
        module=module,
        program=program,
        name=table["name"],
        starts_on=table["from"],
        ends_on=table["to"],
        capacity=table.get("capacity", 15),
    )


def _provider(stage: Stage, name: str) -> Provider:
    """The provider of that name, with an active agreement in every plan."""
    if name not in stage.providers:
        ordinal = len(stage.providers)
        provider = Provider.objects.create(
            municipality=stage.municipality,
            status=Provider.Status.ACTIVE,
            full_name=name,
            short_name=name,
            slug=f"scenario-{ordinal}",
            inn=f"99{ordinal:08d}",
            address=name,
        )
        for plan in stage.plans.values():
            Agreement.objects.create(
                provider=provider,
                plan=plan,
                status=Agreement.Status.ACTIVE,
                number=f"{ordinal}",
                signed_on=plan.starts_on,
            )
        stage.providers[name] = provider
    return stage.providers[name]


def _add_certificate(stage: Stage, table: dict[str, Any], ordinal: int) -> None:
    plan = stage.plans["plan"]
    born = plan.starts_on.replace(year=plan.starts_on.year - 9, day=1)
    child = Child.objects.create(
        municipality=stage.municipality,
        last_name=table["name"],
        first_name="Scenario",
        name_key=key_of(table["name"], "Scenario"),
        birth_date=born,
        sex=Child.Sex.GIRL,
    )
    category = table.get("category", next(iter(stage.categories)))
    stage.certificates[table["name"]] = Certificate.objects.create(
        number=f"9999{ordinal:06d}",
        child=child,
        municipality=stage.municipality,
        category=stage.categories[category],
        issued_on=plan.starts_on,
        type_changed_on=plan.starts_on,
    )


# ---- The steps ----------------------------------------------------------------------------------


def _fund(stage: Stage, step: dict[str, Any], on: date) -> None:
    issuing.request_funding(stage.certificates[step["certificate"]], by=stage.person, on=on)


def _unfund(stage: Stage, step: dict[str, Any], on: date) -> None:
    issuing.return_to_accounting(stage.certificates[step["certificate"]], by=stage.person, on=on)


def _apply(stage: Stage, step: dict[str, Any], on: date) -> None:
    expected = step.get("expected_available")
    stage.contracts[step["contract"]] = enrolling.apply(
        stage.certificates[step["certificate"]],
        stage.groups[step["group"]],
        starts_on=step["starts_on"],
        by=stage.person,
        on=on,
        expected_available=money.parse(expected) if expected is not None else None,
    )


def _accept(stage: Stage, step: dict[str, Any], on: date) -> None:
    enrolling.accept(stage.contracts[step["contract"]], by=stage.person, on=on)


def _refuse(stage: Stage, step: dict[str, Any], on: date) -> None:
    reason = step.get("reason", "")
    known = reason in Contract.Refusal.values
    enrolling.refuse(
        stage.contracts[step["contract"]],
        Contract.Refusal(reason) if known else Contract.Refusal.OTHER,
        "" if known else reason,
        by=stage.person,
        on=on,
    )


def _withdraw(stage: Stage, step: dict[str, Any], on: date) -> None:
    enrolling.withdraw(stage.contracts[step["contract"]], by=stage.person, on=on)


def _sign(stage: Stage, step: dict[str, Any], on: date) -> None:
    enrolling.sign(stage.contracts[step["contract"]], by=stage.person, on=on)


def _terminate(stage: Stage, step: dict[str, Any], on: date) -> None:
    terminating.terminate(
        stage.contracts[step["contract"]],
        party=Contract.Party(step["by"]),
        by=stage.person,
        on=on,
    )


def _turn_month(stage: Stage, step: dict[str, Any], on: date) -> None:
    monthly.turn(stage.municipality, Month.of(on))


def _set_nominal(stage: Stage, step: dict[str, Any], on: date) -> None:
    terms = stage.terms(step["category"], on)
    planning.set_nominal(terms, money.parse(step["nominal"]), by=stage.person, on=on)


def _set_limit(stage: Stage, step: dict[str, Any], on: date) -> None:
    if "direction" in step:
        plan = ledger.plan_of(stage.municipality, on)
        assert plan is not None
        direction = Direction.objects.get(code=step["direction"])
        limiting.set_limit(plan, direction, step["number"], by=stage.person, on=on)
        return
    terms = stage.terms(step["category"], on)
    sum_limit = step.get("sum_limit")
    planning.set_limits(
        terms,
        number_limit=step.get("number_limit", terms.number_limit),
        sum_limit=terms.sum_limit if sum_limit is None else money.parse(sum_limit),
        by=stage.person,
        on=on,
    )


def _freeze(stage: Stage, step: dict[str, Any], on: date) -> None:
    freezing.suspend(
        stage.certificates[step["certificate"]], step.get("reason", ""), by=stage.person, on=on
    )


def _unfreeze(stage: Stage, step: dict[str, Any], on: date) -> None:
    freezing.resume(stage.certificates[step["certificate"]], by=stage.person, on=on)


def _close(stage: Stage, step: dict[str, Any], on: date) -> None:
    freezing.close(
        stage.certificates[step["certificate"]], step.get("reason", ""), by=stage.person, on=on
    )


def _allow_next_plan(stage: Stage, step: dict[str, Any], on: date) -> None:
    plan = ledger.plan_of(stage.municipality, on)
    assert plan is not None
    planning.allow_next_plan(plan, by=stage.person, on=on)


VERBS: dict[str, Callable[[Stage, dict[str, Any], date], None]] = {
    "fund": _fund,
    "unfund": _unfund,
    "apply": _apply,
    "accept": _accept,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "sign": _sign,
    "terminate": _terminate,
    "turn_month": _turn_month,
    "set_nominal": _set_nominal,
    "set_limit": _set_limit,
    "freeze": _freeze,
    "unfreeze": _unfreeze,
    "close": _close,
    "allow_next_plan": _allow_next_plan,
}


def _do(stage: Stage, step: dict[str, Any], where: str) -> None:
    """Call the step's verb; what it refuses must be what the story says."""
    verb = VERBS.get(step["do"])
    if verb is None:
        raise Difference(f"{where}: the portal has no such verb")
    at: datetime = step["at"]
    for certificate in stage.certificates.values():
        certificate.refresh_from_db()
    expected = step.get("refused")
    try:
        verb(stage, step, at.date())
    except RuleBroken as refusal:
        if refusal.code != expected:
            raise Difference(
                f"{where}: expected {expected or 'no refusal'}, came {refusal.code}: {refusal}"
            ) from refusal
    else:
        if expected:
            raise Difference(f"{where}: expected the refusal {expected}, came none")


# ---- What must be true --------------------------------------------------------------------------


def _compare(stage: Stage, step: dict[str, Any], where: str) -> None:
    on = step["at"].date()
    expected = step.get("expect", {})
    for name, table in expected.get("certificate", {}).items():
        found = _certificate_facts(stage, name, table, on)
        _same(table, found, f"{where}: certificate {name}")
    for name, table in expected.get("contract", {}).items():
        _same(table, _contract_facts(stage.contracts[name], on), f"{where}: contract {name}")
    if "plan" in expected:
        table = expected["plan"]
        _same(table, _plan_facts(_plan_for(stage, table, on)), f"{where}: plan")
    if "document" in expected:
        raise Difference(f"{where}: the portal has no documents")


def _same(expected: dict[str, Any], found: dict[str, Any], where: str) -> None:
    for key, value in expected.items():
        if key == "plan":
            continue
        if key not in found:
            raise Difference(f"{where}: {key} cannot be asked")
        if found[key] != value:
            raise Difference(f"{where}: {key} expected {value}, came {found[key]}")


def _plan_for(stage: Stage, table: dict[str, Any], on: date) -> FundingPlan | None:
    """The plan of the day, or the one before it or after it."""
    plans = sorted(stage.plans.values(), key=lambda plan: plan.starts_on)
    match table.get("plan"):
        case "past":
            return next((plan for plan in reversed(plans) if plan.ends_on < on), None)
        case "next":
            return next((plan for plan in plans if plan.starts_on > on), None)
        case _:
            return next((plan for plan in plans if plan.holds(on)), None)


def _certificate_facts(stage: Stage, name: str, table: dict[str, Any], on: date) -> dict[str, Any]:
    certificate = stage.certificates[name]
    certificate.refresh_from_db()
    plan = _plan_for(stage, table, on)
    account = certificate.accounts.filter(plan=plan).first() if plan else None
    balance = ledger.Balance.of(account)
    return {
        **{place: money.plain(getattr(balance, place)) for place in BALANCE},
        "type": str(certificate.type),
        "status": str(certificate.status),
        "queue_place": queueing.place_of(certificate),
    }


def _contract_facts(contract: Contract, on: date) -> dict[str, Any]:
    contract.refresh_from_db()
    months = list(contract.instalments.order_by("month"))
    first, other = months[0], months[1] if len(months) > 1 else None
    due = sum(
        each.parent_amount
        for each in months
        if each.status == Instalment.Status.DEBITED and each.month <= on
    )
    return {
        "status": str(contract.status),
        "total": money.plain(contract.total),
        "certificate_part": money.plain(contract.certificate_part),
        "parent_part": money.plain(contract.parent_part),
        "first": money.plain(first.certificate_amount),
        "other": money.plain(other.certificate_amount if other else 0),
        "parent_first": money.plain(first.parent_amount),
        "parent_other": money.plain(other.parent_amount if other else 0),
        "parent_due": money.plain(due),
        "ends_on": contract.ends_on,
    }


def _plan_facts(plan: FundingPlan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    picture = planning.picture(plan)
    plan.refresh_from_db()
    returned = picture.lapsed + picture.never_issued
    is_closed = plan.status == FundingPlan.Status.CLOSED
    return {
        "issued": money.plain(picture.issued),
        "never_issued": money.plain(picture.never_issued),
        "debited": money.plain(picture.debited),
        "lapsed": money.plain(picture.lapsed),
        "returned_to_budget": money.plain(returned if is_closed else 0),
    }


def _balances(stage: Stage, on: date) -> str:
    """Every certificate's sums on that day, in one line."""
    told = []
    for name, certificate in stage.certificates.items():
        balance = ledger.balance_of(certificate, on)
        sums = " ".join(f"{place} {money.plain(getattr(balance, place))}" for place in BALANCE)
        told.append(f"{name}: {sums}")
    return "; ".join(told)
