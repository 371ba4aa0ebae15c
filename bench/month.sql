-- The limit of the month turn: the same rows in as few statements as can be, all of them at once.
-- December 2026, the last month of the plan: its parts are debited, its contracts begin to end.
WITH event AS (
    INSERT INTO users_auditevent (job, action, target_kind, target_key, details)
    VALUES ('bench', 'month.debit', 'enrollment.monthturn', '1', '{}') RETURNING id
), debited AS (
    UPDATE enrollment_instalment AS instalment SET status = 'debited'
    FROM enrollment_contract contract
    WHERE contract.id = instalment.contract_id AND contract.status IN ('active', 'terminating')
        AND instalment.status = 'planned' AND instalment.month <= '2026-12-01'
    RETURNING contract.account_id, contract.id, instalment.month, instalment.certificate_amount
)
INSERT INTO certificates_entry
    (account_id, kind, source, target, amount, contract_id, month, effective_on, event_id, key)
SELECT account_id, 'debit', 'reserved', 'debited', certificate_amount, debited.id, month,
    '2026-12-01', event.id, 'debit:' || debited.id || ':' || to_char(month, 'YYYY-MM')
FROM debited, event;
UPDATE enrollment_contract SET status = 'terminating', ended_by = 'time'
WHERE status = 'active' AND starts_on <= '2026-12-01' AND ends_on <= '2026-12-31'
