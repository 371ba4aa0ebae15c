"""The month turn and the close of the period, beside the bare set-based SQL that writes the same
rows; the check of all promises afterwards. Each run begins from a copy of the same region.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench import cluster
from bench.measuring import ROUNDS, Goal, Report
from bench.region import Maker, Size

HERE = Path(__file__).parent
COPY = "turning_copy"
SCALES = {"small": (3_000, 10_000, 30_000), "full": (10_000, 100_000, 300_000, 1_000_000)}
# What takes minutes is measured less often.
ROUNDS_OF_LARGE = 3
LARGE = 1_000_000
MEGABYTES = 300
# The check of a million accounts may take a minute.
CHECK_SECONDS_OF_CERTIFICATE = 60 / 1_000_000


def region_of(certificates: int) -> Size:
    """Two contracts to a certificate; all months are debited but the last."""
    return Size(
        certificates=certificates,
        contracts=2,
        debited=3,
        next_plan=(date(2027, 1, 1), date(2027, 8, 31)),
    )


def measure(sizes: tuple[int, ...], rounds: int = ROUNDS) -> Iterator[Report]:
    """A report for each number of certificates, then one of the time for a certificate.

    A round goes through all the sizes, so that a slow minute of the machine is shared by them.
    """
    sources = {size: prepare(size) for size in sizes}
    reports = {size: _report_of(size) for size in sizes}
    memory = 0.0
    for number in range(rounds):
        for size, source in sources.items():
            if size < LARGE or number < ROUNDS_OF_LARGE:
                memory = max(memory, _round(reports[size], source))
    for database in (COPY, *sources.values()):
        cluster.drop(database)
    for size, report in reports.items():
        check = report.medians["check_ledger"]
        allowed = CHECK_SECONDS_OF_CERTIFICATE * size
        report.notes.append(
            f"check_ledger: {check:.2f} s of {allowed:.2f} s allowed (60 a million)"
        )
        yield report
    yield _flat(reports, memory)


def _report_of(certificates: int) -> Report:
    return Report(
        f"{certificates} certificates, {2 * certificates} contracts",
        "seconds",
        goals=[
            Goal("month turn / bare SQL", "month turn", "month turn, bare SQL", at_most=2),
            Goal("close / bare SQL", "close", "close, bare SQL", at_most=2),
        ],
    )


def _round(report: Report, source: str) -> float:
    """Ours and the bare SQL, each on a copy of its own. Returns the memory of our process, MB."""
    cluster.copy(source, COPY)
    ours = _in_a_process_of_its_own()
    memory, differences = ours.pop("memory"), ours.pop("differences")
    cluster.copy(source, COPY)
    bare = {
        "month turn, bare SQL": cluster.seconds_of(HERE / "month.sql", COPY),
        "close, bare SQL": cluster.seconds_of(HERE / "close.sql", COPY),
    }
    if differences or _differences():
        raise RuntimeError(f"{report.title}: check_ledger finds differences")
    for name, value in {**ours, **bare}.items():
        report.add(name, value)
    return memory


def _flat(reports: dict[int, Report], memory: float) -> Report:
    """The time for one certificate among few and among many."""
    flat = Report("Time for a certificate", "microseconds")
    smallest = min(reports)
    for name in ("month turn", "close", "check_ledger"):
        for size, report in reports.items():
            for seconds in report.values[name]:
                flat.add(f"{name}, {size}", seconds / size * 1e6)
            if size != smallest:
                goal = f"{name}, {size} / {smallest} certificates"
                flat.goals.append(
                    Goal(goal, f"{name}, {size}", f"{name}, {smallest}", at_most=1.25)
                )
    flat.notes += [
        f"memory of the Python process: {memory:.0f} MB (goal ≤ {MEGABYTES})",
        "check_ledger found no differences, neither after ours nor after the bare SQL",
    ]
    return flat


def prepare(certificates: int) -> str:
    """Make a region of so many certificates in a database of its own; returns its name."""
    from django.core.management import call_command

    database = f"turning_{certificates}"
    cluster.make(database)
    cluster.use(database)
    call_command("migrate", verbosity=0)
    Maker(region_of(certificates)).make()
    cluster.vacuum(database)
    return database


def _in_a_process_of_its_own() -> dict[str, float]:
    """The rules' own way, in one process as a worker is: how long each took, and its memory."""
    cluster.use(COPY)
    command = [sys.executable, "-m", "bench.turner"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    answer: dict[str, float] = json.loads(said.splitlines()[-1])
    return answer


def _differences() -> int:
    from enrollment import checking

    cluster.use(COPY)
    return len(checking.differences())
