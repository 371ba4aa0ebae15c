"""Whose turn it is: who acts next on an application, a contract or a place, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from enrollment.models import BudgetPlace, Contract
from reference import configuration


@dataclass(frozen=True)
class Turn:
    """Who moves next. `until` is the last day of the term, None where there is none."""

    whose: str
    until: date | None = None
    is_overdue: bool = False

    @property
    def words(self) -> str:
        """The sentence people read instead of a status: who is awaited, until when."""
        if self.until is None:
            return ""
        day = f"{self.until:%d.%m.%Y}"
        if self.whose == PROVIDER:
            return (
                _("The organisation had to answer by %(day)s: the term has passed.")
                if self.is_overdue
                else _("Now it is the organisation's turn: to answer by %(day)s.")
            ) % {"day": day}
        return (
            _("The parent had to sign by %(day)s: the term has passed.")
            if self.is_overdue
            else _("Now it is the parent's turn: to sign by %(day)s.")
        ) % {"day": day}


PROVIDER, PARENT, NOBODY = "provider", "parent", "nobody"


def turn_of(contract: Contract, *, on: date) -> Turn:
    """Who acts next on the contract: the provider decides (R6.28), then the parent signs."""
    if contract.status == Contract.Status.REQUESTED:
        days = contract.plan.setting("provider_decision_days")
        return _turn(PROVIDER, contract.requested_on, days, on)
    if contract.status == Contract.Status.ACCEPTED and contract.accepted_on:
        if until := _answer_until(contract):
            return Turn(PARENT, until, is_overdue=on > until)
        return _turn(PARENT, contract.accepted_on, contract.plan.setting("parent_sign_days"), on)
    return Turn(NOBODY)


def _answer_until(contract: Contract) -> date | None:
    """The last day to answer an offer to go on, which has a term of its own (R6.55)."""
    line = getattr(contract, "prolongation_line", None) if contract.continues_id else None
    return line.answer_until if line else None


def turn_of_place(place: BudgetPlace, *, on: date) -> Turn:
    """Who acts next on a place without certificate money."""
    if place.status != BudgetPlace.Status.NEW:
        return Turn(NOBODY)
    settings = place.certificate.municipality.settings
    days = configuration.value_of("provider_decision_days", settings)
    return _turn(PROVIDER, place.requested_on, days, on)


def _turn(whose: str, since: date, days: int, on: date) -> Turn:
    until = since + timedelta(days=days)
    return Turn(whose, until, is_overdue=on > until)
