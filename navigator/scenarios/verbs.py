"""What a step of a story may do: each verb calls the rule that a button calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from certificates import issuing, ledger, planning
from enrollment import (
    attending,
    correcting,
    deleting,
    enrolling,
    freezing,
    invoicing,
    limiting,
    monthly,
    placing,
    returning,
    settling,
    terminating,
)
from enrollment.models import BudgetPlace, Contract, Document
from navigator.scenarios.stage import Stage
from reference import money
from reference.days import Month
from reference.models import (
    Direction,
)


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


def _take_place(stage: Stage, step: dict[str, Any], on: date) -> None:
    stage.places[step["place"]] = placing.apply_for_budget_place(
        stage.certificates[step["certificate"]],
        stage.groups[step["group"]],
        starts_on=step["starts_on"],
        by=stage.person,
        on=on,
    )


def _leave_place(stage: Stage, step: dict[str, Any], on: date) -> None:
    place = stage.places[step["place"]]
    place.refresh_from_db()
    end = placing.withdraw if place.status == BudgetPlace.Status.NEW else placing.leave
    end(place, by=stage.person, on=on)


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


def _return_unused(stage: Stage, step: dict[str, Any], on: date) -> None:
    at = step["at"].replace(tzinfo=ZoneInfo(stage.municipality.time_zone))
    returning.return_unused(stage.municipality, by=stage.person, at=at)


def _allow_next_plan(stage: Stage, step: dict[str, Any], on: date) -> None:
    plan = ledger.plan_of(stage.municipality, on)
    assert plan is not None
    planning.allow_next_plan(plan, by=stage.person, on=on)


def _delete(stage: Stage, step: dict[str, Any], on: date) -> None:
    deleting.delete(stage.contracts[step["contract"]], by=stage.person, on=on)


def _deliver(stage: Stage, step: dict[str, Any], on: date) -> None:
    attending.deliver(
        stage.contracts[step["contract"]],
        Month.parse(step["month"]),
        held=step["held"],
        planned=step["planned"],
        by=stage.person,
        on=on,
    )


def _attend(stage: Stage, step: dict[str, Any], on: date) -> None:
    attending.attend(
        stage.contracts[step["contract"]],
        Month.parse(step["month"]),
        attended=step["attended"],
        held=step["held"],
        by=stage.person,
        on=on,
    )


def _advance(stage: Stage, step: dict[str, Any], on: date) -> None:
    stage.documents[step["document"]] = invoicing.advance(
        stage.providers[step["provider"]],
        stage.municipality,
        Month.parse(step["month"]),
        percent=step.get("percent"),
        by=stage.person,
        on=on,
    )


def _invoice(stage: Stage, step: dict[str, Any], on: date) -> None:
    stage.documents[step["document"]] = invoicing.invoice(
        stage.providers[step["provider"]],
        stage.municipality,
        Month.parse(step["month"]),
        by=stage.person,
        on=on,
    )


def _pay(stage: Stage, step: dict[str, Any], on: date) -> None:
    invoicing.pay(stage.documents[step["document"]], by=stage.person, on=on)


def _give_back(stage: Stage, step: dict[str, Any], on: date) -> None:
    refusal = Document.Refusal(step.get("reason", Document.Refusal.SUM))
    document = stage.documents[step["document"]]
    invoicing.give_back(document, refusal, by=stage.person, on=on)


def _remove(stage: Stage, step: dict[str, Any], on: date) -> None:
    invoicing.remove(stage.documents[step["document"]], by=stage.person, on=on)


def _correct(stage: Stage, step: dict[str, Any], on: date) -> None:
    correcting.propose(
        stage.documents[step["document"]],
        stage.contracts[step["contract"]],
        held=step["held"],
        planned=step["planned"],
        reason=step.get("reason", "scenario"),
        by=stage.person,
        on=on,
    )


def _repay(stage: Stage, step: dict[str, Any], on: date) -> None:
    plan = ledger.plan_of(stage.municipality, on) if "plan" not in step else stage.plans["plan"]
    assert plan is not None
    settling.repay(
        stage.providers[step["provider"]],
        plan,
        money.parse(step["sum"]),
        payment_order="1",
        paid_on=on,
        by=stage.person,
        on=on,
    )


VERBS: dict[str, Callable[[Stage, dict[str, Any], date], None]] = {
    "fund": _fund,
    "unfund": _unfund,
    "apply": _apply,
    "take_place": _take_place,
    "leave_place": _leave_place,
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
    "return_unused": _return_unused,
    "allow_next_plan": _allow_next_plan,
    "delete": _delete,
    "deliver": _deliver,
    "attend": _attend,
    "advance": _advance,
    "invoice": _invoice,
    "pay": _pay,
    "give_back": _give_back,
    "remove": _remove,
    "correct": _correct,
    "repay": _repay,
}
