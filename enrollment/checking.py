"""The promises of the funding engine, asked of the records (engine: “what must always hold”).

Each promise is one query that returns the rows which break it. Everything is read in one snapshot,
nothing is ever repaired here: a difference is for people to look at.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from enrollment import document_promises


@dataclass(frozen=True)
class Difference:
    """A record that breaks a promise: which promise, which record, what was found."""

    promise: str
    key: str
    found: str


PROMISES: dict[str, str] = document_promises.PROMISES | {
    "balances are the sums of their entries": """
        SELECT account.id::text, format(
            'nominal %s, by entries %s; available %s, by entries %s; reserved %s, by entries %s; '
            'debited %s, by entries %s; lapsed %s, by entries %s',
            nominal, by_nominal, available, by_available, reserved, by_reserved,
            debited, by_debited, lapsed, by_lapsed)
        FROM certificates_account account
        LEFT JOIN (
            SELECT account_id,
                sum(CASE 'plan' WHEN source THEN amount WHEN target THEN -amount ELSE 0 END)
                    AS by_nominal,
                sum(CASE 'available' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                    AS by_available,
                sum(CASE 'reserved' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                    AS by_reserved,
                sum(CASE 'debited' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                    AS by_debited,
                sum(CASE 'lapsed' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END)
                    AS by_lapsed
            FROM certificates_entry GROUP BY account_id
        ) AS entries ON entries.account_id = account.id
        WHERE (nominal, available, reserved, debited, lapsed) IS DISTINCT FROM
            (coalesce(by_nominal, 0), coalesce(by_available, 0), coalesce(by_reserved, 0),
             coalesce(by_debited, 0), coalesce(by_lapsed, 0))
    """,
    "a nominal is the sum of its places and nothing is negative": """
        SELECT id::text, format('nominal %s, places %s %s %s %s',
            nominal, available, reserved, debited, lapsed)
        FROM certificates_account
        WHERE nominal <> available + reserved + debited + lapsed
            OR least(available, reserved, debited, lapsed) < 0
    """,
    "reserved money is the unpaid months of living contracts": """
        SELECT account.id::text, format('reserved %s, planned months %s',
            account.reserved, coalesce(planned.amount, 0))
        FROM certificates_account account
        LEFT JOIN (
            SELECT contract.account_id, sum(instalment.certificate_amount) AS amount
            FROM enrollment_instalment instalment
            JOIN enrollment_contract contract ON contract.id = instalment.contract_id
            WHERE instalment.status = 'planned'
                AND contract.status IN ('requested', 'accepted', 'active', 'terminating')
            GROUP BY contract.account_id
        ) AS planned ON planned.account_id = account.id
        WHERE account.reserved <> coalesce(planned.amount, 0)
    """,
    "the months of a contract add up to its parts": """
        SELECT contract.id::text, format('parts %s and %s, months %s and %s',
            contract.certificate_part, contract.parent_part, months.certificate, months.parent)
        FROM enrollment_contract contract
        JOIN (
            SELECT contract_id, sum(certificate_amount) AS certificate,
                sum(parent_amount) AS parent
            FROM enrollment_instalment GROUP BY contract_id
        ) AS months ON months.contract_id = contract.id
        WHERE contract.certificate_part <> months.certificate
            OR contract.parent_part <> months.parent
    """,
    "debited months have their entries, and entries their months": """
        SELECT coalesce(months.contract_id, entries.contract_id)::text,
            format('%s: months %s, entries %s',
                coalesce(months.month, entries.month), months.amount, entries.amount)
        FROM (
            SELECT contract_id, month, certificate_amount AS amount
            FROM enrollment_instalment WHERE status = 'debited' AND certificate_amount > 0
        ) AS months
        FULL JOIN (
            SELECT contract_id, month,
                sum(CASE WHEN reverses_id IS NULL THEN amount ELSE -amount END) AS amount
            FROM certificates_entry WHERE kind = 'debit'
            GROUP BY contract_id, month
            HAVING sum(CASE WHEN reverses_id IS NULL THEN amount ELSE -amount END) <> 0
        ) AS entries USING (contract_id, month)
        WHERE months.amount IS DISTINCT FROM entries.amount
    """,
    "a reversal undoes exactly its entry": """
        SELECT reversal.id::text, format('%s %s undoes %s %s', reversal.account_id,
            reversal.amount, entry.account_id, entry.amount)
        FROM certificates_entry reversal
        JOIN certificates_entry entry ON entry.id = reversal.reverses_id
        WHERE (reversal.account_id, reversal.kind, reversal.amount, reversal.contract_id,
                reversal.month)
            IS DISTINCT FROM
            (entry.account_id, entry.kind, entry.amount, entry.contract_id, entry.month)
    """,
    "an account serves the contracts of its own certificate and plan": """
        SELECT contract.id::text, 'account ' || contract.account_id
        FROM enrollment_contract contract
        JOIN certificates_account account ON account.id = contract.account_id
        WHERE account.certificate_id <> contract.certificate_id
            OR account.plan_id <> contract.plan_id
    """,
    "a plan issues no more than its volume": """
        SELECT plan.id::text, format('volume %s, issued %s', plan.volume, sum(account.nominal))
        FROM reference_fundingplan plan
        JOIN certificates_account account ON account.plan_id = plan.id
        WHERE plan.volume IS NOT NULL
        GROUP BY plan.id HAVING sum(account.nominal) > plan.volume
    """,
    "a closed plan has nothing left and balances": """
        SELECT plan.id::text, format('available %s, reserved %s, debited and lapsed %s of %s',
            sum(account.available), sum(account.reserved),
            sum(account.debited + account.lapsed), protocol.issued)
        FROM reference_fundingplan plan
        JOIN certificates_account account ON account.plan_id = plan.id
        LEFT JOIN (
            SELECT plan_id, sum(issued) AS issued
            FROM enrollment_closingprotocol GROUP BY plan_id
        ) AS protocol ON protocol.plan_id = plan.id
        WHERE plan.status = 'closed'
        GROUP BY plan.id, protocol.issued
        HAVING sum(account.available + account.reserved) > 0
            OR sum(account.nominal) IS DISTINCT FROM protocol.issued
    """,
    "seats taken are the living contracts, places and offers of the group": """
        SELECT held.id::text, format('taken %s, living %s', held.seats_taken, living.seats)
        FROM programs_group held
        JOIN LATERAL (
            SELECT (SELECT count(DISTINCT certificate_id) FROM enrollment_contract contract
                    WHERE contract.group_id = held.id AND contract.status IN
                        ('requested', 'accepted', 'active', 'terminating'))
                + (SELECT count(*) FROM enrollment_budgetplace place
                    WHERE place.group_id = held.id AND place.status IN ('new', 'active'))
                + (SELECT count(*) FROM enrollment_waitingplace offer
                    WHERE offer.group_id = held.id AND offer.left_on IS NULL
                        AND offer.offered_until IS NOT NULL)
                AS seats
        ) AS living ON true
        WHERE held.seats_taken <> living.seats
    """,
    "directions count the contracts that stand against their limits": """
        SELECT direction.id::text, format('taken %s, counted %s', direction.taken, (
            SELECT count(*) FROM enrollment_contract contract
            WHERE contract.plan_id = direction.plan_id
                AND contract.direction_id = direction.direction_id
                AND contract.status IN ('requested', 'accepted', 'active')))
        FROM reference_directionlimit direction
        WHERE direction.taken <> (
            SELECT count(*) FROM enrollment_contract contract
            WHERE contract.plan_id = direction.plan_id
                AND contract.direction_id = direction.direction_id
                AND contract.status IN ('requested', 'accepted', 'active'))
    """,
    "programs and providers count the contracts that stand against their limits": """
        SELECT 'program ' || counter.program_id, format('taken %s, counted %s', taken, counted)
        FROM enrollment_programlimit counter
        CROSS JOIN LATERAL (
            SELECT count(*) AS counted FROM enrollment_contract contract
            JOIN programs_group held ON held.id = contract.group_id
            WHERE held.program_id = counter.program_id
                AND contract.status IN ('requested', 'accepted', 'active')
        ) AS contracts
        WHERE taken <> counted
        UNION ALL
        SELECT 'provider ' || counter.provider_id, format('taken %s, counted %s', taken, counted)
        FROM enrollment_providerlimit counter
        CROSS JOIN LATERAL (
            SELECT count(*) AS counted FROM enrollment_contract contract
            WHERE contract.provider_id = counter.provider_id
                AND contract.status IN ('requested', 'accepted', 'active')
        ) AS contracts
        WHERE taken <> counted
    """,
    "one living certificate per child, one living contract per child and module": """
        SELECT child_id::text, 'certificates ' || count(*)
        FROM certificates_certificate WHERE status <> 'closed'
        GROUP BY child_id HAVING count(*) > 1
        UNION ALL
        SELECT one.certificate_id::text, format('contracts of module %s on the same days: %s, %s',
            one.module_id, one.id, another.id)
        FROM enrollment_contract one
        JOIN enrollment_contract another USING (certificate_id, module_id)
        WHERE one.id < another.id
            AND one.status IN ('requested', 'accepted', 'active', 'terminating')
            AND another.status IN ('requested', 'accepted', 'active', 'terminating')
            AND NOT (another.continues_id IS NOT NULL AND one.ends_on < another.starts_on)
        UNION ALL
        SELECT before.child_id::text, format('contracts of module %s on the same days: %s, %s',
            one.module_id, one.id, another.id)
        FROM certificates_certificate before
        JOIN enrollment_contract one ON one.certificate_id = before.id
        JOIN certificates_certificate after
            ON after.child_id = before.child_id AND after.id <> before.id
        JOIN enrollment_contract another
            ON another.certificate_id = after.id AND another.module_id = one.module_id
        WHERE before.status = 'closed' AND after.status <> 'closed'
            AND one.status IN ('active', 'terminating')
            AND another.status IN ('requested', 'accepted', 'active', 'terminating')
            AND one.starts_on <= another.ends_on AND another.starts_on <= one.ends_on
    """,
    "only a funded certificate has money to use": """
        SELECT certificate.number, format('available %s, reserved %s',
            account.available, account.reserved)
        FROM certificates_account account
        JOIN certificates_certificate certificate ON certificate.id = account.certificate_id
        JOIN reference_fundingplan plan ON plan.id = account.plan_id
        WHERE account.available + account.reserved > 0 AND plan.balance_unit <> 'hours'
            AND plan.status <> 'closing'  -- what is left there is on its way to the budget
            AND (certificate.type <> 'funded' OR certificate.status <> 'active')
    """,
    "nothing lies free where hours are counted": """
        SELECT account.id::text, format('available %s', account.available)
        FROM certificates_account account
        JOIN reference_fundingplan plan ON plan.id = account.plan_id
        WHERE plan.balance_unit = 'hours' AND account.available > 0
    """,
    "each contract of a social order has its social certificate, and no other has": """
        SELECT contract.id::text, format('%s, certificate %s', plan.regime, social.id)
        FROM enrollment_contract contract
        JOIN reference_fundingplan plan ON plan.id = contract.plan_id
        LEFT JOIN enrollment_socialcertificate social ON social.contract_id = contract.id
        WHERE (plan.regime = 'social_order') <> (social.id IS NOT NULL)
    """,
    # a week can only become fuller on a day on which some lessons begin
    "a child's week is within the norm of its category": """
        WITH lessons AS (
            SELECT contract.certificate_id, contract.starts_on, contract.ends_on,
                social.weekly_minutes, true AS is_certified
            FROM enrollment_socialcertificate social
            JOIN enrollment_contract contract ON contract.id = social.contract_id
            WHERE contract.status IN ('requested', 'accepted', 'active', 'terminating')
            UNION ALL
            SELECT place.certificate_id, place.starts_on, held.ends_on,
                place.weekly_minutes, false
            FROM enrollment_budgetplace place
            JOIN programs_group held ON held.id = place.group_id
            JOIN programs_program program ON program.id = held.program_id
            WHERE place.status IN ('new', 'active') AND NOT place.is_paid
                AND program.register = 'significant'
        )
        SELECT certificate.number, format('%s: %s minutes, certified %s, norm %s and %s',
            load.day, load.minutes, load.certified, terms.weekly_norm, terms.weekly_extra)
        FROM (
            SELECT social.certificate_id, social.starts_on AS day,
                sum(lessons.weekly_minutes) AS minutes,
                sum(lessons.weekly_minutes) FILTER (WHERE lessons.is_certified) AS certified
            FROM (
                SELECT DISTINCT certificate_id, starts_on FROM lessons WHERE is_certified
            ) AS social
            JOIN lessons ON lessons.certificate_id = social.certificate_id
                AND social.starts_on BETWEEN lessons.starts_on AND lessons.ends_on
            GROUP BY social.certificate_id, social.starts_on
        ) AS load
        JOIN certificates_certificate certificate ON certificate.id = load.certificate_id
        JOIN reference_fundingplan plan ON plan.municipality_id = certificate.municipality_id
            AND load.day BETWEEN plan.starts_on AND plan.ends_on
            AND plan.balance_unit = 'hours' AND plan.status <> 'draft'
        JOIN reference_categoryterms terms ON terms.plan_id = plan.id
            AND terms.category_id = certificate.category_id
        WHERE load.minutes > terms.weekly_norm + terms.weekly_extra
            OR load.certified > terms.weekly_norm
    """,
    "the triggers that guard the money are in place": """
        SELECT needed.name, 'missing or switched off'
        FROM (VALUES
            ('certificates_entry', 'entry_is_applied'),
            ('certificates_entry', 'entry_is_append_only'),
            ('certificates_entry', 'entry_reverses_exactly_its_like'),
            ('certificates_account', 'account_starts_empty'),
            ('certificates_account', 'account_changes_only_by_entries'),
            ('certificates_account', 'account_is_never_deleted'),
            ('users_auditevent', 'audit_is_append_only')
        ) AS needed (of_table, name)
        WHERE NOT EXISTS (
            SELECT FROM pg_trigger
            WHERE tgrelid = needed.of_table::regclass AND tgenabled = 'O'
                AND tgname LIKE 'pgtrigger_' || needed.name || '%'
        )
    """,
}


def differences() -> list[Difference]:
    """Everything in which the records and the promises differ, read in one snapshot."""
    found: list[Difference] = []
    stands_alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if stands_alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for promise, query in PROMISES.items():
            cursor.execute(query)
            found.extend(Difference(promise, str(key), str(what)) for key, what in cursor)
    return found
