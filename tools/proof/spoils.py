"""What `make mutants` spoils, one thing at a time, and which tests should notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoil:
    """One thing taken away: in the database by SQL, or in a file by other words."""

    name: str
    tests: tuple[str, ...]
    sql: str = ""
    file: str = ""
    old: str = ""
    new: str = ""


CONSTRAINTS = "tests/constraints/test_constraints.py"
LEDGER = "tests/certificates/test_ledger.py"
RACES = "tests/enrollment/test_races.py"
LOCKS = "tests/enrollment/test_races_of_locks.py"
TOWN = "tests/enrollment/test_races_of_certificates.py"
PRESSES = "tests/users/test_commanding.py"


def _constraint(table: str, name: str) -> Spoil:
    return Spoil(
        f"constraint {name}",
        (f"{CONSTRAINTS}", "-k", name),
        sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def _index(name: str) -> Spoil:
    return Spoil(f"index {name}", (CONSTRAINTS, "-k", name), sql=f"DROP INDEX {name}")


def _trigger(table: str, name: str, *tests: str) -> Spoil:
    return Spoil(
        f"trigger {name}",
        tests,
        sql=f"""DO $$ DECLARE found text; BEGIN
            SELECT tgname INTO STRICT found FROM pg_trigger
            WHERE tgrelid = '{table}'::regclass AND tgname LIKE 'pgtrigger_{name}%';
            EXECUTE 'ALTER TABLE {table} DISABLE TRIGGER ' || quote_ident(found);
        END $$""",
    )


def _step(what: str, old: str, new: str, *tests: str) -> Spoil:
    """A step of the trigger that applies the entries, with other words."""
    return Spoil(
        f"trigger entry_is_applied: {what}",
        tests,
        sql=f"""DO $$ DECLARE body text; BEGIN
            SELECT pg_get_functiondef(tgfoid) INTO STRICT body FROM pg_trigger
            WHERE tgname LIKE 'pgtrigger_entry_is_applied%';
            IF position('{old}' IN body) = 0 THEN RAISE 'no such step: {old}'; END IF;
            EXECUTE replace(body, '{old}', '{new}');
        END $$""",
    )


def _words(name: str, file: str, old: str, new: str, *tests: str) -> Spoil:
    return Spoil(name, tests, file=file, old=old, new=new)


LOCKING = '.select_for_update(of=("self",), no_key=True)'

SPOILS = (
    _constraint("certificates_account", "account_available_not_negative"),
    _constraint("certificates_account", "account_reserved_not_negative"),
    _constraint("certificates_account", "account_debited_not_negative"),
    _constraint("certificates_account", "account_lapsed_not_negative"),
    _constraint("certificates_account", "account_nominal_is_the_sum_of_its_places"),
    _constraint("certificates_account", "account_one_per_certificate_and_plan"),
    _constraint("certificates_entry", "entry_amount_positive"),
    _constraint("certificates_entry", "entry_moves_as_its_kind_says"),
    _constraint("certificates_entry", "entry_debit_names_contract_and_month"),
    _index("certificate_one_living_per_child"),
    _constraint("reference_fundingplan", "plan_periods_do_not_overlap"),
    _constraint("programs_group", "group_seats_within_capacity"),
    _index("contract_one_living_per_module"),
    _constraint("enrollment_contract", "contract_parts_add_up"),
    _constraint("enrollment_instalment", "instalment_once_in_a_month"),
    _index("document_one_of_a_kind_in_a_month"),
    _constraint("enrollment_document", "document_balances"),
    Spoil(
        "the unique key of an entry",
        (LEDGER,),
        sql="ALTER TABLE certificates_entry DROP CONSTRAINT certificates_entry_key_key",
    ),
    _trigger("certificates_entry", "entry_is_applied", LEDGER),
    _trigger("certificates_entry", "entry_is_append_only", LEDGER),
    _trigger("certificates_account", "account_changes_only_by_entries", LEDGER),
    _trigger("certificates_account", "account_starts_empty", LEDGER),
    _trigger("certificates_account", "account_is_never_deleted", LEDGER),
    _trigger("users_auditevent", "audit_is_append_only", "tests/users/test_audit.py", CONSTRAINTS),
    _step("debits are forgotten", "account.debited + change.debited", "account.debited", LOCKS),
    _step("lapses are forgotten", "account.lapsed + change.lapsed", "account.lapsed", LOCKS),
    _step(
        "a statement of many counts once", "GROUP BY account_id", "GROUP BY id, account_id", LEDGER
    ),
    _words(
        "lock of the account",
        "certificates/ledger.py",
        "lambda certificate, plan: Account.objects" + LOCKING,
        "lambda certificate, plan: Account.objects",
        LOCKS,
    ),
    _words(
        "lock of the group",
        "programs/scheduling.py",
        "WHERE id = %(group)s FOR NO KEY UPDATE",
        "WHERE id = %(group)s",
        LOCKS,
        "tests/enrollment/test_waiting_races.py",
        "tests/enrollment/test_placing_races.py",
    ),
    _words(
        "lock of a row",
        "reference/locking.py",
        "_default_manager" + LOCKING,
        "_default_manager",
        RACES,
        LOCKS,
    ),
    _words(
        "a row is read after it is locked",
        "reference/locking.py",
        "    lock_rows(rows, [pk])\n    return rows.get(pk=pk)",
        '    return rows.select_for_update(of=("self",), no_key=True).get(pk=pk)',
        LOCKS,
    ),
    _words(
        "lock of the terms",
        "certificates/queueing.py",
        'CategoryTerms.objects.select_for_update(of=("plan", "self"), no_key=True)',
        "CategoryTerms.objects",
        RACES,
    ),
    _words(
        "lock of the run of a month",
        "enrollment/monthly.py",
        f"MonthTurn.objects{LOCKING}",
        "MonthTurn.objects",
        RACES,
        TOWN,
    ),
    _words(
        "lock of the document",
        "enrollment/invoicing.py",
        f"Document.objects{LOCKING}",
        "Document.objects",
        LOCKS,
    ),
    _words(
        "lock of the certificate",
        "certificates/issuing.py",
        "    return lock_row(\n        Certificate.objects.select_related("
        '"child", "municipality__region", "category"),\n        certificate.pk,\n    )',
        "    return Certificate.objects.get(pk=certificate.pk)",
        LOCKS,
        TOWN,
    ),
    _words(
        "advisory lock of the plan, shared",
        "certificates/ledger.py",
        '_advisory_lock("pg_advisory_xact_lock_shared"',
        '_advisory_lock("int4pl"',
        LOCKS,
    ),
    _words(
        "advisory lock of the plan, alone",
        "certificates/ledger.py",
        '_advisory_lock("pg_advisory_xact_lock"',
        '_advisory_lock("int4pl"',
        LOCKS,
    ),
    _words(
        "what a period that is being closed refuses",
        "certificates/ledger.py",
        "and not closing:",
        "and not closing and False:",
        LEDGER,
    ),
    _words(
        "a repeated press returns what the first one made",
        "users/commanding.py",
        "if command.result:",
        "if command.result and False:",
        PRESSES,
    ),
    _words(
        "a key is good for one thing",
        "users/commanding.py",
        "command.input_hash != input_hash",
        "False",
        PRESSES,
    ),
    _words(
        "the key of a reserve",
        "certificates/ledger.py",
        'f"reserve:{contract_id}"',
        'f"reserve:{contract_id}:{event.pk}"',
        LOCKS,
    ),
    _words(
        "the key of a debited month",
        "certificates/ledger.py",
        'f"debit:{contract_id}:{month:%Y-%m}"',
        'f"debit:{contract_id}:{month:%Y-%m}:{event.pk}"',
        LOCKS,
    ),
    Spoil(
        "a debit is reversed once",
        (LOCKS,),
        sql="ALTER TABLE certificates_entry DROP CONSTRAINT certificates_entry_reverses_id_key",
    ),
)
