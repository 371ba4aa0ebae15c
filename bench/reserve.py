"""One reserve: the whole application for a place, beside the same statements from pgbench and
beside django-hordak's bare transfer, at 1, 8 and 32 connections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import translation

from bench import cluster, hordak_transfer
from bench.crew import Crew, Press
from bench.filling import let_sql_leave_out
from bench.measuring import ROUNDS, Goal, Report, interleave
from bench.region import Maker, Size
from certificates import ledger
from certificates.models import Account, Certificate, Entry
from enrollment import checking, enrolling
from enrollment.models import Contract, Instalment
from programs.models import Group
from reference.errors import RuleBroken
from reference.models import FundingPlan
from users import audit
from users.commanding import once
from users.models import AuditEvent, Command, Notification, User

SCRIPT = Path(__file__).with_suffix(".sql")
DATABASE = "reserve"
CONNECTIONS = (1, 8, 32)
PEERS = (1, 8)
SECONDS = 2.0
# Numbers of presses one run may use; the next run in the field begins after them.
PRESSES = 60_000
ALONE = "transfer alone"
ON = date(2026, 9, 5)
STARTS_ON = date(2026, 9, 6)

REGION = Size(
    certificates=8_000,
    municipalities=20,
    providers=40,
    groups=2_000,
    in_first=5,
    poor=400,
    capacity=30_000,
    prices=(12_00,),
    plan=(date(2026, 9, 1), date(2027, 8, 31)),
    lessons=(date(2026, 9, 1), date(2027, 5, 31)),
)


@dataclass(frozen=True)
class Field:
    """Who applies for what: the first certificate and how many, the first group and how many."""

    certificate: int
    certificates: int
    group: int
    groups: int

    def pair(self, i: int) -> tuple[int, int]:
        """The certificate and the group of a press; no pair comes twice."""
        certificate = self.certificate + i % self.certificates
        turn = i // self.certificates
        return certificate, self.group + (certificate * 7 + turn) % self.groups


FIELDS = {
    # Families of all municipalities but the first, groups of all providers but the first.
    "spread": Field(4_001, 3_600, 1_001, 1_000),
    # Every family of one municipality, every group of one provider.
    "hot": Field(1, 3_600, 1, 1_000),
    # Certificates on which there is no money for any contract.
    "poor": Field(7_601, 400, 1_001, 1_000),
}


def presser() -> Press:
    """A parent's press as the page does it, without the page: one command, one application."""
    translation.activate(settings.LANGUAGE_CODE)
    # The page has found them before the press; each time they are new objects.
    certificates = {row["id"]: row for row in Certificate.objects.values()}
    parents = {person.pk: person for person in User.objects.filter(guardianships__isnull=False)}
    guardians = dict(Certificate.objects.values_list("pk", "child__guardianships__user"))
    plans = dict(Account.objects.values_list("certificate_id", "plan_id"))

    def apply(field: str, i: int) -> None:
        number, group = FIELDS[field].pair(i)
        certificate, by = Certificate(**certificates[number]), parents[guardians[number]]
        do = partial(
            enrolling.apply, certificate, Group(pk=group), starts_on=STARTS_ON, by=by, on=ON
        )
        inputs = {"certificate": number, "group": group, "starts_on": STARTS_ON}
        refusal = ""
        try:
            once(uuid4(), "contract.requested", Contract, do, by=by, **inputs)
        except RuleBroken as rule:
            refusal = rule.code
        if refusal != ("no_money" if field == "poor" else ""):
            raise AssertionError(f"{field} {i}: {refusal or 'not refused'}")

    def press(field: str, i: int) -> None:
        if field == ALONE:
            number, _group = FIELDS["spread"].pair(i)
            _transfer(Certificate(pk=number), FundingPlan(pk=plans[number]))
        else:
            apply(field, i)

    return press


@transaction.atomic
def _transfer(certificate: Certificate, plan: FundingPlan) -> None:
    """What the peer's transfer does: lock the account, move a sum under a guard, note who did it.

    A kopeck goes back to the plan, so that no contract is needed.
    """
    account = ledger.lock(certificate, plan)
    assert account is not None
    event = audit.record(None, "bench.transferred", account, job="bench")
    ledger.revoke(account, 1, on=ON, event=event)


