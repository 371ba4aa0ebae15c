"""Documents between provider and payer once more, in plain Python (section 7 of the rules).

One provider, one payer: an advance of four fifths, an invoice of what was taught, the offset of
what was paid too much, what returns to the child with the payment; a contract deleted as erroneous.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.enrollment.oracle import UNSIGNED, Answer, Oracle, last_of, month_of

VOID = ("returned", "removed")
ADVANCE_PERCENT = 80


def half_up(over: int, under: int) -> int:
    return (2 * over + under) // (2 * under)


@dataclass
class Paper:
    """An advance or an invoice; its lines are contract → (instalment, asked)."""

    kind: str
    period: int
    month: date
    lines: dict[int, tuple[int, int]]
    advanced: int = 0
    carried_in: int = 0
    status: str = "not_viewed"

    @property
    def total(self) -> int:
        return sum(asked for _instalment, asked in self.lines.values())

    @property
    def left(self) -> int:
        return self.total - self.advanced - self.carried_in

    @property
    def carried_out(self) -> int:
        return max(-self.left, 0)


class Bookkeeper(Oracle):
    """The rules of certificates and contracts, and of the documents that stand on them."""

    papers: list[Paper]
    taught: dict[tuple[int, date], tuple[int, int]]

    def open_books(self) -> None:
        self.papers, self.taught = [], {}

    def _living(self, period: int, kind: str = "", month: date | None = None) -> list[Paper]:
        return [
            paper
            for paper in self.papers
            if paper.status not in VOID
            and paper.period == period
            and kind in ("", paper.kind)
            and month in (None, paper.month)
        ]

    def _overpaid(self, period: int) -> int:
        return sum(paper.carried_out - paper.carried_in for paper in self._living(period))

    def is_invoiced(self, d: int) -> bool:
        return any(d in paper.lines for paper in self._living(self.deals[d].period, "invoice"))

    # the provider

    def deliver(self, d: int, month: date, held: int) -> Answer:
        """Four lessons were planned."""
        deal = self.deals[d]
        if month not in deal.months:
            return "dates"
        if any(d in paper.lines for paper in self._living(deal.period, "invoice", month)):
            return "already_documented"
        self.taught[d, month] = (held, 4)
        return True

    def advance(self) -> Answer:
        period, month = self.now(), month_of(self.day)
        fortnight = (month + timedelta(days=n) for n in range(14))
        working = [day for day in fortnight if day.weekday() < 5]
        if self.day < working[1]:
            return "dates"
        if self._living(period, "invoice", month) or self._living(period, "advance", month):
            return "already_documented"
        lines = {
            d: (amount, half_up(amount * ADVANCE_PERCENT, 100))
            for d, amount in self._debited(period, month)
        }
        self._write(Paper("advance", period, month, lines))
        return True

    def invoice(self, month: date) -> Answer:
        present = month_of(self.day)
        period = next(n for n, each in enumerate(self.periods) if each.first <= month <= each.last)
        if month.month == 12 and present > month:
            return "month_closed"
        if present <= month and not (month.month == 12 and present == month):
            return "dates"
        if self._living(period, "invoice", month):
            return "already_documented"
        for deal in self.deals:
            if deal.period == period and deal.status in UNSIGNED and deal.first <= last_of(month):
                self._undo(deal, "refused")
        lines = {}
        for d, amount in self._debited(period, month):
            held, planned = self.taught.get((d, month), (1, 1))
            lines[d] = (amount, half_up(amount * held, planned))
        advances = self._living(period, "advance", month)
        self._write(Paper("invoice", period, month, lines, sum(each.total for each in advances)))
        return True

    def _debited(self, period: int, month: date) -> list[tuple[int, int]]:
        return [
            (d, deal.months[month][0])
            for d, deal in enumerate(self.deals)
            if deal.period == period
            and deal.state.get(month) == "debited"
            and deal.months[month][0]
        ]

    def _write(self, paper: Paper) -> None:
        paper.carried_in = self._overpaid(paper.period)
        self.papers.append(paper)

    def remove(self, p: int) -> Answer:
        return self._make_void(self.papers[p], "removed", "not_viewed")

    # the payer

    def take(self, p: int) -> Answer:
        paper = self.papers[p]
        if paper.status != "not_viewed":
            return "already_paid" if paper.status == "paid" else "wrong_status"
        paper.status = "in_work"
        return True

    def give_back(self, p: int) -> Answer:
        return self._make_void(self.papers[p], "returned", "not_viewed", "in_work")

    def _make_void(self, paper: Paper, status: str, *before: str) -> Answer:
        if paper.status not in before:
            return "already_paid" if paper.status == "paid" else "wrong_status"
        if paper.kind == "advance" and self._living(paper.period, "invoice", paper.month):
            return "deducted"
        if self._overpaid(paper.period) - paper.carried_out + paper.carried_in < 0:
            return "offset_used"
        paper.status = status
        return True

    def pay(self, p: int) -> Answer:
        """What was not taught returns to the child, or to the budget where nobody can use it."""
        paper = self.papers[p]
        if paper.status not in ("not_viewed", "in_work"):
            return "already_paid" if paper.status == "paid" else "wrong_status"
        paper.status = "paid"
        if paper.kind == "invoice":
            for d, (instalment, asked) in paper.lines.items():
                holder = self.holders[self.deals[d].holder]
                books = holder.books[paper.period]
                books.debited -= instalment - asked
                books.available += instalment - asked
                if instalment > asked:
                    self._pass_on(d)
        return True

    def _pass_on(self, d: int) -> None:
        deal = self.deals[d]
        holder = self.holders[deal.holder]
        if self.periods[deal.period].closed or (holder.type, holder.status) != ("funded", "active"):
            books = holder.books[deal.period]
            books.lapsed += books.available
            books.available = 0

    # the operator

    def delete(self, d: int) -> Answer:
        """As if it had never been; what is paid, or waits for payment, stands."""
        deal = self.deals[d]
        if self._gone(deal):
            return "plan_closed"
        if deal.status == "deleted":
            return "wrong_status"
        papers = [paper for paper in self._living(deal.period) if d in paper.lines]
        if papers:
            is_paid = any(paper.status == "paid" for paper in papers)
            return "already_paid" if is_paid else "already_documented"
        self._undo(deal, "deleted")
        self._pass_on(d)
        return True
