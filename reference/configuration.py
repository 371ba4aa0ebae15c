"""Where municipalities differ: the keys of section 13 of the rules, with their defaults.

A value is looked up in the funding plan, then in the region, then here. Keys are added when a
rule begins to read them, so every key that stands here does something.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Key:
    """One setting: its default and what values it takes."""

    default: Any
    accepts: Callable[[Any], bool]


def one_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: value in choices


def number(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and least <= value <= most


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def day(value: Any) -> bool:
    """Whether it is a day as settings write it: "2026-11-30"."""
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def words(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= most


# What a certificate of each type may hold in a budget register: a number of services, None for any
# number, or a table with `allowed`, `number` and `unit` (R6.41, R6.42). The numbers are R6.44; a
# funded certificate takes no place of the general register, unless the payer says so (R2.20).
REGISTER_MATRIX: dict[str, dict[str, Any]] = {
    "preprofessional": {"accounting": 1, "funded": 1},
    "significant": {"accounting": 3, "funded": 3},
    "other_budget": {"accounting": None, "funded": 0},
}
UNITS = ("services", "hours")


@dataclass(frozen=True)
class RegisterLimit:
    """A cell of the matrix: so many services or hours in a calendar year; None: without a limit."""

    number: int | None
    unit: str = "services"


def register_limit(value: dict[str, Any], register: str, kind: str) -> RegisterLimit:
    """What a matrix gives a type of certificate in a register (R6.41).

    What it omits is the default (R6.42).
    """
    row = value.get(register, {})
    cell = row[kind] if kind in row else REGISTER_MATRIX[register][kind]
    if not isinstance(cell, dict):
        return RegisterLimit(cell)
    if not cell.get("allowed", True):
        return RegisterLimit(0)
    return RegisterLimit(cell.get("number"), cell.get("unit", "services"))


def matrix(value: Any) -> bool:
    """Whether it says what certificates may hold, register by register (R6.41)."""
    return (
        isinstance(value, dict)
        and value.keys() <= REGISTER_MATRIX.keys()
        and all(
            isinstance(row, dict)
            and row.keys() <= {"accounting", "funded"}
            and all(_is_cell(cell) for cell in row.values())
            for row in value.values()
        )
    )


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict):
        return cell is None or number(0, 1000)(cell)
    return (
        cell.keys() <= {"allowed", "number", "unit"}
        and flag(cell.get("allowed", True))
        and (cell.get("number") is None or number(0, 10_000)(cell["number"]))
        and cell.get("unit", "services") in UNITS
    )


# What the norm of a person-hour is multiplied by (R5.09); one, where a plan names none.
NORM_COEFFICIENTS = ("mixed", "extramural", "health", "network")


def coefficients(value: Any) -> bool:
    """Whether it gives coefficients of the norm as decimal numbers above zero: {"health": "1.5"}"""
    return (
        isinstance(value, dict)
        and value.keys() <= set(NORM_COEFFICIENTS)
        and all(
            isinstance(each, str) and re.fullmatch(r"\d{1,3}(\.\d{1,4})?", each) and float(each) > 0
            for each in value.values()
        )
    )


# How a rating is put together, in percent (R5.23): the four marks and how few families leave.
RATING_WEIGHTS = {"results": 25, "staff": 25, "equipment": 10, "overall": 25, "turnover": 15}
# The share of contracts that parents end, in percent, up to which all is well, and from which on
# nothing is.
RATING_TURNOVER = {"few": 10, "many": 50}


def weights(value: Any) -> bool:
    """Whether it shares a hundred percent out among the parts of a rating (R5.23)."""
    return (
        isinstance(value, dict)
        and value.keys() == RATING_WEIGHTS.keys()
        and all(number(0, 100)(each) for each in value.values())
        and sum(value.values()) == 100
    )


def turnover(value: Any) -> bool:
    """Whether it says from which percent to which the turnover counts less (R5.23)."""
    return (
        isinstance(value, dict)
        and value.keys() == RATING_TURNOVER.keys()
        and all(number(0, 100)(each) for each in value.values())
        and value["few"] < value["many"]
    )


# What a plan does not say for itself, its region says for all (R3.19).
KEYS: dict[str, Key] = {
    "age_min": Key(5, number(0, 18)),
    "age_max_full_years": Key(17, number(5, 25)),
    "age_and_health_check": Key("refuse", one_of("refuse", "warn")),
    "pf_switch": Key("by_request", one_of("by_request", "auto_on_application")),
    "queue_enabled": Key(True, flag),
    "days_to_first_application": Key(30, number(5, 365)),
    "days_after_refusal": Key(30, number(10, 365)),
    "nominal_decay": Key(False, flag),
    "transfer_nominal": Key("prorated", one_of("full", "prorated")),
    "age_18_rule": Key("finish_month", one_of("finish_month", "finish_contract")),
    # the last day on which contracts of the period may be asked for; None: to its end
    "current_period_contracts_allowed_until": Key(None, day),
    "future_period_contracts_allowed": Key(False, flag),
    "provider_decision_days": Key(5, number(1, 60)),
    "parent_sign_days": Key(10, number(1, 60)),
    "overdue_action": Key("flag", one_of("flag", "auto_refuse")),
    "backdating_days": Key(10, number(0, 50)),
    "waiting_offer_days": Key(2, number(1, 60)),  # of 24 hours, from the moment of the offer
    "auto_prolongation": Key(False, flag),
    "prolongation_objection_days": Key(10, number(1, 60)),
    "document_confirm_days": Key(30, number(1, 365)),
    # questions to organisations; complaints and “this was not me” to the support centre
    "question_answer_days": Key(5, number(1, 30)),
    "complaint_answer_days": Key(10, number(1, 30)),
    # who looks after a child in the portal (R11.05)
    "invitation_days": Key(7, number(1, 60)),
    "adults_per_child": Key(4, number(2, 20)),
    "children_per_adult": Key(12, number(1, 100)),
    "own_account_age": Key(14, number(14, 18)),
    # how long an organisation reads the name of a child it teaches no more (R11.10)
    "names_kept_days": Key(30, number(0, 365)),
    # how long drafts of applications are kept, and what is over (R11.11)
    "retention_draft_days": Key(2, number(1, 365)),
    "retention_rejected_years": Key(1, number(1, 50)),
    "retention_contract_years": Key(5, number(5, 50)),
    "retention_consent_years": Key(3, number(1, 50)),
    "retention_audit_years": Key(5, number(5, 50)),
    "retention_certificate_years": Key(5, number(5, 50)),
    "provider_limit_enabled": Key(False, flag),
    "programme_limit_enabled": Key(False, flag),
    "normative_mode": Key("person_hour", one_of("person_hour", "model_2017", "manual")),
    "norm_coefficients": Key({}, coefficients),
    "max_price_percent": Key(150, number(0, 1000)),
    "rounding_total": Key("up", one_of("up", "half_up", "down")),
    "advance_percent_max": Key(80, number(1, 100)),
    "advance_from_working_day": Key(2, number(1, 15)),
    "payment_due_day": Key(10, number(1, 28)),
    "invoice_day_from": Key(1, number(1, 28)),
    "invoice_day_to": Key(5, number(1, 20)),
    "december_invoice_in_december": Key(True, flag),
    "paying_document_name": Key("договор об оплате дополнительного образования", words(120)),
    "register_matrix": Key(REGISTER_MATRIX, matrix),
    "rating_enabled": Key(False, flag),
    "rating_weights": Key(RATING_WEIGHTS, weights),
    "rating_turnover": Key(RATING_TURNOVER, turnover),
    "rating_min_percent": Key(20, number(0, 100)),
    "small_number_mask": Key(5, number(0, 100)),
    "coverage_age_from": Key(5, number(0, 18)),
    "coverage_age_to": Key(17, number(0, 25)),
}


def check(settings: dict[str, Any]) -> None:
    """Raise ValueError naming the first key that is unknown or has an impossible value."""
    for name, value in settings.items():
        if name not in KEYS:
            raise ValueError(f"unknown setting: {name}")
        if not KEYS[name].accepts(value):
            raise ValueError(f"impossible value of {name}: {value!r}")


def value_of(name: str, *layers: dict[str, Any]) -> Any:
    """The value from the first layer that has it, else the default. Raises KeyError."""
    key = KEYS[name]
    for layer in layers:
        if name in layer:
            return layer[name]
    return key.default
