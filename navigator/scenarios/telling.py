"""What the records say of a story, in the words and sums of its file."""

from __future__ import annotations

from datetime import date
from typing import Any

from certificates import ledger, planning, queueing
from certificates.models import Certificate
from enrollment import attending, forming, invoicing
from enrollment.models import Contract, Document
from navigator.scenarios.stage import Stage
from reference import money
from reference.hours import MINUTES_IN_HOUR
from reference.models import (
    FundingPlan,
)

BALANCE = ("nominal", "available", "reserved", "debited", "lapsed")


class Difference(Exception):
    """The story and the portal part: which step, what was expected, what came."""


def compare(stage: Stage, step: dict[str, Any], where: str) -> None:
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
    for name, table in expected.get("document", {}).items():
        _same(table, _document_facts(stage.documents[name]), f"{where}: document {name}")


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
        "weekly_hours": _weekly_hours(certificate, plan, on),
    }


def _weekly_hours(certificate: Certificate, plan: FundingPlan | None, on: date) -> float | None:
    """The hours taken of the fullest week to come; None where the plan does not count them."""
    if plan is None or not plan.counts_hours:
        return None
    week = forming.week_of(certificate, plan, on=on)
    return week.taken / MINUTES_IN_HOUR if week else None


def _contract_facts(contract: Contract, on: date) -> dict[str, Any]:
    contract.refresh_from_db()
    months = list(contract.instalments.order_by("month"))
    first, other = months[0], months[1] if len(months) > 1 else None
    return {
        "status": str(contract.status),
        "total": money.plain(contract.total),
        "certificate_part": money.plain(contract.certificate_part),
        "parent_part": money.plain(contract.parent_part),
        "first": money.plain(first.certificate_amount),
        "other": money.plain(other.certificate_amount if other else 0),
        "parent_first": money.plain(first.parent_amount),
        "parent_other": money.plain(other.parent_amount if other else 0),
        "parent_due": money.plain(attending.parent_due(contract, on)),
        "ends_on": contract.ends_on,
    }


def _document_facts(document: Document) -> dict[str, Any]:
    document.refresh_from_db()
    return {
        "total": money.plain(document.total),
        "advanced": money.plain(document.advanced),
        "corrected": money.plain(document.corrected),
        "to_pay": money.plain(document.to_pay),
        "status": str(document.status),
        "offset": money.plain(document.carried_in or document.carried_out),
        "lines": document.lines.count(),
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
        "paid": money.plain(invoicing.paid_in(plan)),
        "lapsed": money.plain(picture.lapsed),
        "returned_to_budget": money.plain(returned if is_closed else 0),
    }


def balances(stage: Stage, on: date) -> str:
    """Every certificate's sums on that day, in one line."""
    told = []
    for name, certificate in stage.certificates.items():
        balance = ledger.balance_of(certificate, on)
        sums = " ".join(f"{place} {money.plain(getattr(balance, place))}" for place in BALANCE)
        told.append(f"{name}: {sums}")
    return "; ".join(told)
