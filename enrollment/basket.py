"""Several places applied for by one press, each written whole or not at all.

Every place has a transaction of its own: the locks of two of them do not go back and forth
(decision 2), and what stands in the way of one leaves the others alone. Its command is made of
the press and the place, so a press repeated writes nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from enrollment import enrolling
from enrollment.models import Contract
from enrollment.simulating import Choice
from reference.errors import RuleBroken
from users.commanding import once
from users.models import User


@dataclass(frozen=True)
class Wanted:
    """A place as it was shown, its sums in kopecks: what the person confirms (R6.22)."""

    choice: Choice
    starts_on: date
    available: int
    paid: int
    own: int


@dataclass(frozen=True)
class Outcome:
    """What came of one place: its application, or why there is none."""

    wanted: Wanted
    contract: Contract | None = None
    refusal: RuleBroken | None = None


def send(wanted: Iterable[tuple[Wanted, date]], *, command: UUID, by: User) -> list[Outcome]:
    """Apply for the places in their order, each on the present day of its municipality (R6.27)."""
    return [_send(each, command, by=by, on=on) for each, on in wanted]


def _send(wanted: Wanted, command: UUID, *, by: User, on: date) -> Outcome:
    choice = wanted.choice
    try:
        contract = once(
            uuid5(command, choice.key),
            "contract.requested",
            Contract,
            lambda: _apply(wanted, by=by, on=on),
            by=by,
            certificate=choice.certificate.pk,
            group=choice.group.pk,
            starts_on=wanted.starts_on,
        )
    except RuleBroken as refusal:
        return Outcome(wanted, refusal=refusal)
    return Outcome(wanted, contract)


def _apply(wanted: Wanted, *, by: User, on: date) -> Contract:
    """Apply at the sums that were shown. Raises what `enrolling.apply` does."""
    contract = enrolling.apply(
        wanted.choice.certificate,
        wanted.choice.group,
        starts_on=wanted.starts_on,
        by=by,
        on=on,
        expected_available=wanted.available,
    )
    # a price may have changed where the balance has not
    if (contract.certificate_part, contract.parent_part) != (wanted.paid, wanted.own):
        raise enrolling.SUM_CHANGED
    return contract
