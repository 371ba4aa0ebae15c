"""The receipt of what a family has asked for: its number, moment, state and next step.

Whoever holds its address opens it without signing in; then no names and no sums are in it (R6.26).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core import signing
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from certificates.models import Certificate
from enrollment import listing, waiting
from enrollment.awaiting import Turn, turn_of, turn_of_place, turn_of_waiting
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from programs.models import Group

Item = Contract | BudgetPlace | WaitingPlace

_SIGNER = signing.Signer(salt="enrollment.receipt", sep=".")
# What a signed key begins with; that of a contract is the bare number.
_OF_PLACE, _OF_WAITING = "p", "w"

# What there is to do where nobody's answer is awaited.
STEPS: dict[str, str | Promise] = {
    Contract.Status.ACTIVE: gettext_lazy(
        "The contract acts. Come to lessons by the timetable of the group."
    ),
    Contract.Status.TERMINATING: gettext_lazy("Lessons go on to the last day of the contract."),
    Contract.Status.CLOSED: gettext_lazy("Nothing is to be done: the contract is over."),
    Contract.Status.REFUSED: gettext_lazy(
        "The seat and the money are free again. The reason is on the page of the application."
    ),
    Contract.Status.WITHDRAWN: gettext_lazy("The seat and the money are free again."),
}
STEPS_OF_PLACE: dict[str, str | Promise] = {
    BudgetPlace.Status.ACTIVE: gettext_lazy(
        "The child is enrolled. Come to lessons by the timetable of the group."
    ),
    BudgetPlace.Status.LEFT: gettext_lazy("Nothing is to be done: the child has left the group."),
    BudgetPlace.Status.REFUSED: gettext_lazy(
        "The seat is free again. The reason is on the page of the application."
    ),
    BudgetPlace.Status.WITHDRAWN: gettext_lazy("The seat is free again."),
}


@dataclass(frozen=True)
class Receipt:
    """What was asked for, when, and where it stands on a day."""

    item: Item
    number: str
    received: datetime
    state: str
    words: str
    turn: Turn
    next_step: str
    opens_until: date

    @property
    def certificate(self) -> Certificate:
        return self.item.certificate

    @property
    def group(self) -> Group:
        return self.item.group

    @property
    def kind(self) -> str:
        """What it is of: a contract, a place without certificate money, a place in line."""
        return self.item.kind

    @property
    def token(self) -> str:
        return token_of(self.item)

    def is_open(self, on: date) -> bool:
        """Whether its address opens without signing in: to the last day of the lessons."""
        return on <= self.opens_until and self.state != Contract.Status.DELETED


def token_of(item: Item) -> str:
    """What the address of the open receipt carries: a signed key, nothing personal (R6.26)."""
    mark = {BudgetPlace: _OF_PLACE, WaitingPlace: _OF_WAITING}.get(type(item), "")
    return _SIGNER.sign(f"{mark}{item.pk}")


def find(token: str) -> Item | None:
    """What an open receipt is of; None where the address is wrong."""
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    if key.startswith(_OF_PLACE):
        return listing.places_with_families(BudgetPlace.objects.filter(pk=key[1:])).first()
    if key.startswith(_OF_WAITING):
        return listing.waiting_with_families(WaitingPlace.objects.filter(pk=key[1:])).first()
    return listing.with_families(Contract.objects.filter(pk=key)).first()


def receipt_of(item: Item, *, on: date, at: datetime) -> Receipt:
    """The receipt as it stands on that day, at that moment."""
    if isinstance(item, Contract):
        turn = turn_of(item, on=on)
        step = turn.words or str(STEPS.get(item.status, ""))
        words = item.get_status_display()
        return Receipt(
            item, item.number, item.created_at, item.status, words, turn, step, item.ends_on
        )
    if isinstance(item, BudgetPlace):
        turn = turn_of_place(item, on=on)
        step = turn.words or str(STEPS_OF_PLACE.get(item.status, ""))
        words = item.get_status_display()
        number, last = str(item.pk), item.group.ends_on
        return Receipt(item, number, item.created_at, item.status, words, turn, step, last)
    return _of_waiting(item, at=at)


def _of_waiting(place: WaitingPlace, *, at: datetime) -> Receipt:
    turn = turn_of_waiting(place, at=at)
    if place.is_offered:
        state, words, step = "offered", gettext("a place is kept"), turn.words
    elif place.is_waiting:
        state, words = "waiting", gettext("waits for a place")
        step = gettext("Number %(number)s on the waiting list.") % {
            "number": waiting.number_in_line(place)
        }
    else:
        state, words = "closed", place.get_ending_display()
        step = capfirst(words) + "."
    return Receipt(
        place, str(place.pk), place.joined_at, state, words, turn, step, place.group.ends_on
    )
