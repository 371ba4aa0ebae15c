"""The closing protocol of a period as people read it: before the end a preview, then the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment import closing
from reference.models import FundingPlan

NOT_DISTRIBUTED = _("not distributed among categories")


@dataclass(frozen=True)
class Row:
    """What a category, or all of them together, come to; sums in kopecks."""

    category: str | Promise
    certificates: int
    volume: int
    issued: int
    never_issued: int
    debited: int
    lapsed: int

    @property
    def returned_to_budget(self) -> int:
        return self.never_issued + self.lapsed

    @property
    def balances(self) -> bool:
        """Volume = never issued + issued, issued = debited + lapsed (R8.04)."""
        return (
            self.volume == self.never_issued + self.issued
            and self.issued == self.debited + self.lapsed
        )


@dataclass(frozen=True)
class Protocol:
    """The rows of a plan with their total."""

    plan: FundingPlan
    rows: list[Row]
    total: Row

    @property
    def is_final(self) -> bool:
        """Written down for good; else a preview that may still change."""
        return self.plan.status == FundingPlan.Status.CLOSED

    @property
    def closed_on(self) -> date | None:
        return self.plan.closed_on

    @property
    def balances(self) -> bool:
        return self.total.balances and all(row.balances for row in self.rows)


def protocol_of(plan: FundingPlan) -> Protocol:
    """The plan's protocol: the record when it is closed, what it would be today otherwise."""
    if plan.status == FundingPlan.Status.CLOSED:
        rows = [
            Row(
                line.category.name,
                line.certificates,
                line.volume,
                line.issued,
                line.never_issued,
                line.debited,
                line.lapsed,
            )
            for line in plan.closing_protocol.select_related("category")
        ]
    else:
        rows = [
            Row(
                line.terms.category.name,
                line.certificates,
                line.volume,
                line.issued,
                line.never_issued,
                line.debited,
                line.lapsed,
            )
            for line in closing.preview(plan)
        ]
    rows += _undistributed(plan, rows)
    return Protocol(plan, rows, _total(rows))


def _undistributed(plan: FundingPlan, rows: list[Row]) -> list[Row]:
    """What the plan's volume has beyond its categories: it was never issued either (R3.06)."""
    rest = (plan.volume or 0) - sum(row.volume for row in rows)
    return [Row(NOT_DISTRIBUTED, 0, rest, 0, rest, 0, 0)] if rest > 0 else []


def _total(rows: list[Row]) -> Row:
    return Row(
        "",
        sum(row.certificates for row in rows),
        sum(row.volume for row in rows),
        sum(row.issued for row in rows),
        sum(row.never_issued for row in rows),
        sum(row.debited for row in rows),
        sum(row.lapsed for row in rows),
    )
