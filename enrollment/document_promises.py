"""What must always hold between documents, contracts and entries, as queries (R7.09, R7.14, R7.20).

Each returns the records that break it; `checking` asks them with the others.
"""

from __future__ import annotations

PROMISES: dict[str, str] = {
    "paid lines of a month are what stays debited for it": """
        SELECT paid.contract_id::text, format('%s: paid %s, debited and not returned %s',
            paid.month, paid.amount, coalesce(kept.amount, 0))
        FROM (
            SELECT line.contract_id, line.month, sum(line.amount) AS amount
            FROM enrollment_documentline line
            JOIN enrollment_document document ON document.id = line.document_id
            WHERE document.status = 'paid'
                AND (document.kind <> 'advance' OR line.correction_id IS NOT NULL)
            GROUP BY line.contract_id, line.month
        ) AS paid
        LEFT JOIN (
            SELECT contract_id, month,
                sum(CASE WHEN (kind = 'debit') = (reverses_id IS NULL) THEN amount
                    ELSE -amount END) AS amount
            FROM certificates_entry WHERE kind IN ('debit', 'refund')
            GROUP BY contract_id, month
        ) AS kept USING (contract_id, month)
        WHERE paid.amount <> coalesce(kept.amount, 0)
    """,
    "documents ask for a month of a contract within its instalment": """
        SELECT line.contract_id::text, format('%s: asked %s of %s',
            line.month, sum(line.amount), min(line.instalment))
        FROM enrollment_documentline line
        JOIN enrollment_document document ON document.id = line.document_id
        WHERE document.status NOT IN ('returned', 'removed')
            AND (document.kind <> 'advance' OR line.correction_id IS NOT NULL)
        GROUP BY line.contract_id, line.month
        HAVING sum(line.amount) NOT BETWEEN 0 AND min(line.instalment)
    """,
    "documents add up to their lines, and take off the advance of their month": """
        SELECT document.id::text, format('total %s, lines %s; corrected %s, lines %s; advanced %s',
            document.total, lines.total, document.corrected, lines.corrected, document.advanced)
        FROM enrollment_document document
        CROSS JOIN LATERAL (
            SELECT
                coalesce(sum(amount) FILTER (WHERE correction_id IS NULL), 0) AS total,
                coalesce(sum(amount) FILTER (WHERE correction_id IS NOT NULL), 0) AS corrected
            FROM enrollment_documentline WHERE document_id = document.id
        ) AS lines
        WHERE document.total <> lines.total OR document.corrected <> lines.corrected
            OR (document.kind = 'invoice' AND document.status NOT IN ('returned', 'removed')
                AND document.advanced <> (
                    SELECT coalesce(sum(advance.total), 0) FROM enrollment_document advance
                    WHERE advance.kind = 'advance' AND advance.provider_id = document.provider_id
                        AND advance.plan_id = document.plan_id AND advance.month = document.month
                        AND advance.status NOT IN ('returned', 'removed')))
    """,
    "what was overpaid is offset or returned once": """
        SELECT format('%s in plan %s', provider_id, plan_id), 'left ' || sum(amount)
        FROM (
            SELECT provider_id, plan_id, carried_out - carried_in AS amount
            FROM enrollment_document WHERE status NOT IN ('returned', 'removed')
            UNION ALL
            SELECT provider_id, plan_id, -amount FROM enrollment_repayment
        ) AS movements
        GROUP BY provider_id, plan_id HAVING sum(amount) < 0
    """,
    "nobody is paid more than its contracts have committed": """
        SELECT format('%s in plan %s', paid.provider_id, paid.plan_id),
            format('paid %s, committed %s', paid.amount, coalesce(committed.amount, 0))
        FROM (
            SELECT document.provider_id, document.plan_id, sum(line.amount) AS amount
            FROM enrollment_document document
            JOIN enrollment_documentline line ON line.document_id = document.id
            LEFT JOIN enrollment_instalment instalment
                ON instalment.contract_id = line.contract_id AND instalment.month = line.month
            WHERE document.status = 'paid'
                AND (document.kind <> 'advance' OR line.correction_id IS NOT NULL
                    OR instalment.status = 'debited' AND NOT EXISTS (
                        SELECT FROM enrollment_document invoice
                        WHERE invoice.kind = 'invoice' AND invoice.status = 'paid'
                            AND invoice.provider_id = document.provider_id
                            AND invoice.plan_id = document.plan_id
                            AND invoice.month = document.month))
            GROUP BY document.provider_id, document.plan_id
        ) AS paid
        LEFT JOIN (
            SELECT contract.provider_id, contract.plan_id, sum(
                CASE 'available' WHEN entry.source THEN entry.amount
                    WHEN entry.target THEN -entry.amount ELSE 0 END) AS amount
            FROM certificates_entry entry
            JOIN enrollment_contract contract ON contract.id = entry.contract_id
            GROUP BY contract.provider_id, contract.plan_id
        ) AS committed
            ON committed.provider_id = paid.provider_id AND committed.plan_id = paid.plan_id
        WHERE paid.amount > coalesce(committed.amount, 0)
    """,
}
