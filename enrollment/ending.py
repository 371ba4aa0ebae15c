"""What the 1st of the month does to contracts, by the thousand: debits and ends.

Every function takes one chunk after a cursor, in the order of contract numbers, and returns the
cursor of the next one, or None when nothing is left.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, models
from django.db.models import F

from certificates import ledger
from certificates.models import Entry
from enrollment import limiting, seating, waiting
from enrollment.models import BudgetPlace, Contract
from enrollment.models.budget_place import BudgetPlaceQuerySet
from programs.models import Group
from reference.days import Month
from reference.models import FundingPlan, Municipality
from users import audit
from users.models import AuditEvent


def debit_due(
    municipality: Municipality,
    *,
    through: Month,
    cursor: int,
    size: int,
    on: date,
    event: AuditEvent,
    plan: FundingPlan | None = None,
) -> tuple[ledger.Posted, int | None]:
    """Debit every planned month up to `through` of signed contracts, those that end included.

    Also the whole month of a contract that ends in it (R6.50). A contract that ends this month is
    then marked as ending (6.4).
    """
    plans = _hold_plans(municipality, plan)
    chunk, next_cursor = _chunk_of(
        Contract.objects.studying().filter(
            plan__in=plans,
            instalments__status="planned",
            instalments__month__lte=through.first_day,
        ),
        cursor,
        size,
    )
    if not chunk:
        return ledger.Posted(0, 0), next_cursor
    posted = ledger.post_selected(
        Entry.Kind.DEBIT,
        """
        SELECT contract.account_id, instalment.certificate_amount AS amount,
            contract.id AS contract_id, instalment.month,
            'debit:' || contract.id || ':' || to_char(instalment.month, 'YYYY-MM') AS key
        FROM enrollment_instalment instalment
        JOIN enrollment_contract contract ON contract.id = instalment.contract_id
        WHERE instalment.status = 'planned' AND instalment.month <= %s
            AND contract.id = ANY(%s)
        ORDER BY contract.id, instalment.month
        """,
        [through.first_day, chunk],
        on=on,
        event=event,
    )
    with connection.cursor() as sql:
        sql.execute(
            """
            UPDATE enrollment_instalment SET status = 'debited'
            WHERE status = 'planned' AND month <= %s AND contract_id = ANY(%s)
            """,
            [through.first_day, chunk],
        )
    return posted, next_cursor


def mark_ending(municipality: Municipality, *, month: Month) -> int:
    """Mark the contracts whose last day lies in this month as ending by time (6.4).

    One whose lessons are still ahead stays active: it can be withdrawn (R6.47). Returns how many.
    """
    plans = [plan.pk for plan in _hold_plans(municipality, None)]
    with connection.cursor() as sql:
        sql.execute(MARK_ENDING, {"plans": plans, "first": month.first_day, "last": month.last_day})
        marked = sql.fetchall()
    limiting.count_out_many(marked)
    return sum(row[-1] for row in marked)


# One statement, so that exactly the contracts that are marked leave the limits.
MARK_ENDING = """
    WITH last AS (
        SELECT id FROM enrollment_contract
        WHERE plan_id = ANY(%(plans)s) AND status = 'active'
            AND starts_on <= %(first)s AND ends_on <= %(last)s
        ORDER BY id FOR NO KEY UPDATE
    ), marked AS (
        UPDATE enrollment_contract AS contract SET status = 'terminating', ended_by = 'time'
        FROM last WHERE contract.id = last.id
        RETURNING contract.plan_id, contract.direction_id, contract.group_id, contract.provider_id
    )
    SELECT marked.plan_id, marked.direction_id, held.program_id, marked.provider_id, count(*)
    FROM marked JOIN programs_group AS held ON held.id = marked.group_id
    GROUP BY 1, 2, 3, 4
"""


def close_ended(
    municipality: Municipality,
    *,
    cursor: int,
    size: int,
    on: date,
    event: AuditEvent,
    plan: FundingPlan | None = None,
) -> tuple[int, int | None]:
    """Close contracts whose last day is past and free their seats. Returns how many (R6.52)."""
    plans = _hold_plans(municipality, plan)
    chunk, next_cursor = _chunk_of(
        Contract.objects.studying().filter(plan__in=plans, ends_on__lt=on), cursor, size
    )
    if not chunk:
        return 0, next_cursor
    contracts = Contract.objects.filter(pk__in=chunk)
    seating.leave_all(chunk, on=on)
    limiting.count_out_all(contracts.filter(status=Contract.Status.ACTIVE))
    audit.record_each(event, "contract.closed", Contract, chunk)
    contracts.filter(ended_by="").update(ended_by=Contract.Party.TIME)
    contracts.update(status=Contract.Status.CLOSED, decided_on=F("ends_on"))
    return len(chunk), next_cursor


def end_places(places: BudgetPlaceQuerySet, *, size: int, on: date, event: AuditEvent) -> int:
    """End places without money whose group's last day has passed. Returns how many.

    What nobody decided is withdrawn. Called again until nothing is left.
    """
    over = list(
        places.living()
        .filter(group__ends_on__lt=on)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .values_list("pk", "group_id")[:size]
    )
    if not over:
        return 0
    keys = [key for key, _group in over]
    groups = [group for _key, group in over]
    waiting.give_back_all(groups, on=on)
    audit.record_each(event, "place.finished", BudgetPlace, keys)
    ended = BudgetPlace.objects.filter(pk__in=keys)
    ended.filter(status=BudgetPlace.Status.NEW).update(
        status=BudgetPlace.Status.WITHDRAWN, decided_on=on
    )
    ended.filter(status=BudgetPlace.Status.ACTIVE).update(
        status=BudgetPlace.Status.LEFT,
        left_on=models.Subquery(
            Group.objects.filter(pk=models.OuterRef("group")).values("ends_on")
        ),
    )
    return len(over)


def _hold_plans(municipality: Municipality, plan: FundingPlan | None) -> list[FundingPlan]:
    """The plans whose contracts are worked on, each held against closing meanwhile."""
    plans = (
        [plan]
        if plan
        else list(municipality.funding_plans.filter(status=FundingPlan.Status.OPEN).order_by("id"))
    )
    for each in plans:
        ledger.hold(each, closing=plan is not None)
    return plans


def _chunk_of(
    contracts: models.QuerySet[Contract], cursor: int, size: int
) -> tuple[list[int], int | None]:
    """The next contracts after the cursor, locked in the order of their numbers, and the cursor.

    Whoever ended while the lock was waited for is left out: another run was there.
    """
    chosen = list(
        contracts.filter(pk__gt=cursor)
        .order_by("pk")
        .distinct()
        .values_list("pk", flat=True)[:size]
    )
    locked = list(
        Contract.objects.studying()
        .select_for_update(of=("self",), no_key=True)
        .filter(pk__in=chosen)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return locked, chosen[-1] if len(chosen) == size else None
