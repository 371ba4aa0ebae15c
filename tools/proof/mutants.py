"""`make mutants`: one constraint, trigger step, lock or key is taken away at a time.

Some test has to notice. A mutant that survives is a missing test, one that cannot be made any more
is a line of `spoils.py` to mend. The tree is copied, so what is spoilt is never ours.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path

from tools.proof import ground, telling
from tools.proof.spoils import SPOILS, Spoil

DATABASE = "test_mutant"
LEFT_OUT = (".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", "node_modules")


def main() -> int:
    """Read the command line, spoil, test, print the table; 1 when a mutant survived."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only those whose name has one of these words")
    wanted = parser.parse_args()
    chosen = [
        each
        for each in SPOILS
        if not wanted.names or any(word in each.name for word in wanted.names)
    ]
    with ground.taken():
        rows = [_row(spoil, *_ended(spoil)) for spoil in chosen]
    survivors = [row for row in rows if row[1] != "killed"]
    telling.table(
        f"mutants: {len(rows)}, survived {len(survivors)}",
        ("what was taken away", "end", "by", "s"),
        rows,
    )
    return int(bool(survivors))


def _row(spoil: Spoil, end: str, killer: str, seconds: float) -> tuple[str, str, str, str]:
    print(f"{end:10} {spoil.name}", file=sys.stderr)
    return spoil.name, end, killer, f"{seconds:.0f}"


def _ended(spoil: Spoil) -> tuple[str, str, float]:
    """Spoil, run the tests, and tell how it ended, by which test, and how long it took."""
    began = time.monotonic()
    tree = _tree()
    if spoil.file:
        text = (tree / spoil.file).read_text()
        if text.count(spoil.old) != 1:
            return "stale", "", 0
        (tree / spoil.file).write_text(text.replace(spoil.old, spoil.new))
    ground.lay(DATABASE)
    if spoil.sql:
        ground.ask(spoil.sql, DATABASE)
    quietly = ["-q", "-x", "--reuse-db", "--no-header", "-p", "no:cacheprovider"]
    told = subprocess.run(
        [sys.executable, "-m", "pytest", *quietly, *spoil.tests],
        cwd=tree,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "NAVIGATOR_TEST_DB": DATABASE,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    killer = re.search(r"^(?:FAILED|ERROR) \S*::(\S+)", told.stdout, re.MULTILINE)
    end = {0: "SURVIVED", 1: "killed"}.get(told.returncode, f"pytest {told.returncode}")
    if end not in ("SURVIVED", "killed"):
        print(told.stdout[-2000:], told.stderr[-2000:], file=sys.stderr)
    return end, killer.group(1)[:60] if killer else "", time.monotonic() - began


def _tree() -> Path:
    """A fresh copy of the project."""
    tree = ground.var() / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(ground.ROOT, tree, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
    return tree


if __name__ == "__main__":
    sys.exit(main())
