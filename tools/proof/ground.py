"""Where the trials take place: a PostgreSQL of their own under `var/proof`, empty and migrated.

The migrated database is kept as a template until a migration changes, so a trial begins at once.
One trial at a time: they kill servers and count every core.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = "tools.proof.settings"


def var() -> Path:
    """The folder of the trials; `PROOF_VAR` names another."""
    return Path(os.environ.get("PROOF_VAR", ROOT / "var" / "proof")).resolve()


@contextmanager
def taken(settings: str = SETTINGS) -> Iterator[None]:
    """Set Django up on the ground and keep other trials waiting meanwhile."""
    from navigator.embedded import keeper

    folder = var()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["NAVIGATOR_VAR"] = str(folder)
    os.environ["DATABASE_URL"] = os.environ["REDIS_URL"] = ""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import django

    with keeper.locked(folder / ".trial"):
        django.setup()
        from django.conf import settings as chosen

        import navigator.celery  # noqa: F401  tasks go the way its settings say

        engine = chosen.EMBEDDED_POSTGRES
        assert engine is not None, "the trials never touch a database with an address"
        engine.hold()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
            engine.release()


def ask(statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
    """Run one statement outside of Django, by itself; returns its rows."""
    import psycopg2
    from django.conf import settings

    connection = psycopg2.connect(
        dbname=database, user="postgres", host=settings.DATABASES["default"]["HOST"], port=5432
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def lay(database: str = "navigator") -> None:
    """Lay the database anew: migrated, with what the migrations write and nothing else."""
    copy(_template(), database)


def copy(template: str, database: str) -> None:
    """Make the database a copy of another; nobody may be connected to either."""
    from django.db import connections

    connections.close_all()
    ask(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    ask(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY FILE_COPY")


def _template() -> str:
    """The name of the migrated template; made when the migrations have changed."""
    from django.core.management import call_command
    from django.db import connections

    state = hashlib.sha256()
    for file in sorted(ROOT.glob("*/migrations/*.py")):
        state.update(file.read_bytes())
    name = f"migrated_{state.hexdigest()[:12]}"
    known = [row[0] for row in ask("SELECT datname FROM pg_database")]
    if name not in known:
        for old in known:
            if old.startswith("migrated_"):
                ask(f"DROP DATABASE {old} WITH (FORCE)")
        connections.close_all()
        ask("DROP DATABASE IF EXISTS navigator WITH (FORCE)")
        ask("CREATE DATABASE navigator")
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        ask(f"ALTER DATABASE navigator RENAME TO {name}")
    return name
