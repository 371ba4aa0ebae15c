"""A family's applications, contracts, places and places in line: whose turn, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates import acting
from certificates.history import Happening
from certificates.models import Child
from enrollment import access, history, waiting
from enrollment.awaiting import PARENT, PROVIDER, Turn, turn_of, turn_of_place, turn_of_waiting
from enrollment.models import BudgetPlace, Contract, MoveRequest, WaitingPlace
from programs.models import Group
from users.models import User

Followed = Contract | BudgetPlace | WaitingPlace

STUDYING = (Contract.Status.ACTIVE, Contract.Status.TERMINATING, BudgetPlace.Status.ACTIVE)


# Pages of a card that change nothing.
READING = ("attendance", "place_attendance", "receipt", "place_receipt")


class Shelf(StrEnum):
    """Who acts next, as a family sorts its affairs (S7)."""

    OURS = "ours"
    THEIRS = "theirs"
    LINE = "line"
    STUDIES = "studies"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Deed:
    """A button of a card: the main one is loud, what ends the affair is quiet."""

    label: str | Promise
    url: str
    style: str = "secondary"
    is_reading: bool = False  # open to those who may only look, too


@dataclass(frozen=True)
class Card:
    """One affair of the family with all that its card shows."""

    item: Followed
    turn: Turn
    on: date
    events: Sequence[Happening] = ()
    number_in_line: int = 0
    asked_for: Group | None = None
    may_act: bool = True

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def url(self) -> str:
        return reverse(f"enrollment:{self.kind}", args=(self.item.pk,))

    @property
    def number(self) -> str:
        return self.item.number if isinstance(self.item, Contract) else str(self.item.pk)

    @property
    def child(self) -> Child:
        return self.item.certificate.child

    @property
    def group(self) -> Group:
        return self.item.group

    @property
    def shelf(self) -> Shelf:
        """Where the card stands: with whoever acts next."""
        if self.turn.whose == PARENT:
            return Shelf.OURS
        if self.turn.whose == PROVIDER:
            return Shelf.THEIRS
        if isinstance(self.item, WaitingPlace):
            return Shelf.LINE if self.item.is_waiting else Shelf.ARCHIVE
        return Shelf.STUDIES if self.item.status in STUDYING else Shelf.ARCHIVE

    @property
    def deeds(self) -> list[Deed]:
        """What the reader can do with it, the main thing first."""
        return [deed for deed in self._all_deeds if self.may_act or deed.is_reading]

    @property
    def _all_deeds(self) -> list[Deed]:
        if isinstance(self.item, Contract):
            return _deeds_of_contract(self.item, self.turn, self.on)
        if isinstance(self.item, BudgetPlace):
            return _deeds_of_place(self.item)
        if self.shelf == Shelf.OURS:
            return [Deed(_("Take or decline the place"), self.url, "primary")]
        return [Deed(_("Do not wait any more"), self.url, "link")] if self.item.is_waiting else []


def cards_of(
    contracts: Iterable[Contract],
    places: Iterable[BudgetPlace],
    waits: Iterable[WaitingPlace],
    *,
    reader: User,
    on: date,
    at: datetime,
) -> list[Card]:
    """All of them as cards: those with a term by their days, then the newest first."""
    contracts, places, waits = list(contracts), list(places), list(waits)
    told = history.histories_of([*contracts, *places, *waits], reader=reader)
    asked = {
        request.contract_id: request.target
        for request in MoveRequest.objects.open()
        .filter(contract__in=contracts)
        .select_related("target")
    }
    cards = [
        Card(
            each,
            turn_of(each, on=on),
            on,
            told.get(each, ()),
            asked_for=asked.get(each.pk),
        )
        for each in contracts
    ]
    cards += [Card(each, turn_of_place(each, on=on), on, told.get(each, ())) for each in places]
    cards += [
        Card(
            each,
            turn_of_waiting(each, at=at),
            on,
            told.get(each, ()),
            waiting.number_in_line(each) if each.is_waiting and not each.is_offered else 0,
        )
        for each in waits
    ]
    only_seen = acting.children_only_seen(reader)
    cards = [replace(card, may_act=card.child.pk not in only_seen) for card in cards]
    cards.sort(key=_newest, reverse=True)
    return sorted(cards, key=lambda card: card.turn.until or date.max)


def _newest(card: Card) -> str:
    item = card.item
    return str(item.joined_at if isinstance(item, WaitingPlace) else item.created_at)


def _deeds_of_contract(contract: Contract, turn: Turn, on: date) -> list[Deed]:
    def deed(label: str | Promise, name: str, style: str = "secondary") -> Deed:
        address = reverse(f"enrollment:{name}", args=(contract.pk,))
        return Deed(label, address, style, is_reading=name in READING)

    status = contract.status
    deeds = []
    if status == Contract.Status.ACCEPTED:
        deeds.append(deed(_("Read and sign"), "sign", "primary"))
    if contract.signed_on:
        deeds.append(deed(_("Attendance of the child"), "attendance"))
    if status in (Contract.Status.REQUESTED, Contract.Status.ACCEPTED) or (
        status == Contract.Status.ACTIVE and contract.starts_on > on
    ):
        deeds.append(
            deed(_("Do not go on"), "withdraw")
            if contract.continues_id
            else deed(_("Give up the contract"), "withdraw", "link")
            if contract.signed_on
            else deed(_("Withdraw the application"), "withdraw", "link")
        )
    if status == Contract.Status.ACTIVE:
        deeds.append(deed(_("Ask for another group"), "ask_to_move"))
    if status == Contract.Status.REQUESTED:
        deeds.insert(0, deed(_("Receipt of the application"), "receipt"))
    if access.may_be_ended(contract, on):
        deeds.append(deed(_("Leave the program"), "leave", "link"))
    return deeds


def _deeds_of_place(place: BudgetPlace) -> list[Deed]:
    def deed(label: str | Promise, name: str, style: str = "secondary") -> Deed:
        address = reverse(f"enrollment:{name}", args=(place.pk,))
        return Deed(label, address, style, is_reading=name in READING)

    if place.status == BudgetPlace.Status.NEW:
        return [
            deed(_("Receipt of the application"), "place_receipt"),
            deed(_("Withdraw the application"), "withdraw_place", "link"),
        ]
    if place.status == BudgetPlace.Status.ACTIVE:
        return [
            deed(_("Attendance of the child"), "place_attendance"),
            deed(_("Leave the program"), "leave_place", "link"),
        ]
    return []
