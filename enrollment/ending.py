"""What the 1st of the month does to contracts, by the thousand: debits and ends.

Every function takes one chunk after a cursor, in the order of contract numbers, and returns the
cursor of the next one, or None when nothing is left.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, models

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
) -> tuple[ledger.Posted, int | None]:
    """Debit every planned month up to `through` of signed contracts, those that end included.

    Also the whole month of a contract that ends in it (R6.50). A contract that ends this month is
    then marked as ending (6.4).
    """
    plans = _hold_plans(municipality)
    due: dict[str, Any] = {"plans": plans, "through": through.first_day}
    with connection.cursor() as sql:
        sql.execute(IS_ANYTHING_DUE, due)
        if not sql.fetchone()[0]:
            return ledger.Posted(0, 0), None
    chunk, next_cursor = _chunk_of(HAS_DUE_MONTHS, due, cursor, size)
    return debit_months(chunk, through=through, on=on, event=event), next_cursor


def debit_months(
    contract_keys: list[int], *, through: Month, on: date, event: AuditEvent
) -> ledger.Posted:
    """Debit the planned months of these contracts up to `through`. The contracts are locked."""
    if not contract_keys:
        return ledger.Posted(0, 0)
    posted = ledger.post_selected(
        Entry.Kind.DEBIT,
        """
        SELECT contract.account_id, instalment.certificate_amount AS amount,
            contract.id AS contract_id, instalment.month,
            'debit:' || contract.id || ':' || to_char(instalment.month, 'YYYY-MM') AS key
        FROM unnest(%s::bigint[]) AS due (id)
        JOIN enrollment_contract contract USING (id)
        JOIN enrollment_instalment instalment ON instalment.contract_id = contract.id
        WHERE instalment.status = 'planned' AND instalment.month <= %s
        ORDER BY contract.id, instalment.month
        """,
        [contract_keys, through.first_day],
        on=on,
        event=event,
    )
    with connection.cursor() as sql:
        sql.execute(
            """
            UPDATE enrollment_instalment AS instalment SET status = 'debited'
            FROM unnest(%s::bigint[]) AS due (id)
            WHERE instalment.contract_id = due.id
                AND instalment.status = 'planned' AND instalment.month <= %s
            """,
            [contract_keys, through.first_day],
        )
    return posted


# Asked from the months: nearly all of those that are planned lie ahead.
IS_ANYTHING_DUE = """
    SELECT EXISTS (
        SELECT FROM enrollment_instalment instalment
        JOIN enrollment_contract contract ON contract.id = instalment.contract_id
        WHERE instalment.status = 'planned' AND instalment.month <= %(through)s
            AND contract.plan_id = ANY(%(plans)s) AND contract.status IN ('active', 'terminating')
    )
"""

# Asked of one contract after another, so that a chunk costs the same among many and among few.
HAS_DUE_MONTHS = """
    (SELECT true FROM enrollment_instalment instalment
    WHERE instalment.contract_id = contract.id
        AND instalment.status = 'planned' AND instalment.month <= %(through)s LIMIT 1)
"""


def mark_ending(municipality: Municipality, *, month: Month, size: int) -> int:
    """Mark the next contracts whose last day lies in this month as ending by time (6.4).

    One whose lessons are still ahead stays active: it can be withdrawn (R6.47). Returns how many.
    """
    plans = _hold_plans(municipality)
    where: dict[str, Any] = {
        "plans": plans,
        "first": month.first_day,
        "last": month.last_day,
        "size": size,
    }
    with connection.cursor() as sql:
        sql.execute(MARK_ENDING, where)
        marked = sql.fetchall()
    limiting.count_out_many(marked)
    return sum(row[-1] for row in marked)


# One statement, so that exactly the contracts that are marked leave the limits.
MARK_ENDING = """
    WITH last AS (
        SELECT id FROM enrollment_contract
        WHERE plan_id = ANY(%(plans)s) AND status = 'active'
            AND starts_on <= %(first)s AND ends_on <= %(last)s
        ORDER BY id LIMIT %(size)s FOR NO KEY UPDATE
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
    municipality: Municipality, *, cursor: int, size: int, on: date, event: AuditEvent
) -> tuple[int, int | None]:
    """Close contracts whose last day is past and free their seats. Returns how many (R6.52)."""
    plans = _hold_plans(municipality)
    chunk, next_cursor = _chunk_of(
        "contract.ends_on < %(on)s", {"plans": plans, "on": on}, cursor, size
    )
    close(chunk, on=on, event=event)
    return len(chunk), next_cursor


def next_of_plan(plan: FundingPlan, *, cursor: int, size: int) -> tuple[list[int], int | None]:
    """The next contracts of a plan under which children are taught, locked, and the cursor."""
    return _chunk_of("true", {"plans": [plan.pk]}, cursor, size)


def close(contract_keys: list[int], *, on: date, event: AuditEvent) -> None:
    """Close these contracts on their last day and free their seats. They are locked (R6.52)."""
    if not contract_keys:
        return
    seating.leave_all(contract_keys, on=on)
    contracts = Contract.objects.filter(pk__among=contract_keys)
    limiting.count_out_all(contracts.filter(status=Contract.Status.ACTIVE))
    audit.record_each(event, "contract.closed", Contract, contract_keys)
    with connection.cursor() as sql:
        sql.execute(
            """
            UPDATE enrollment_contract SET status = 'closed', decided_on = ends_on,
                ended_by = coalesce(nullif(ended_by, ''), 'time')
            WHERE id = ANY(%s)
            """,
            [contract_keys],
        )


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
    ended = BudgetPlace.objects.filter(pk__among=keys)
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


def _hold_plans(municipality: Municipality) -> list[int]:
    """The plans whose contracts are worked on, each held against closing meanwhile."""
    plans = municipality.funding_plans.filter(status=FundingPlan.Status.OPEN).order_by(
        "starts_on", "pk"
    )
    for plan in plans:
        ledger.hold(plan)
    return [plan.pk for plan in plans]


def _chunk_of(
    condition: str, params: dict[str, Any], cursor: int, size: int
) -> tuple[list[int], int | None]:
    """The next contracts after the cursor, locked in the order of their numbers, and the cursor.

    Whoever ended while the lock was waited for is left out: another run was there. The condition
    is SQL of this module.
    """
    with connection.cursor() as sql:
        sql.execute(
            f"""
            SELECT contract.id FROM enrollment_contract contract
            WHERE contract.plan_id = ANY(%(plans)s) AND contract.id > %(cursor)s
                AND contract.status IN ('active', 'terminating') AND {condition}
            ORDER BY contract.id LIMIT %(size)s
            """,
            {**params, "cursor": cursor, "size": size},
        )
        chosen = [key for (key,) in sql.fetchall()]
    locked = list(
        Contract.objects.studying()
        .select_for_update(of=("self",), no_key=True)
        .filter(pk__among=chosen)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return locked, chosen[-1] if len(chosen) == size else None
