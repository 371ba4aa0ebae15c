"""Whose turn it is: who acts next on an application, a contract or a place, and until when.

One answer for every page and letter: the organisation answers, the parent signs, answers about
the next year, or takes the seat that came free.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from enrollment.models import BudgetPlace, Contract, WaitingPlace
from reference import configuration
from reference.days import working_days_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Deed(StrEnum):
    """What is awaited."""

    ANSWER = "answer"
    SIGN = "sign"
    GO_ON = "go_on"
    TAKE = "take"
    NOTHING = "nothing"


IN_TIME: dict[Deed, _StrPromise] = {
    Deed.ANSWER: _("Now it is the organisation's turn: to answer by %(day)s."),
    Deed.SIGN: _("Now it is the parent's turn: to sign by %(day)s."),
    Deed.GO_ON: _("Now it is the parent's turn: to answer about going on by %(day)s."),
    Deed.TAKE: _("Now it is the parent's turn: to take the kept place by %(day)s."),
}
TOO_LATE: dict[Deed, _StrPromise] = {
    Deed.ANSWER: _("The organisation had to answer by %(day)s: the term has passed."),
    Deed.SIGN: _("The parent had to sign by %(day)s: the term has passed."),
    Deed.GO_ON: _("The parent had to answer about going on by %(day)s: the term has passed."),
    Deed.TAKE: _("The place was kept until %(day)s: the term has passed."),
}
# The same said to the family itself, on its own pages.
TO_THE_FAMILY: dict[Deed, _StrPromise] = {
    Deed.SIGN: _("Now it is your turn: sign by %(day)s."),
    Deed.GO_ON: _("Now it is your turn: answer about going on by %(day)s."),
    Deed.TAKE: _("Now it is your turn: take the kept place or decline it by %(day)s."),
}
TOO_LATE_FOR_THE_FAMILY: dict[Deed, _StrPromise] = {
    Deed.SIGN: _("You had to sign by %(day)s: the term has passed."),
    Deed.GO_ON: _("You had to answer about going on by %(day)s: the term has passed."),
    Deed.TAKE: _("The place was kept until %(day)s: the term has passed."),
}


@dataclass(frozen=True)
class Turn:
    """Who moves next. `until` is the last day of the term, None where there is none.

    A term that is counted in hours ends at a `moment` of that day, by the clocks of the place.
    """

    whose: str
    until: date | None = None
    is_overdue: bool = False
    days: int = 0  # to the last day; below zero when it has passed
    working_days: int = 0  # this day among them
    deed: Deed = Deed.NOTHING
    moment: datetime | None = None
    minutes: int = 0  # whole ones, to the moment

    @property
    def words(self) -> str:
        """The sentence people read instead of a status: who is awaited, until when."""
        return self._told(TOO_LATE if self.is_overdue else IN_TIME)

    @property
    def family_words(self) -> str:
        """The same sentence on a page that only the family reads."""
        own = TOO_LATE_FOR_THE_FAMILY if self.is_overdue else TO_THE_FAMILY
        return self._told(own) or self.words

    def _told(self, sentences: dict[Deed, _StrPromise]) -> str:
        if self.until is None or self.deed not in sentences:
            return ""
        end = f"{self.moment:%d.%m.%Y, %H:%M}" if self.moment else f"{self.until:%d.%m.%Y}"
        return str(sentences[self.deed]) % {"day": end}

    @property
    def clock(self) -> str:
        """How much of the term is left, or how long ago it passed."""
        if self.until is None:
            return ""
        if self.moment is not None:
            return self._clock_of_minutes()
        if self.is_overdue:
            return ngettext("Overdue by %(n)s day.", "Overdue by %(n)s days.", -self.days) % {
                "n": -self.days
            }
        if not self.days:
            return gettext("Today is the last day.")
        if self.whose == PARENT:
            return ngettext("%(n)s day is left.", "%(n)s days are left.", self.days) % {
                "n": self.days
            }
        if not self.working_days:
            return gettext("Only days off are left.")
        return ngettext(
            "%(n)s working day is left.", "%(n)s working days are left.", self.working_days
        ) % {"n": self.working_days}

    def _clock_of_minutes(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        if self.is_overdue:
            return ""
        if not hours:
            return gettext("%(minutes)s min are left.") % {"minutes": minutes}
        return gettext("%(hours)s h %(minutes)s min are left.") % {
            "hours": hours,
            "minutes": minutes,
        }


PROVIDER, PARENT, NOBODY = "provider", "parent", "nobody"


def turn_of(contract: Contract, *, on: date, holidays: Collection[date] = ()) -> Turn:
    """Who acts next on the contract: the provider decides (R6.28), then the parent signs.

    The term counts calendar days; the clock says how many working days of it are left.
    """
    if contract.status == Contract.Status.REQUESTED:
        days = contract.plan.setting("provider_decision_days")
        until = contract.requested_on + timedelta(days=days)
        return _turn(PROVIDER, until, Deed.ANSWER, on, holidays)
    if contract.status == Contract.Status.ACCEPTED and contract.accepted_on:
        if answer_until := _answer_until(contract):
            return _turn(PARENT, answer_until, Deed.GO_ON, on)
        days = contract.plan.setting("parent_sign_days")
        return _turn(PARENT, contract.accepted_on + timedelta(days=days), Deed.SIGN, on)
    return Turn(NOBODY)


def _answer_until(contract: Contract) -> date | None:
    """The last day to answer an offer to go on, which has a term of its own (R6.55)."""
    line = getattr(contract, "prolongation_line", None) if contract.continues_id else None
    return line.answer_until if line else None


def turn_of_place(place: BudgetPlace, *, on: date, holidays: Collection[date] = ()) -> Turn:
    """Who acts next on a place without certificate money."""
    if place.status != BudgetPlace.Status.NEW:
        return Turn(NOBODY)
    settings = place.certificate.municipality.settings
    days = configuration.value_of("provider_decision_days", settings)
    until = place.requested_on + timedelta(days=days)
    return _turn(PROVIDER, until, Deed.ANSWER, on, holidays)


def turn_of_waiting(place: WaitingPlace, *, at: datetime) -> Turn:
    """Who acts next on a place in line: the family, once a seat is kept for it (R6.31)."""
    if not place.is_offered or place.offered_until is None or place.kept_until is None:
        return Turn(NOBODY)
    return Turn(
        PARENT,
        place.kept_until.date(),
        is_overdue=not place.may_be_taken(at),
        deed=Deed.TAKE,
        moment=place.kept_until,
        minutes=max((place.offered_until - at) // timedelta(minutes=1), 0),
    )


def _turn(whose: str, until: date, deed: Deed, on: date, holidays: Collection[date] = ()) -> Turn:
    return Turn(
        whose,
        until,
        is_overdue=on > until,
        days=(until - on).days,
        working_days=working_days_in(on, until, holidays),
        deed=deed,
    )
