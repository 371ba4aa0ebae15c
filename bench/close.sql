-- The limit of the close of a period and of the shift to the next: the same rows, all at once.
-- 1 January 2027: contracts end, what is left lapses, the protocol is written, the new plan grants.
CREATE TEMP TABLE ended_plan AS SELECT id FROM reference_fundingplan WHERE ends_on = '2026-12-31';
CREATE TEMP TABLE event ON COMMIT DROP AS WITH written AS (
    INSERT INTO users_auditevent (job, action, target_kind, target_key, details)
    VALUES ('bench', 'month.shift', 'enrollment.monthturn', '2', '{}') RETURNING id
) SELECT id FROM written;
UPDATE reference_fundingplan SET status = 'closing' FROM ended_plan
WHERE reference_fundingplan.id = ended_plan.id;
WITH closed AS (
    UPDATE enrollment_contract SET status = 'closed', decided_on = ends_on
    FROM ended_plan
    WHERE plan_id = ended_plan.id AND status IN ('active', 'terminating')
    RETURNING enrollment_contract.id, group_id
), freed AS (
    UPDATE programs_group SET seats_taken = seats_taken - gone.seats
    FROM (SELECT group_id, count(*) AS seats FROM closed GROUP BY group_id) AS gone
    WHERE programs_group.id = gone.group_id
)
INSERT INTO users_auditevent (job, action, target_kind, target_key, details)
SELECT 'bench', 'contract.closed', 'enrollment.contract', id::text, '{}' FROM closed;
INSERT INTO certificates_entry
    (account_id, kind, source, target, amount, effective_on, event_id, key)
SELECT account.id, 'lapse', 'available', 'lapsed', account.available, '2026-12-31', event.id,
    'lapse:' || account.id || ':' || event.id
FROM certificates_account account JOIN ended_plan ON ended_plan.id = account.plan_id, event
WHERE account.available > 0;
INSERT INTO enrollment_closingprotocol
    (plan_id, category_id, certificates, volume, issued, never_issued, debited, lapsed)
SELECT plan_id, category_id, count(*), sum(nominal), sum(nominal), 0, sum(debited), sum(lapsed)
FROM certificates_account account JOIN ended_plan ON ended_plan.id = account.plan_id
GROUP BY 1, 2;
UPDATE reference_fundingplan SET status = 'closed', closed_on = '2027-01-01' FROM ended_plan
WHERE reference_fundingplan.id = ended_plan.id;
WITH opened AS (
    INSERT INTO certificates_account
        (certificate_id, plan_id, category_id, nominal, available, reserved, debited, lapsed)
    SELECT certificate.id, terms.plan_id, terms.category_id, 0, 0, 0, 0, 0
    FROM certificates_certificate certificate
    JOIN reference_categoryterms terms ON terms.category_id = certificate.category_id
    JOIN reference_fundingplan plan ON plan.id = terms.plan_id AND plan.starts_on = '2027-01-01'
    WHERE certificate.type = 'funded' AND certificate.status = 'active'
    RETURNING id, plan_id, category_id
)
INSERT INTO certificates_entry
    (account_id, kind, source, target, amount, effective_on, event_id, key)
SELECT opened.id, 'grant', 'plan', 'available', terms.nominal, '2027-01-01', event.id,
    'grant:' || opened.id || ':period'
FROM opened
JOIN reference_categoryterms terms
    ON terms.plan_id = opened.plan_id AND terms.category_id = opened.category_id, event;
DROP TABLE ended_plan
