"""The end of a period: what was not spent goes back to the municipal budget (section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, Sum

from certificates import ledger, planning
from certificates.models import Account, Entry
from enrollment import ending, enrolling, lifecycle, seating
from enrollment.models import ClosingProtocol, Contract
from providers import agreeing
from reference.days import Month
from reference.models import CategoryTerms, FundingPlan, Municipality
from users import audit
from users.models import AuditEvent

REFUSALS = 100  # one by one, with a letter each: late payments should not wait long for the locks


@dataclass(frozen=True)
class ProtocolRow:
    """What a category comes to, in kopecks; `lapsed` is what lapses or has lapsed."""

    terms: CategoryTerms
    certificates: int
    volume: int
    issued: int
    debited: int
    lapsed: int

    @property
    def never_issued(self) -> int:
        return self.volume - self.issued

    @property
    def returned_to_budget(self) -> int:
        return self.never_issued + self.lapsed


def preview(plan: FundingPlan) -> list[ProtocolRow]:
    """The protocol as it would be today, reserves counted as debited; nothing is written."""
    rows = []
    for terms in plan.category_terms.select_related("category"):
        sums = planning.picture(plan, terms)
        rows.append(
            ProtocolRow(
                terms=terms,
                certificates=sums.certificates,
                volume=sums.volume,
                issued=sums.issued,
                debited=sums.debited + sums.reserved,
                lapsed=sums.lapsed + sums.available,
            )
        )
    return rows


def ended_plan(municipality: Municipality, *, on: date) -> FundingPlan | None:
    """The oldest period that has ended before the day and is not closed yet (R8.03)."""
    unclosed = (FundingPlan.Status.OPEN, FundingPlan.Status.CLOSING)
    return (
        municipality.funding_plans.filter(status__in=unclosed, ends_on__lt=on)
        .order_by("starts_on")
        .first()
    )


def is_due(municipality: Municipality, on: date) -> bool:
    """Whether the work of this month closes a period: unspent money then returns for good."""
    return ended_plan(municipality, on=Month.of(on).first_day) is not None


def close_chunk(plan: FundingPlan, *, cursor: int, size: int, on: date, event: AuditEvent) -> int:
    """One chunk of closing an ended period; called again until the plan is closed (R8.03).

    The plan is held alone, so the plan turns to `closing` when nobody writes in it; from then on
    only what the payer pays late comes in, between two chunks. Returns the cursor: it walks over
    the contracts with a minus sign, then over the accounts.
    """
    ledger.hold_alone(plan, closing=True)
    plan = FundingPlan.objects.select_related("municipality__region").get(pk=plan.pk)
    if plan.status == FundingPlan.Status.CLOSED:  # by another run that was waited for
        return 0
    if plan.status == FundingPlan.Status.OPEN:
        FundingPlan.objects.filter(pk=plan.pk).update(status=FundingPlan.Status.CLOSING)
        return 0
    # nothing may lapse before all contracts are done: what they return has to lapse too
    if cursor <= 0:
        last_contract = _end_contracts(plan, after=-cursor, size=size, on=on, event=event)
        if last_contract is not None:
            return -last_contract
    last_account = _lapse_chunk(plan, cursor=max(cursor, 0), size=size, on=on, event=event)
    if last_account is not None:
        return last_account
    if Account.objects.filter(plan=plan, available__gt=0).exists():
        return 0  # something came back behind the cursor: once more from the beginning
    _write_protocol(plan, on=on)
    FundingPlan.objects.filter(pk=plan.pk).update(
        status=FundingPlan.Status.CLOSED, closed_on=on, settings=_without_leave(plan)
    )
    agreeing.archive(plan, event=event)
    audit.record(event.by, "plan.closed", plan, job=event.job)
    return 0


def _without_leave(plan: FundingPlan) -> dict[str, Any]:
    """The plan's settings when its period is over: the leave to book ahead is cleared (R3.16)."""
    name = "future_period_contracts_allowed"
    return {key: value for key, value in plan.settings.items() if key != name}


def _end_contracts(
    plan: FundingPlan, *, after: int, size: int, on: date, event: AuditEvent
) -> int | None:
    """Finish the next contracts of the period. Returns the last of them, None after all."""
    unsigned = plan.contracts.filter(status__in=enrolling.UNSIGNED).order_by("pk")
    applications = lifecycle.lock_together(unsigned[:REFUSALS], closing=True)
    for contract in applications:
        enrolling.refuse(
            contract, Contract.Refusal.OVERDUE, by=event.by, on=on, job=event.job or "month turn"
        )
    if applications:
        return after
    chunk, _cursor = ending.next_of_plan(plan, cursor=after, size=size)
    seating.lock_groups(chunk)  # before the accounts
    ending.debit_months(chunk, through=Month.of(plan.ends_on), on=plan.ends_on, event=event)
    ending.close(chunk, on=on, event=event)
    return chunk[-1] if chunk else None


def _lapse_chunk(
    plan: FundingPlan, *, cursor: int, size: int, on: date, event: AuditEvent
) -> int | None:
    """Lapse the free money of the next accounts. Returns the last of them, None after all.

    Nothing is carried over (R8.01); a certificate that chose nothing returns its whole nominal
    (R8.02).
    """
    with connection.cursor() as sql:
        sql.execute(
            """
            SELECT max(id) FROM (
                SELECT id FROM certificates_account
                WHERE plan_id = %s AND id > %s ORDER BY id LIMIT %s
            ) AS chunk
            """,
            [plan.pk, cursor, size],
        )
        last = sql.fetchone()[0]
    if last is None:
        return None
    ledger.post_selected(
        Entry.Kind.LAPSE,
        """
        SELECT id AS account_id, available AS amount, NULL::bigint AS contract_id,
            NULL::date AS month, 'lapse:' || id || ':' || %s AS key
        FROM certificates_account
        WHERE plan_id = %s AND id > %s AND id <= %s AND available > 0
        ORDER BY id
        """,
        [str(event.pk), plan.pk, cursor, last],
        on=plan.ends_on,
        event=event,
    )
    return int(last)


def _write_protocol(plan: FundingPlan, *, on: date) -> None:
    """Write the protocol (R8.04); its constraints refuse what does not balance."""
    ClosingProtocol.objects.bulk_create(
        ClosingProtocol(
            plan=plan,
            category=row.terms.category,
            certificates=row.certificates,
            volume=row.volume,
            issued=row.issued,
            never_issued=row.never_issued,
            debited=row.debited,
            lapsed=row.lapsed,
        )
        for row in preview(plan)
    )
    left = Account.objects.filter(plan=plan).aggregate(
        unsettled=Count("id", filter=Q(available__gt=0) | Q(reserved__gt=0)),
        debited=Sum("debited", default=0),
        lapsed=Sum("lapsed", default=0),
        nominal=Sum("nominal", default=0),
    )
    written = plan.closing_protocol.aggregate(
        debited=Sum("debited", default=0), lapsed=Sum("lapsed", default=0)
    )
    if left["unsettled"] or left["nominal"] != written["debited"] + written["lapsed"]:
        raise UnbalancedClosing(plan, left, written)


class UnbalancedClosing(Exception):
    """The protocol does not balance, so the close does not commit: people have to look."""
