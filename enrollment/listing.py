"""Applications, contracts and places without money as lists show them: one line for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse

from certificates.models import Certificate
from enrollment import naming
from enrollment.awaiting import Turn, turn_of, turn_of_place
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from enrollment.models.budget_place import BudgetPlaceQuerySet
from enrollment.models.contract import ContractQuerySet
from programs.models import Group
from reference.models import Holiday


class Kind(StrEnum):
    CONTRACT = "contract"
    PLACE = "place"


class Shelf(StrEnum):
    """Whose work an item is, as the provider's inbox sorts it (S12)."""

    OURS = "ours"
    PARENTS = "parents"
    DONE = "done"


@dataclass(frozen=True)
class Line:
    """One application, contract or place."""

    kind: Kind
    item: Contract | BudgetPlace
    number: str
    certificate: Certificate
    group: Group
    turn: Turn
    has_name: bool = True  # whether the organisation still reads the child's name (R11.10)

    @property
    def key(self) -> str:
        """How a ticked row is named in a form."""
        return f"{self.kind}:{self.item.pk}"

    @property
    def url(self) -> str:
        return reverse(f"enrollment:{self.kind}", args=(self.item.pk,))

    @property
    def certificate_part(self) -> int | None:
        return self.item.certificate_part if isinstance(self.item, Contract) else None

    @property
    def parent_part(self) -> int | None:
        return self.item.parent_part if isinstance(self.item, Contract) else None

    @property
    def is_over(self) -> bool:
        """Nothing will happen to it any more."""
        return self.item.status not in self.item.LIVING


CONTRACTS_ON = {
    Shelf.OURS: (Contract.Status.REQUESTED,),
    Shelf.PARENTS: (Contract.Status.ACCEPTED,),
    Shelf.DONE: (
        Contract.Status.ACTIVE,
        Contract.Status.TERMINATING,
        Contract.Status.CLOSED,
        Contract.Status.REFUSED,
        Contract.Status.WITHDRAWN,
    ),
}
PLACES_ON = {
    Shelf.OURS: (BudgetPlace.Status.NEW,),
    Shelf.PARENTS: (),
    Shelf.DONE: (
        BudgetPlace.Status.ACTIVE,
        BudgetPlace.Status.LEFT,
        BudgetPlace.Status.REFUSED,
        BudgetPlace.Status.WITHDRAWN,
    ),
}
# A place without money has its own words for the same states.
STATUS_OF_PLACE = {
    Contract.Status.REQUESTED: BudgetPlace.Status.NEW,
    Contract.Status.ACTIVE: BudgetPlace.Status.ACTIVE,
    Contract.Status.CLOSED: BudgetPlace.Status.LEFT,
    Contract.Status.REFUSED: BudgetPlace.Status.REFUSED,
    Contract.Status.WITHDRAWN: BudgetPlace.Status.WITHDRAWN,
}


# What a line, a page or a receipt shows of a place without money, and of a place in line.
OF_A_PLACE = (
    "certificate__child",
    "certificate__municipality__region",
    "group__program__provider",
    "group__module",
)


def with_families(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Contracts with all that a line or a page of theirs shows."""
    return contracts.select_related(
        "certificate__child",
        "certificate__municipality__region",
        "group__program",
        "group__module",
        "provider",
        "plan__municipality__region",
        "prolongation_line",
    )


def places_with_families(places: QuerySet[BudgetPlace]) -> QuerySet[BudgetPlace]:
    """Places with all that a line or a page of theirs shows."""
    return places.select_related(*OF_A_PLACE)


def waiting_with_families(waiting: QuerySet[WaitingPlace]) -> QuerySet[WaitingPlace]:
    """Places in line with all that a card or a receipt of theirs shows."""
    return waiting.select_related(*OF_A_PLACE)


def lines(contracts: Iterable[Contract], places: Iterable[BudgetPlace], *, on: date) -> list[Line]:
    """Both kinds as lines, newest first."""
    holidays = Holiday.ahead(on)
    found = [line_of(contract, on=on, holidays=holidays) for contract in contracts]
    found += [line_of_place(place, on=on, holidays=holidays) for place in places]
    return sorted(found, key=lambda line: line.item.created_at, reverse=True)


def in_order(contracts: Iterable[Contract], *, on: date) -> list[Line]:
    """Contracts as lines, in the order they come."""
    holidays = Holiday.ahead(on)
    return [line_of(contract, on=on, holidays=holidays) for contract in contracts]


def line_of(contract: Contract, *, on: date, holidays: set[date] | None = None) -> Line:
    if holidays is None:
        holidays = Holiday.ahead(on)
    return Line(
        Kind.CONTRACT,
        contract,
        contract.number,
        contract.certificate,
        contract.group,
        turn_of(contract, on=on, holidays=holidays),
        naming.reads_name(contract, on=on),
    )


def line_of_place(place: BudgetPlace, *, on: date, holidays: set[date] | None = None) -> Line:
    if holidays is None:
        holidays = Holiday.ahead(on)
    return Line(
        Kind.PLACE,
        place,
        str(place.pk),
        place.certificate,
        place.group,
        turn_of_place(place, on=on, holidays=holidays),
        naming.reads_name(place, on=on),
    )


def keys_on_shelf(
    contracts: QuerySet[Contract], places: QuerySet[BudgetPlace], shelf: Shelf
) -> QuerySet[Contract, Any]:
    """The items on a shelf, of both kinds in one order: our work begins with the oldest."""
    order = "created_at" if shelf == Shelf.OURS else "-created_at"
    of_contracts = contracts.filter(status__in=CONTRACTS_ON[shelf]).order_by()
    of_places = places.filter(status__in=PLACES_ON[shelf]).order_by()
    return (
        of_contracts.annotate(shown_as=Value(Kind.CONTRACT.value, output_field=CharField()))
        .values_list("shown_as", "pk", "created_at")
        .union(
            of_places.annotate(
                shown_as=Value(Kind.PLACE.value, output_field=CharField())
            ).values_list("shown_as", "pk", "created_at"),
            all=True,
        )
        .order_by(order, "pk")
    )


def lines_of(keys: Sequence[tuple[Any, ...]], *, on: date) -> list[Line]:
    """The lines of these keys, in their order."""
    numbers = {kind: [pk for each, pk, *_ in keys if each == kind] for kind in Kind}
    found = {
        line.key: line
        for line in lines(
            with_families(Contract.objects.filter(pk__in=numbers[Kind.CONTRACT])),
            places_with_families(BudgetPlace.objects.filter(pk__in=numbers[Kind.PLACE])),
            on=on,
        )
    }
    return [found[f"{kind}:{pk}"] for kind, pk, *_ in keys]


def contracts_in(contracts: ContractQuerySet, status: str) -> ContractQuerySet:
    """Contracts narrowed to a status."""
    return contracts.filter(status=status)


def places_in(places: BudgetPlaceQuerySet, status: str) -> BudgetPlaceQuerySet:
    """Places narrowed to what the status of a contract means for them."""
    return places.filter(status=STATUS_OF_PLACE.get(Contract.Status(status), ""))
