"""The rules of money once more, in plain Python: what the model test holds the portal against.

Written from sections 2, 3, 6 and 8 of the rules, not from the engine: lists and numbers, no
database. Every verb returns `True` and changes the books if the rules allow it, else the code of
the refusal.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

SIGNED = ("active", "terminating")
UNSIGNED = ("requested", "accepted")
LIVING = (*UNSIGNED, *SIGNED)
Answer = bool | str  # True, or the code of the refusal


def month_of(day: date) -> date:
    return day.replace(day=1)


def last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months(first: date, last: date) -> list[date]:
    found, month = [], month_of(first)
    while month <= last:
        found.append(month)
        month = last_of(month) + timedelta(days=1)
    return found


def split(amount: int, first: date, last: date) -> list[int]:
    """Later months equal and rounded down, the first takes the rest (steps 4 and 5 of 6.3)."""
    count, days = len(months(first, last)), (last - first).days + 1
    if count == 1:
        return [amount]
    of_first = (last_of(first) - first).days + 1
    other = floor(Fraction(days - of_first, days) * amount / (count - 1))
    return [amount - other * (count - 1), *[other] * (count - 1)]


@dataclass
class Books:
    """One certificate in one period."""

    nominal: int = 0
    available: int = 0
    reserved: int = 0
    debited: int = 0
    lapsed: int = 0


@dataclass
class Period:
    first: date
    last: date
    nominal: int
    number_limit: int | None = None
    direction_limit: int | None = None
    is_next_allowed: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Lessons:
    """A group: its days, price, normative cost, seats."""

    first: date
    last: date
    price: int
    norm: int
    seats: int


@dataclass
class Deal:
    """A contract; its months are [certificate, parent, "planned" | "debited" | "released"]."""

    holder: int
    group: int
    period: int
    first: date
    last: date
    asked_on: date
    months: dict[date, tuple[int, int]]
    status: str = "requested"
    accepted_on: date | None = None
    state: dict[date, str] = field(default_factory=dict)

    def planned(self) -> list[date]:
        return [month for month in self.months if self.state[month] == "planned"]


@dataclass
class Holder:
    type: str = "accounting"
    status: str = "active"
    suspended_on: date | None = None
    books: dict[int, Books] = field(default_factory=dict)


class Oracle:
    def __init__(
        self, day: date, periods: list[Period], groups: list[Lessons], holders: int
    ) -> None:
        self.day = day
        self.periods = periods
        self.groups = groups
        self.holders = [Holder() for _ in range(holders)]
        self.deals: list[Deal] = []
        self.queue: list[int] = []

    # what the books say

    def now(self) -> int:
        return next(n for n, each in enumerate(self.periods) if each.first <= self.day <= each.last)

    def books(self, holder: int, period: int) -> Books:
        return self.holders[holder].books.get(period, Books())

    def seats_taken(self, group: int) -> int:
        return sum(deal.group == group and deal.status in LIVING for deal in self.deals)

    def _vacancies(self, period: int) -> float:
        limit = self.periods[period].number_limit
        taken = sum(
            each.type == "funded" and each.status == "active" and self.books(n, period).nominal > 0
            for n, each in enumerate(self.holders)
        )
        return float("inf") if limit is None else max(limit - taken, 0)

    # certificates

    def _grant(self, holder: int, period: int) -> None:
        nominal = self.periods[period].nominal
        books = self.holders[holder].books.setdefault(period, Books())
        books.nominal += nominal
        books.available += nominal
        self.holders[holder].type = "funded"

    def _promote(self) -> None:
        while self.queue and self._vacancies(self.now()) > 0:
            self._grant(self.queue.pop(0), self.now())

    def _leave_queue(self, holder: int) -> None:
        if holder in self.queue:
            self.queue.remove(holder)

    def _current(self, holder: int) -> list[Books]:
        """Books of periods that have not ended."""
        return [
            books
            for period, books in self.holders[holder].books.items()
            if self.periods[period].last >= self.day
        ]

    def _revoke(self, holder: int) -> None:
        for books in self._current(holder):
            books.nominal -= books.available
            books.available = 0

    def fund(self, n: int) -> Answer:
        holder = self.holders[n]
        if holder.status != "active":
            return "certificate_not_active"
        if holder.type == "accounting":
            if n not in self.queue:
                self.queue.append(n)
            self._promote()
        return True

    def unfund(self, n: int) -> Answer:
        holder = self.holders[n]
        if holder.status != "active":
            return "certificate_not_active"
        if holder.type != "funded":
            return "accounting_certificate"
        if any(books.available != books.nominal for books in self._current(n)):
            return "committed_money"
        self._revoke(n)
        holder.type = "accounting"
        self._promote()
        return True

    def suspend(self, n: int) -> Answer:
        holder = self.holders[n]
        own = [deal for deal in self.deals if deal.holder == n]
        if any(deal.status == "active" for deal in own):
            return "active_contract"
        if holder.status != "active":
            return "certificate_not_active"
        self._leave_contracts(own)
        self._revoke(n)
        holder.status, holder.suspended_on = "suspended", self.day
        self._leave_queue(n)
        self._promote()
        return True

    def resume(self, n: int) -> Answer:
        holder, period = self.holders[n], self.periods[self.now()]
        if holder.suspended_on is None:
            return "certificate_not_suspended"
        if holder.suspended_on >= period.first:
            return "frozen_this_period"
        if holder.type == "funded" and self._vacancies(self.now()) == 0:
            return "no_vacancy"
        holder.status, holder.suspended_on = "active", None
        if holder.type == "funded":
            self._grant(n, self.now())
        return True

    def close(self, n: int) -> Answer:
        holder = self.holders[n]
        if holder.status == "closed":
            return "certificate_closed"
        self._leave_contracts([deal for deal in self.deals if deal.holder == n])
        for books in self._current(n):
            books.lapsed += books.available
            books.available = 0
        holder.status, holder.suspended_on = "closed", None
        self._leave_queue(n)
        self._promote()
        return True

    def _leave_contracts(self, deals: list[Deal]) -> None:
        """Applications end, contracts get notice, the month that has begun is paid."""
        for deal in deals:
            if deal.status in UNSIGNED:
                self._undo(deal, "refused")
            elif deal.status == "active" and deal.first > self.day:
                self._undo(deal, "withdrawn")
            elif deal.status == "active":
                self._give_notice(deal)
            if deal.status == "terminating":
                self._debit(deal, through=month_of(self.day))

    # the plan

    def set_nominal(self, nominal: int) -> Answer:
        period = self.periods[self.now()]
        change = nominal - period.nominal
        changed = [
            each.books[self.now()]
            for each in self.holders
            if each.type == "funded" and each.status == "active" and self.now() in each.books
        ]
        if any(books.available + change < 0 for books in changed):
            return "committed_money"
        for books in changed:
            books.nominal += change
            books.available += change
        period.nominal = nominal
        self._promote()
        return True

    def set_limit(self, number: int | None) -> Answer:
        self.periods[self.now()].number_limit = number
        self._promote()
        return True

    def limit_direction(self, number: int | None) -> Answer:
        self.periods[self.now()].direction_limit = number
        return True

    # contracts

    def apply(self, n: int, group: int, first: date) -> Answer:
        holder, lessons = self.holders[n], self.groups[group]
        paying = [self.now(), *([self.now() + 1] if self._may_book_ahead() else [])]
        period = next((p for p in paying if self._holds(p, first)), None)
        if obstacle := self._obstacle(n, group, paying, period, first):
            return obstacle
        assert period is not None
        plan = self.periods[period]
        if period != self.now() and not self.books(n, period).nominal:
            self._grant(n, period)
        free = self.books(n, period).available
        last = min(lessons.last, plan.last)
        share = Fraction((last - first).days + 1, (lessons.last - lessons.first).days + 1)
        paid = sum(
            sum(deal.months[month])
            for deal in self.deals
            if deal.holder == n and deal.group == group
            for month in deal.months
            if deal.state[month] != "released"
        )
        total = min(ceil(share * lessons.price), max(lessons.price - paid, 0))
        certificate = min(total, ceil(share * lessons.norm), free)
        amounts = zip(
            split(certificate, first, last), split(total - certificate, first, last), strict=True
        )
        deal = Deal(
            n,
            group,
            period,
            first,
            last,
            self.day,
            dict(zip(months(first, last), amounts, strict=True)),
        )
        deal.state = dict.fromkeys(deal.months, "planned")
        self.deals.append(deal)
        books = holder.books[period]
        books.available -= certificate
        books.reserved += certificate
        return True

    def _may_book_ahead(self) -> bool:
        return self.periods[self.now()].is_next_allowed and self.now() + 1 < len(self.periods)

    def _holds(self, period: int, day: date) -> bool:
        return self.periods[period].first <= day <= self.periods[period].last

    def _obstacle(
        self, n: int, group: int, paying: list[int], period: int | None, first: date
    ) -> str:
        """The first reason in the order of 6.1; empty when there is none."""
        holder, lessons = self.holders[n], self.groups[group]
        if holder.status != "active":
            return "certificate_not_active"
        if holder.type != "funded":
            return "accounting_certificate"
        if period is not None:
            plan, books = self.periods[period], self.books(n, period)
            free = books.available
            if period != self.now() and not books.nominal:
                free = plan.nominal if self._vacancies(period) > 0 else 0
            if free < 100:
                return "no_money"
            counted = sum(
                deal.period == period and deal.status in (*UNSIGNED, "active")
                for deal in self.deals
            )
            if plan.direction_limit is not None and counted >= plan.direction_limit:
                return "direction_limit"
        if self.seats_taken(group) >= lessons.seats:
            return "group_full"
        if any(
            deal.holder == n and deal.group == group and deal.status in LIVING
            for deal in self.deals
        ):
            return "already_applied"
        back = month_of(month_of(self.day) - timedelta(days=1))
        earliest = max(lessons.first, self.periods[paying[0]].first, back)
        latest = min(lessons.last, self.periods[paying[-1]].last)
        return "" if period is not None and earliest <= first <= latest else "dates"

    def allow_next(self) -> Answer:
        self.periods[self.now()].is_next_allowed = True
        return True

    def _gone(self, deal: Deal) -> str:
        """Why nothing can change in the contract; empty when it can."""
        return "plan_closed" if self.periods[deal.period].closed else ""

    def accept(self, d: int) -> Answer:
        deal = self.deals[d]
        if deal.status != "requested" or self._gone(deal):
            return self._gone(deal) or "wrong_status"
        deal.status, deal.accepted_on = "accepted", self.day
        return True

    def sign(self, d: int) -> Answer:
        deal = self.deals[d]
        if deal.status != "accepted" or self._gone(deal):
            return self._gone(deal) or "wrong_status"
        if deal.last < self.day:
            return "dates"
        deal.status = "active"
        self._debit(deal, through=max(month_of(self.day), month_of(deal.first)))
        return True

    def refuse(self, d: int) -> Answer:
        deal = self.deals[d]
        if deal.status not in UNSIGNED or self._gone(deal):
            return self._gone(deal) or "wrong_status"
        self._undo(deal, "refused")
        return True

    def withdraw(self, d: int) -> Answer:
        deal = self.deals[d]
        if deal.status not in (*UNSIGNED, "active") or self._gone(deal):
            return self._gone(deal) or "wrong_status"
        if self.is_invoiced(d):
            return "already_documented"
        if deal.status == "active" and deal.first <= self.day:
            return "already_started"
        self._undo(deal, "withdrawn")
        return True

    def is_invoiced(self, d: int) -> bool:
        """Documents are kept by whoever keeps them."""
        return False

    def terminate(self, d: int) -> Answer:
        deal = self.deals[d]
        if deal.status != "active" or self._gone(deal):
            return self._gone(deal) or "wrong_status"
        if deal.first > self.day:
            return "not_started"
        self._give_notice(deal)
        return True

    def _undo(self, deal: Deal, status: str) -> None:
        books = self.holders[deal.holder].books[deal.period]
        for month, (certificate, _parent) in deal.months.items():
            if deal.state[month] == "released":
                continue
            if deal.state[month] == "debited":
                books.debited -= certificate
            else:
                books.reserved -= certificate
            books.available += certificate
            deal.state[month] = "released"
        deal.status = status

    def _give_notice(self, deal: Deal) -> None:
        books = self.holders[deal.holder].books[deal.period]
        deal.status, deal.last = "terminating", min(last_of(self.day), deal.last)
        for month in deal.planned():
            if month > self.day:
                books.reserved -= deal.months[month][0]
                books.available += deal.months[month][0]
                deal.state[month] = "released"

    def _debit(self, deal: Deal, *, through: date) -> None:
        books = self.holders[deal.holder].books[deal.period]
        for month in deal.planned():
            if month <= through:
                books.reserved -= deal.months[month][0]
                books.debited += deal.months[month][0]
                deal.state[month] = "debited"

    # the 1st

    def turn(self, first: date) -> None:
        """The work of the 1st, on the 1st."""
        self.day = first
        for number, period in enumerate(self.periods):
            if period.last < first and not period.closed:
                self._close_period(number)
        self._renew()
        for deal in self.deals:
            if deal.status in SIGNED:
                self._debit(deal, through=first - timedelta(days=1))
                if deal.last < first:
                    deal.status = "closed"
        for deal in self.deals:
            if deal.status in SIGNED:
                self._debit(deal, through=first)
            if deal.status == "active" and deal.first <= first and deal.last <= last_of(first):
                deal.status = "terminating"
        for deal in self.deals:
            if deal.first < first and self._is_stale(deal, first):
                self._undo(deal, "refused")

    def _is_stale(self, deal: Deal, first: date) -> bool:
        before = month_of(first - timedelta(days=1))
        if deal.status == "requested":
            return deal.asked_on < first - timedelta(days=5) or deal.first < before
        if deal.status == "accepted":
            assert deal.accepted_on is not None
            return deal.accepted_on < first - timedelta(days=10) or deal.first < before
        return False

    def _close_period(self, number: int) -> None:
        for deal in self.deals:
            if deal.period == number and deal.status in UNSIGNED:
                self._undo(deal, "refused")
            if deal.period == number and deal.status in SIGNED:
                self._debit(deal, through=self.periods[number].last)
                deal.status = "closed"
        for holder in self.holders:
            if books := holder.books.get(number):
                books.lapsed += books.available
                books.available = 0
        self.periods[number].closed = True

    def _renew(self) -> None:
        period = self.now()
        for n, holder in enumerate(self.holders):
            waits = holder.type == "funded" and holder.status == "active"
            if waits and not self.books(n, period).nominal:
                if self._vacancies(period) > 0:
                    self._grant(n, period)
                else:
                    holder.type = "accounting"
                    self.queue.append(n)
        self._promote()
