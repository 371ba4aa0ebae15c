"""The peer of a reserve: django-hordak moves a sum from one account to another, guarded.

Its ledger has no floor of its own, so the guard is what its users write: lock the account, ask
for its balance, transfer. No contract, no seat, no letter: its bare transfer is what we compare
our whole application with.
"""

from __future__ import annotations

import subprocess
import sys

from bench import cluster
from bench.crew import Press

SETTINGS = "bench.hordak_settings"
FAMILIES = 4_000

# Family n saves on account n and reserves on account FAMILIES + n; the last account pays for all.
# Its triggers look at each account for all others: they are off for the filling.
ACCOUNTS = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO hordak_account
        (id, uuid, name, type, is_bank_account, currencies, lft, rght, tree_id, level)
    SELECT n, gen_random_uuid(), 'account ' || n,
        CASE WHEN n > 2 * %(families)s THEN 'EQ' ELSE 'AS' END, false, '["RUB"]', 1, 2, n, 0
    FROM generate_series(1, 2 * %(families)s + 1) AS n;
    INSERT INTO hordak_transaction (id, uuid, timestamp, date, description)
    SELECT n, gen_random_uuid(), now(), current_date, 'nominal'
    FROM generate_series(1, %(families)s) AS n;
    SELECT setval(pg_get_serial_sequence('hordak_transaction', 'id'), %(families)s);
    INSERT INTO hordak_leg (uuid, transaction_id, account_id, description, debit, currency)
    SELECT gen_random_uuid(), n, n, '', 9600, 'RUB' FROM generate_series(1, %(families)s) AS n;
    INSERT INTO hordak_leg (uuid, transaction_id, account_id, description, credit, currency)
    SELECT gen_random_uuid(), n, 2 * %(families)s + 1, '', 9600, 'RUB'
    FROM generate_series(1, %(families)s) AS n;
    ANALYZE
"""


def prepare() -> None:
    """Make the peer's database: its own migrations, as many families, the same nominal."""
    cluster.make("hordak")
    command = [sys.executable, "-m", "django", "migrate", "--settings", SETTINGS, "-v0"]
    subprocess.run(command, check=True)
    with cluster.connected("hordak") as connection, connection.cursor() as cursor:
        cursor.execute(f"BEGIN; {ACCOUNTS}; COMMIT", {"families": FAMILIES})


def presser() -> Press:
    from django.db import transaction
    from djmoney.money import Money
    from hordak.models import Account

    price = Money("12.00", "RUB")

    def press(field: str, i: int) -> None:
        family = 1 + i % FAMILIES
        with transaction.atomic():
            account = Account.objects.select_for_update().get(pk=family)
            if account.get_simple_balance()["RUB"] < price:
                raise AssertionError("the guard refuses")
            account.transfer_to(Account.objects.get(pk=FAMILIES + family), price)

    return press
