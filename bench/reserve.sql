-- The limit of a reserve: what an application for a place locks, reads and writes, as plain
-- statements of pgbench. The client does nothing but send them.
-- Given: n (0), step, first (numbers of presses), certificate, certificates, grp, groups, towns (the
-- field), providers (parents are numbered after their people).
\set i :first + :n * :step + :client_id
\set n :n + 1
\set c :certificate + :i % :certificates
\set g :grp + (:c * 7 + :i / :certificates) % :groups
\set town 2 + :c % (:towns - 1)
\set parent :providers + (:c + 1) / 2
BEGIN;
INSERT INTO users_command (key, kind, input_hash, by_id, result)
    VALUES (md5(:i::text)::uuid, 'contract.requested', md5(:i::text) || md5(:g::text), :parent, '')
    ON CONFLICT DO NOTHING RETURNING key;
SELECT plan.id AS plan, plan.settings, region.settings
    FROM reference_fundingplan plan
    JOIN reference_municipality town ON town.id = plan.municipality_id
    JOIN reference_region region ON region.id = town.region_id
    WHERE town.id = :town AND plan.status = 'open' AND plan.ends_on >= '2026-09-05'
    ORDER BY plan.starts_on LIMIT 1 \gset
SELECT pg_advisory_xact_lock_shared(7001, :plan);
SELECT status FROM reference_fundingplan WHERE id = :plan;
SELECT id FROM programs_group WHERE id = :g FOR NO KEY UPDATE;
SELECT grp.status, grp.capacity, grp.seats_taken, grp.starts_on, grp.ends_on, module.is_open,
        module.price, module.normative_cost, program.status, program.certified_on,
        program.age_from, program.age_to, program.id AS program, program.direction_id,
        provider.id AS provider, provider.status, provider.parent_payment_mode
    FROM programs_group grp
    JOIN programs_module module ON module.id = grp.module_id
    JOIN programs_program program ON program.id = grp.program_id
    JOIN providers_provider provider ON provider.id = program.provider_id
    WHERE grp.id = :g \gset
SELECT id AS account, available, reserved FROM certificates_account
    WHERE certificate_id = :c AND plan_id = :plan FOR NO KEY UPDATE \gset
SELECT certificate.status, certificate.type, child.birth_date, child.id AS child
    FROM certificates_certificate certificate
    JOIN certificates_child child ON child.id = certificate.child_id
    WHERE certificate.id = :c \gset
SELECT EXISTS (SELECT FROM providers_agreement
    WHERE provider_id = :provider AND plan_id = :plan AND status = 'active');
SELECT number, taken FROM reference_directionlimit
    WHERE plan_id = :plan
        AND direction_id = (SELECT direction_id FROM programs_program WHERE id = :program);
SELECT EXISTS (SELECT FROM enrollment_contract WHERE certificate_id = :c AND module_id = :g
    AND status IN ('requested', 'accepted', 'active', 'terminating'));
SELECT coalesce(sum(instalment.certificate_amount), 0), coalesce(sum(instalment.parent_amount), 0)
    FROM enrollment_instalment instalment
    JOIN enrollment_contract contract ON contract.id = instalment.contract_id
    WHERE contract.certificate_id = :c AND contract.group_id = :g
        AND instalment.status <> 'released';
UPDATE programs_group SET seats_taken = seats_taken + 1 WHERE id = :g;
INSERT INTO enrollment_contract
        (certificate_id, account_id, plan_id, group_id, module_id, provider_id, direction_id,
         status, requested_by_id, requested_on, starts_on, ends_on, total, certificate_part,
         parent_part, parent_payment_mode)
    VALUES (:c, :account, :plan, :g, :g, :provider,
         (SELECT direction_id FROM programs_program WHERE id = :program), 'requested', :parent,
         '2026-09-05', '2026-09-06', '2027-05-31', 1178, 1178, 0, 1)
    RETURNING id AS contract \gset
INSERT INTO enrollment_instalment (contract_id, month, certificate_amount, parent_amount, status)
    SELECT :contract, month, amount, 0, 'planned' FROM (VALUES
        ('2026-09-01'::date, 114), ('2026-10-01', 133), ('2026-11-01', 133), ('2026-12-01', 133),
        ('2027-01-01', 133), ('2027-02-01', 133), ('2027-03-01', 133), ('2027-04-01', 133),
        ('2027-05-01', 133)) AS part (month, amount);
UPDATE enrollment_waitingplace SET left_on = '2026-09-05'
    WHERE certificate_id = :c AND group_id = :g AND left_on IS NULL;
INSERT INTO users_auditevent (by_id, job, action, target_kind, target_key, details)
    VALUES (:parent, '', 'contract.requested', 'enrollment.contract', :contract,
        '{"certificate_part": 1178}')
    RETURNING id AS event \gset
INSERT INTO certificates_entry
        (account_id, kind, source, target, amount, contract_id, effective_on, event_id, key)
    VALUES (:account, 'reserve', 'available', 'reserved', 1178, :contract, '2026-09-05', :event,
        'reserve:' || :contract);
SELECT member.user_id AS responsible FROM providers_providermember member
    JOIN users_user person ON person.id = member.user_id
    WHERE member.provider_id = :provider AND member.position = 'responsible' AND member.is_active
        AND person.is_active \gset
SELECT guardian.user_id AS guardian FROM certificates_guardianship guardian
    JOIN users_user person ON person.id = guardian.user_id
    WHERE guardian.child_id = :child AND person.is_active \gset
INSERT INTO users_notification (recipient_id, kind, subject, body, url, attempts)
    SELECT :responsible::bigint, 'enrollment.contract_requested', 'Новая заявка на место',
        'Заявка № 2026-' || :contract || ': Мария, программа «Робототехника», группа «Группа 1». '
        'Примите или отклоните её на её странице.', '/contracts/' || :contract, 0
    UNION ALL SELECT :guardian, 'enrollment.contract_requested', 'Заявка на место отправлена',
        'Заявка № 2026-' || :contract || ' для Мария, программа «Робототехника», получена. Место и '
        'деньги сохранены. Теперь очередь Дома творчества: принять или отклонить.',
        '/contracts/' || :contract, 0;
UPDATE users_command SET result = :contract WHERE key = md5(:i::text)::uuid;
COMMIT;
