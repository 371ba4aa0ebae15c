"""A new period begins: funded certificates get its nominal (R2.02, R8.03)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from certificates import ledger, notifications, queueing, registering
from certificates.models import Certificate, Entry
from reference.models import FundingPlan, Municipality
from users import audit
from users.models import AuditEvent

CHUNK = 10_000


def renew_chunk(
    municipality: Municipality, *, cursor: int, size: int, on: date, event: AuditEvent
) -> int | None:
    """Give the next funded certificates the nominal of the plan that holds the day (R2.02).

    In the order of their keys, as far as the limits of the category go; whoever is left becomes
    accounting and stands in the queue, where the municipality keeps one (R3.10, R3.12); vacancies
    that the new limits leave go to those who wait (R3.13). Certificates that have their nominal
    already (booked ahead) keep it; those of grown-up children get nothing more (R2.33).
    Returns the cursor, None when everybody has theirs.
    """
    plan = municipality.funding_plans.filter(status=FundingPlan.Status.OPEN).holding(on).first()
    if plan is None or plan.counts_hours:  # hours are granted with each social certificate (R6.57)
        return None
    ledger.hold(plan)
    locked = [queueing.lock(terms) for terms in plan.category_terms.order_by("pk")]
    where: dict[str, int | date | None] = {
        "plan": plan.pk,
        "of": municipality.pk,
        "after": cursor,
        "size": size,
        "born_after": registering.born_by(municipality, on=on),
    }
    with connection.cursor() as sql:
        sql.execute(NEXT_WITHOUT_ACCOUNT, where)
        chosen = [key for (key,) in sql.fetchall()]
        sql.execute(OPEN_ACCOUNTS, {**where, "chosen": chosen})
        opened = [key for (key,) in sql.fetchall()]
    if not chosen:
        _return_the_rest(plan, where, on=on, event=event)
        for terms in locked:
            queueing.promote(terms, on=on)
        return None
    ledger.post_selected(
        Entry.Kind.GRANT,
        """
        SELECT account.id AS account_id, terms.nominal AS amount, NULL::bigint AS contract_id,
            NULL::date AS month, 'grant:' || account.id || ':period' AS key
        FROM unnest(%s::bigint[]) AS opened (id)
        JOIN certificates_account account USING (id)
        JOIN reference_categoryterms terms
            ON terms.plan_id = account.plan_id AND terms.category_id = account.category_id
        ORDER BY account.id
        """,
        [opened],
        on=on,
        event=event,
    )
    return int(chosen[-1])


def renew(municipality: Municipality, *, on: date, event: AuditEvent) -> None:
    """All of it in the present transaction: a plan was approved when its period had begun."""
    cursor: int | None = 0
    while cursor is not None:
        cursor = renew_chunk(municipality, cursor=cursor, size=CHUNK, on=on, event=event)


def _return_the_rest(
    plan: FundingPlan, where: dict[str, int | date | None], *, on: date, event: AuditEvent
) -> None:
    """Whoever the limits left without a nominal becomes accounting, and waits where one can."""
    with connection.cursor() as sql:
        sql.execute(RETURN_THE_REST, {**where, "on": on})
        left_out = [row[0] for row in sql.fetchall()]
        if not left_out:
            return
        if plan.setting("queue_enabled"):
            sql.execute(QUEUE_THE_REST, {"left_out": left_out, "on": on})
            audit.record_each(event, "certificate.queued", Certificate, left_out)
        else:
            audit.record_each(event, "certificate.left_out", Certificate, left_out)
    notifications.left_without_nominal(plan, left_out)


# Funded certificates of the municipality that have nothing of the plan yet; an account that was
# emptied before the plan began is filled again, one that was lowered to nothing is not (R2.25).
# Each is asked for its own account, so that a chunk costs the same among many and among few.
WITHOUT_ACCOUNT = """
    FROM certificates_certificate certificate
    JOIN reference_categoryterms terms
        ON terms.category_id = certificate.category_id AND terms.plan_id = %(plan)s
    JOIN certificates_child child ON child.id = certificate.child_id
    WHERE certificate.municipality_id = %(of)s AND child.birth_date > %(born_after)s
        AND certificate.type = 'funded' AND certificate.status = 'active'
        AND (
            SELECT true FROM certificates_account account
            WHERE account.certificate_id = certificate.id AND account.plan_id = terms.plan_id
                AND (account.nominal > 0 OR terms.nominal = 0 OR account.lowered_on IS NOT NULL)
            LIMIT 1
        ) IS NULL
"""

NEXT_WITHOUT_ACCOUNT = f"""
    SELECT certificate.id {WITHOUT_ACCOUNT} AND certificate.id > %(after)s
    ORDER BY certificate.id LIMIT %(size)s
"""

# What is issued is counted only where there is a limit to compare it with.
OPEN_ACCOUNTS = f"""
    WITH issued AS (
        SELECT account.category_id, count(*) AS number, sum(account.nominal) AS amount
        FROM certificates_account account
        JOIN certificates_certificate certificate ON certificate.id = account.certificate_id
        WHERE account.plan_id = %(plan)s
            AND certificate.type = 'funded' AND certificate.status = 'active'
            AND (account.nominal > 0 OR account.lowered_on IS NOT NULL)
        GROUP BY account.category_id
    ), candidate AS (
        SELECT certificate.id, certificate.category_id, terms.nominal,
            terms.number_limit, terms.sum_limit,
            row_number() OVER (
                PARTITION BY certificate.category_id ORDER BY certificate.id
            ) AS place
        {WITHOUT_ACCOUNT} AND certificate.id = ANY(%(chosen)s)
    ), fitting AS (
        SELECT id, category_id, sum(nominal) OVER (ORDER BY id) AS amount
        FROM candidate
        WHERE (number_limit IS NULL OR place + coalesce(
                (SELECT number FROM issued WHERE issued.category_id = candidate.category_id), 0
            ) <= number_limit)
            AND (sum_limit IS NULL OR place * nominal + coalesce(
                (SELECT amount FROM issued WHERE issued.category_id = candidate.category_id), 0
            ) <= sum_limit)
    )
    INSERT INTO certificates_account
        (certificate_id, plan_id, category_id, nominal, available, reserved, debited, lapsed)
    SELECT fitting.id, plan.id, fitting.category_id, 0, 0, 0, 0, 0
    FROM fitting JOIN reference_fundingplan plan ON plan.id = %(plan)s
    WHERE plan.volume IS NULL OR fitting.amount + (
            SELECT coalesce(sum(nominal), 0) FROM certificates_account WHERE plan_id = %(plan)s
        ) <= plan.volume
    ORDER BY fitting.id
    ON CONFLICT (certificate_id, plan_id) DO UPDATE SET category_id = EXCLUDED.category_id
    RETURNING id
"""

RETURN_THE_REST = f"""
    WITH left_out AS (
        SELECT certificate.id {WITHOUT_ACCOUNT} ORDER BY certificate.id
        FOR NO KEY UPDATE OF certificate
    )
    UPDATE certificates_certificate
    SET type = 'accounting', type_changed_on = %(on)s, type_changed_at = portal_now()
    FROM left_out WHERE certificates_certificate.id = left_out.id
    RETURNING certificates_certificate.id
"""

QUEUE_THE_REST = """
    INSERT INTO certificates_queueplace (certificate_id, category_id, joined_on, is_promoted)
    SELECT id, category_id, %(on)s, false FROM certificates_certificate
    WHERE id = ANY(%(left_out)s) ORDER BY id
"""