def prepare() -> None:
    """Make the region and the peer's accounts."""
    if settings.EMBEDDED_REDIS is not None:
        settings.EMBEDDED_REDIS.hold()
    cluster.make(DATABASE)
    cluster.use(DATABASE)
    call_command("migrate", verbosity=0)
    Maker(REGION).make()
    let_sql_leave_out(Command, Contract, Instalment, AuditEvent, Entry, Notification)
    hordak_transfer.prepare()


@dataclass
class Runs:
    """Runs of a few seconds, each with numbers of presses of its own."""

    families: Crew
    peers: Crew
    begun: Counter[str] = field(default_factory=Counter)

    def ours(self, people: int, where: str = "spread") -> float:
        return self.families.rate(people, where, first=self._first(where), seconds=SECONDS)

    def peer(self, people: int) -> float:
        return self.peers.rate(people, "peer", first=self._first("peer"), seconds=SECONDS)

    def raw(self, people: int, protocol: str = "simple") -> float:
        where = FIELDS["spread"]
        said = cluster.pgbench(
            SCRIPT,
            DATABASE,
            clients=people,
            seconds=SECONDS,
            protocol=protocol,
            n=0,
            step=people,
            first=self._first("spread"),
            certificate=where.certificate,
            certificates=where.certificates,
            grp=where.group,
            groups=where.groups,
            towns=REGION.municipalities,
            providers=REGION.providers,
        )
        if "number of failed transactions: 0 " not in said:
            raise RuntimeError(f"pgbench: {said}")
        return float(said.split("tps = ")[1].split()[0])

    def _first(self, where: str) -> int:
        self.begun[where] += PRESSES
        return self.begun[where] - PRESSES


def measures(runs: Runs, connections: Iterable[int]) -> dict[str, Callable[[], float]]:
    """What a round measures, ours and its limits in turn."""
    found: dict[str, Callable[[], float]] = {}
    for people in connections:
        found[f"ours, {people}"] = partial(runs.ours, people)
        found[f"raw SQL, {people}"] = partial(runs.raw, people)
    for people in PEERS:
        found[f"hordak, {people}"] = partial(runs.peer, people)
    found["ours, one municipality and provider, 8"] = partial(runs.ours, 8, "hot")
    found["ours, the ledger's transfer alone, 8"] = partial(runs.ours, 8, ALONE)
    found["ours, refused, 8"] = partial(runs.ours, 8, "poor")
    found["raw SQL, prepared, 8"] = partial(runs.raw, 8, "prepared")
    return found


GOALS = [
    Goal("ours / raw SQL at 8", "ours, 8", "raw SQL, 8", at_least=0.4),
    Goal("ours / hordak at 8", "ours, 8", "hordak, 8", at_least=2),
    Goal(
        "the ledger's transfer alone / hordak at 8",
        "ours, the ledger's transfer alone, 8",
        "hordak, 8",
        at_least=2,
    ),
    Goal(
        "one municipality and provider / spread",
        "ours, one municipality and provider, 8",
        "ours, 8",
        at_least=0.9,
    ),
    Goal("refusing / accepting", "ours, refused, 8", "ours, 8", at_least=1),
]


def measure(connections: tuple[int, ...] = CONNECTIONS, rounds: int = ROUNDS) -> Iterator[Report]:
    """The report of the bench; afterwards the promises of the ledger are asked."""
    prepare()
    report = Report("A reserve: the whole application", "transactions a second", goals=GOALS)
    people = max(*connections, 8)
    with (
        Crew(people, "bench.reserve", "bench.settings") as families,
        Crew(max(PEERS), "bench.hordak_transfer", hordak_transfer.SETTINGS) as peers,
    ):
        interleave(report, measures(Runs(families, peers), connections), rounds)
    report.notes.append(f"check_ledger afterwards: {len(checking.differences())} differences")
    yield report
