"""`make faults`: the worker and PostgreSQL are killed with -9 in the middle of their work.

A real Celery worker turns a month, closes a period, writes documents; at random moments it or the
database is killed, started again, and asked for the same once more, as beat does every night.
The end must read like a run that nobody disturbed, and every promise must hold.
"""

from __future__ import annotations

import difflib
import os
import random
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as hour
from pathlib import Path

from tools.proof import ground, telling, worker

PATIENCE = 120
KILLS_OF_A_ROUND = 2
NIGHT = hour(1, 0)  # the work of the night is due by then


@dataclass
class Job:
    """A piece of work: on which ground, how it is asked for, how one sees that it is done."""

    name: str
    template: str
    moment: str
    ask: Callable[[], None]
    done: str  # SQL that answers whether it is done


@dataclass
class Told:
    """What came of a job."""

    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    seconds: float = 0.0
    differences: int = 0
    broken: int = 0


def main() -> int:
    """Read the command line, kill, print the table; 1 when an end differs."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=12, help="in the middle of each job")
    parser.add_argument("--certificates", type=int, default=1000)
    parser.add_argument("--jobs", nargs="+", default=["month", "close", "documents"])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the worker is stopped on the way out
    with ground.taken("tools.proof.queue_settings"):
        return faults(wanted)


def faults(wanted: Namespace) -> int:
    """Every job in turn, then the table."""
    chance = random.Random(wanted.seed)
    results = {}
    with Worker() as hands:
        for job in _jobs(wanted.certificates, wanted.jobs):
            results[job.name] = _trial(job, hands, wanted.kills, chance)
            print(f"{job.name}: {results[job.name]}", file=sys.stderr)
    rows = [
        (
            name,
            told.rounds,
            told.kills["worker"],
            told.kills["postgres"],
            told.missed,
            f"{told.seconds:.1f}",
            told.differences,
            told.broken,
        )
        for name, told in results.items()
    ]
    telling.table(
        f"faults: {wanted.certificates} certificates, seed {wanted.seed}",
        (
            "job",
            "rounds",
            "worker killed",
            "postgres killed",
            "too late",
            "alone, s",
            "ends differ",
            "promises broken",
        ),
        rows,
    )
    return int(any(told.differences or told.broken for told in results.values()))


def _jobs(certificates: int, wanted: list[str]) -> list[Job]:
    """Make the district and what each of these jobs begins with."""
    from enrollment import monthly
    from enrollment.jobs import TABLE
    from enrollment.tasks import run_due_jobs
    from providers.models import Provider
    from reference.days import Month, Quarter
    from reporting import building
    from reporting.tasks import resume_reports
    from tests.factories.users import UserFactory
    from tools.proof import district

    ground.lay()
    town = district.found(certificates)
    ground.copy("navigator", "before_month")
    monthly.turn(town, Month(2026, 10))
    ground.copy("navigator", "before_close")
    providers = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
    for quarter in (2, 3):
        building.request(
            "quarterly", town, Quarter(2026, quarter), by=UserFactory(), on=district.ENDS
        )
    ground.copy("navigator", "before_documents")

    def documents() -> None:
        for provider in providers:
            worker.invoice_and_pay.delay(provider, town.pk, "2026-09", "2026-10-05")
        resume_reports.delay()

    def night() -> None:
        """As beat does every few minutes: whatever is due or was broken off."""
        run_due_jobs.delay()

    of_that_night = {job.name for job in TABLE if job.at and job.at < NIGHT}
    turned = f"""
        SELECT EXISTS (SELECT FROM enrollment_monthturn WHERE step = 'done' AND month = '{{0}}')
            AND (SELECT count(DISTINCT name) FROM enrollment_jobrun
                WHERE status = 'done' AND day = '{{0}}') = {len(of_that_night)}
            AND NOT EXISTS (SELECT FROM enrollment_jobrun WHERE status IN ('queued', 'running'))
    """
    jobs = {
        "month": Job(
            "month turn",
            "before_month",
            f"2026-10-01T{NIGHT}+03:00",
            night,
            turned.format("2026-10-01"),
        ),
        "close": Job(
            "close of the period",
            "before_close",
            f"2026-11-01T{NIGHT}+03:00",
            night,
            turned.format("2026-11-01"),
        ),
        "documents": Job(
            "invoices and reports",
            "before_documents",
            "2026-10-05T12:00:00+03:00",
            documents,
            f"SELECT (SELECT count(*) FROM enrollment_document WHERE status = 'paid')"
            f" = {len(providers)} AND (SELECT count(*) FROM reporting_reportrun"
            f" WHERE status = 'ready') = 2",
        ),
    }
    return [jobs[name] for name in wanted]


def _trial(job: Job, hands: Worker, kills: int, chance: random.Random) -> Told:
    """Once undisturbed, then with kills until there were enough in the middle."""
    told = Told()
    hands.begin(job)
    began = time.monotonic()
    job.ask()
    _wait(job)
    told.seconds = time.monotonic() - began
    expected, _broken = _end(hands)
    while told.kills.total() < kills:
        told.rounds += 1
        hands.begin(job)
        job.ask()
        for _kill in range(min(KILLS_OF_A_ROUND, kills - told.kills.total())):
            time.sleep(chance.uniform(0, told.seconds * 0.9))
            victim = chance.choice(["worker", "postgres"])
            if _is_done(job):
                told.missed += 1
                break
            hands.kill(victim)
            told.kills[victim] += 1
            job.ask()
        _wait(job)
        print(f"{job.name}: round {told.rounds}, {told.kills.total()} kills", file=sys.stderr)
        came, broken = _end(hands)
        told.broken += broken
        if came != expected:
            told.differences += 1
            for line in list(difflib.unified_diff(expected, came, lineterm="", n=0))[:20]:
                print(line, file=sys.stderr)
    return told


def _is_done(job: Job) -> bool:
    return bool(ground.ask(job.done, "navigator")[0][0])


def _wait(job: Job) -> None:
    until = time.monotonic() + PATIENCE
    asked = time.monotonic()
    while not _is_done(job):
        if time.monotonic() > until:
            raise SystemExit(f"{job.name} was not finished in {PATIENCE} s.")
        if time.monotonic() - asked > 5:  # what was killed unseen is asked for again, as by beat
            job.ask()
            asked = time.monotonic()
        time.sleep(0.05)


def _end(hands: Worker) -> tuple[list[str], int]:
    """What the records say in the end, and how many promises they break."""
    from django.db import connections

    from enrollment import checking, running
    from reference.models import Municipality
    from tools.proof import dumping

    hands.rest()
    # which job of the night came first may differ; a night later everything is done
    following = datetime.fromisoformat(hands.moment) + timedelta(days=1)
    for place in (None, *Municipality.objects.all()):
        running.work_through(place, at=following)
    found = checking.differences()
    for difference in found[:5]:
        print(difference, file=sys.stderr)
    read = list(dumping.lines())
    connections.close_all()
    return read, len(found)


class Worker:
    """A Celery worker in a process group of its own, with its broker."""

    def __init__(self) -> None:
        self.moment = ""
        self.ready = ground.var() / "worker.ready"
        self.log = (ground.var() / "worker.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        from django.conf import settings

        settings.EMBEDDED_REDIS.hold()  # type: ignore[union-attr]
        return self

    def __exit__(self, *raised: object) -> None:
        from django.conf import settings

        self.rest()
        settings.EMBEDDED_REDIS.release()  # type: ignore[union-attr]

    def begin(self, job: Job) -> None:
        """Lay the ground anew, with nothing in the queue, and start."""
        from django.conf import settings
        from redis import Redis

        self.rest()
        Redis(unix_socket_path=str(settings.EMBEDDED_REDIS.socket_path)).flushall()  # type: ignore[union-attr]
        self.moment = job.moment
        ground.copy(job.template, "navigator")
        self.start()

    def start(self) -> None:
        """Start and wait until it takes work."""
        self.ready.unlink(missing_ok=True)
        command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A"]
        command += ["tools.proof.worker", "worker", "--concurrency", "2", "--loglevel", "WARNING"]
        self.process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
            cwd=ground.ROOT,
            env={**os.environ, worker.READY: str(self.ready), worker.NOW: self.moment},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        until = time.monotonic() + PATIENCE
        while not self.ready.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The worker does not start.")
            time.sleep(0.05)

    def rest(self) -> None:
        """Stop at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill(self, victim: str) -> None:
        """Kill the worker or the database with -9, and start it again."""
        if victim == "worker":
            self.rest()
            self.start()
            return
        from django.conf import settings
        from django.db import connections

        engine = settings.EMBEDDED_POSTGRES
        assert engine is not None
        connections.close_all()
        os.kill(
            int((Path(engine.folder) / "postmaster.pid").read_text().split()[0]), signal.SIGKILL
        )
        while engine.answers():
            time.sleep(0.01)
        engine.hold()


if __name__ == "__main__":
    sys.exit(main())
