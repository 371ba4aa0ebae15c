"""Databases of the benches' own server: made, copied, dropped, and asked with plain SQL."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from navigator.embedded import EmbeddedPostgres

# As the portal's own connections have it (navigator/settings.py).
OPTIONS = "-c pgtrigger.ignore={}"


def use(database: str) -> None:
    """Let Django work in this database, in this process and in those it starts."""
    from django.db import connection

    connection.close()
    os.environ["BENCH_DATABASE"] = database
    connection.settings_dict["NAME"] = database


def make(database: str) -> None:
    """Make the database anew, empty."""
    _admin(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    _admin(f"CREATE DATABASE {database}")


def copy(source: str, target: str) -> None:
    """Make the target a copy of the source, in a quiet state."""
    from django.db import connection

    connection.close()
    _admin(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
    _admin(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY")
    _admin("CHECKPOINT")


def vacuum(database: str) -> None:
    """Leave the database as it is some time after its rows were written."""
    with connected(database) as connection, connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def drop(database: str) -> None:
    """Remove the database, whoever is still in it."""
    _admin(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@contextmanager
def connected(database: str) -> Iterator[Any]:
    """A plain connection, each statement a transaction of its own."""
    address = _address()
    with closing(
        psycopg2.connect(
            dbname=database,
            user=address["USER"],
            host=address["HOST"],
            port=address["PORT"],
            options=OPTIONS,
        )
    ) as connection:
        connection.autocommit = True
        yield connection


def seconds_of(script: Path, database: str) -> float:
    """Run a file of SQL as one transaction and return how long it took."""
    with connected(database) as connection, connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(f"BEGIN; {script.read_text()}; COMMIT")
        return time.perf_counter() - started


def pgbench(
    script: Path,
    database: str,
    *,
    clients: int,
    seconds: float,
    protocol: str,
    **variables: int,
) -> str:
    """Run a script of pgbench and return what it prints."""
    address = _address()
    defined = [part for name, value in variables.items() for part in ("-D", f"{name}={value}")]
    answer: subprocess.CompletedProcess[str] = subprocess.run(
        [
            str(_engine().programs / "pgbench"),
            *(
                "-n",
                "-M",
                protocol,
                "-f",
                str(script),
                "-c",
                str(clients),
                "-j",
                str(min(clients, 4)),
            ),
            *("-T", str(max(round(seconds), 1)), "-h", address["HOST"], "-p", address["PORT"]),
            *("-U", address["USER"], *defined, database),
        ],
        env={**os.environ, "PGOPTIONS": OPTIONS},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(f"pgbench: {answer.stderr}")
    return answer.stdout


def _engine() -> EmbeddedPostgres:
    from django.conf import settings

    engine = settings.EMBEDDED_POSTGRES
    assert engine is not None, "the benches bring their own server"
    return engine


def _address() -> dict[str, Any]:
    _engine().hold()
    return _engine().database()


def _admin(statement: str) -> None:
    with connected("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(statement)
