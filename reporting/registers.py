"""The registers a report is made of: one sheet for each kind of record, as it stood on a day.

Each sheet is one or two queries for the whole municipality, however many children live in it.
No sheet holds a name or a number of a person's document: rows carry keys, and whoever may see the
people behind them looks the keys up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from certificates.models import Certificate
from enrollment.models import BudgetPlace, Contract
from programs.models import Group, Program
from providers.models import Provider
from reference.days import Quarter, full_years
from reference.models import Municipality
from reporting.frozen import Row, Sheet
from reporting.standing import certificates_on, contracts_on, places_on

IN_REGISTER = (Provider.Status.ACTIVE, Provider.Status.SUSPENDED)
MODERATED = (Program.Status.SUBMITTED, Program.Status.IN_REVIEW, Program.Status.NEEDS_EDIT)
STUDY_BY_CONTRACT = (Contract.Status.ACTIVE, Contract.Status.TERMINATING)


@dataclass(frozen=True)
class Scope:
    """What a report looks at: whose records, of which quarter, as they stood on which day."""

    municipality: Municipality
    quarter: Quarter
    day: date

    def in_quarter(self, day: date | None) -> bool:
        """Whether that day is in the part of the quarter that the report sees."""
        return day is not None and self.quarter.first_day <= day <= self.day


def organisers(scope: Scope) -> Sheet:
    """Organisations of the municipality in the register; acting are those that teach (I10)."""
    published = Q(programs__status=Program.Status.PUBLISHED, programs__published_on__lte=scope.day)
    rows: list[Row] = [
        [pk, name, department, ownership, status, bool(licence), programs, _acts(status, programs)]
        for pk, name, department, ownership, status, licence, programs in (
            Provider.objects.filter(municipality=scope.municipality, status__in=IN_REGISTER)
            .annotate(taught=Count("programs", filter=published))
            .order_by("pk")
            .values_list(
                "pk", "short_name", "department", "ownership", "status", "licence_number", "taught"
            )
        )
    ]
    columns = ("id", "organiser", "department", "ownership", "status", "is_licensed", "programs")
    return Sheet("organisers", (*columns, "is_acting"), rows)


def _acts(status: str, programs: int) -> bool:
    return status == Provider.Status.ACTIVE and programs > 0


def programs(scope: Scope) -> Sheet:
    """Programs of the municipality's organisers: published by that day, and on moderation."""
    published = Program.Status.PUBLISHED
    found = (
        Program.objects.filter(provider__municipality=scope.municipality)
        .filter(Q(status=published, published_on__lte=scope.day) | Q(status__in=MODERATED))
        .order_by("provider_id", "short_name", "pk")
        .values_list(
            "pk", "short_name", "provider__short_name", "provider_id", "direction_id", "register",
            "level", "age_from", "age_to", "status", "published_on",
        )
    )  # fmt: skip
    rows: list[Row] = [
        [*cells, "published" if status == published else "moderated",
         status == published and scope.in_quarter(published_on)]
        for *cells, status, published_on in found
    ]  # fmt: skip
    columns = ("id", "program", "organiser", "organiser_id", "direction", "register", "level")
    return Sheet("programs", (*columns, "age_from", "age_to", "state", "is_new"), rows)


def groups(scope: Scope) -> Sheet:
    """Open groups of published programs that have not ended, with their places (I12)."""
    found = (
        Group.objects.open()
        .filter(
            program__provider__municipality=scope.municipality,
            program__status=Program.Status.PUBLISHED,
            program__published_on__lte=scope.day,
            ends_on__gte=scope.day,
        )
        .order_by("program__provider_id", "program__short_name", "pk")
        .values_list(
            "pk", "name", "program__short_name", "program__provider__short_name",
            "program__provider_id", "program__direction_id", "starts_on", "ends_on", "capacity",
            "seats_taken",
        )
    )  # fmt: skip
    rows: list[Row] = [
        [*cells, f"{starts_on:%Y-%m-%d}", f"{ends_on:%Y-%m-%d}", capacity, taken, capacity - taken,
         taken >= capacity]
        for *cells, starts_on, ends_on, capacity, taken in found
    ]  # fmt: skip
    columns = ("id", "group", "program", "organiser", "organiser_id", "direction", "starts_on")
    return Sheet("groups", (*columns, "ends_on", "capacity", "taken", "free", "is_full"), rows)


ENROLMENT_COLUMNS = (
    "id", "child", "age", "sex", "direction", "source", "program", "organiser", "organiser_id",
    "is_resident", "is_elsewhere", "certificate",
)  # fmt: skip


def enrolments(scope: Scope) -> Sheet:
    """Places on which children study that day: of residents anywhere, of guests here (I02)."""
    here = Q(certificate__municipality=scope.municipality)
    contracts = (
        contracts_on(scope.day)
        .filter(stood__in=STUDY_BY_CONTRACT)
        .filter(here | Q(provider__municipality=scope.municipality))
        .order_by("pk")
        .values_list(
            "pk", "certificate__child_id", "certificate__child__birth_date",
            "certificate__child__sex", "direction_id", "group__program__short_name",
            "provider__short_name", "provider_id", "certificate__municipality_id",
            "provider__municipality_id", "certificate_id",
        )
    )  # fmt: skip
    places = (
        places_on(scope.day)
        .filter(stood=BudgetPlace.Status.ACTIVE)
        .filter(here | Q(group__program__provider__municipality=scope.municipality))
        .order_by("pk")
        .values_list(
            "pk", "certificate__child_id", "certificate__child__birth_date",
            "certificate__child__sex", "group__program__direction_id",
            "group__program__short_name", "group__program__provider__short_name",
            "group__program__provider_id", "certificate__municipality_id",
            "group__program__provider__municipality_id", "certificate_id", "is_paid",
        )
    )  # fmt: skip
    rows = [_enrolment(scope, "contract", *cells) for cells in contracts]
    rows += [
        _enrolment(scope, "paid" if is_paid else "budget", *cells) for *cells, is_paid in places
    ]
    return Sheet("enrolments", ENROLMENT_COLUMNS, rows)


def _enrolment(
    scope: Scope,
    source: str,
    pk: int,
    child: int,
    birth_date: date,
    sex: str,
    direction: str,
    program: str,
    organiser: str,
    organiser_id: int,
    lives_in: int,
    taught_in: int,
    certificate: int,
) -> Row:
    own = scope.municipality.pk
    age = full_years(birth_date, scope.day)
    return [
        pk, child, age, sex, direction, source, program, organiser, organiser_id,
        lives_in == own, taught_in != own, certificate,
    ]  # fmt: skip


def children(enrolled: Sheet, ages: range) -> Sheet:
    """Each resident child that studies, once, however many circles it attends (I01)."""
    at = {name: enrolled.columns.index(name) for name in ENROLMENT_COLUMNS}
    places: Counter[Any] = Counter()
    found: dict[Any, tuple[Any, Any, set[Any], set[Any]]] = {}
    for row in enrolled.select({"is_resident": True}):
        child = row[at["child"]]
        places[child] += 1
        known = found.setdefault(child, (row[at["age"]], row[at["sex"]], set(), set()))
        known[2].add(row[at["direction"]])
        known[3].add(str(row[at["organiser_id"]]))
    rows: list[Row] = [
        [child, age, sex, sorted(directions), sorted(taught_by), places[child], age in ages,
         places[child] > 1]
        for child, (age, sex, directions, taught_by) in sorted(found.items())
    ]  # fmt: skip
    columns = ("id", "age", "sex", "directions", "organisers", "places", "is_of_age", "in_several")
    return Sheet("children", columns, rows)


def certificates(scope: Scope, enrolled: Sheet) -> Sheet:
    """Living certificates by type and use (I03, I06).

    A funded one is used when a contract acts, an accounting one when the child studies anywhere;
    suspended ones stand apart.
    """
    holder, source = enrolled.columns.index("certificate"), enrolled.columns.index("source")
    with_place = {row[holder] for row in enrolled.rows}
    with_contract = {row[holder] for row in enrolled.rows if row[source] == "contract"}
    rows: list[Row] = []
    for pk, child, kind, stood, category, issued_on in (
        certificates_on(scope.day)
        .filter(municipality=scope.municipality)
        .order_by("pk")
        .values_list("pk", "child_id", "type_then", "stood", "category__name", "issued_on")
    ):
        users = with_contract if kind == Certificate.Type.FUNDED else with_place
        use = "used" if pk in users else "unused"
        if stood == Certificate.Status.SUSPENDED:
            use = "suspended"
        rows.append(
            [pk, child, kind, use, category, f"{issued_on:%Y-%m-%d}", scope.in_quarter(issued_on)]
        )
    columns = ("id", "child", "type", "use", "category", "issued_on", "is_new")
    return Sheet("certificates", columns, rows)


def applications(scope: Scope, decision_days: int) -> Sheet:
    """Applications of the quarter to the municipality's organisers, with their terms (I14)."""
    asked = {"requested_on__gte": scope.quarter.first_day}
    contracts = (
        contracts_on(scope.day)
        .filter(provider__municipality=scope.municipality, **asked)
        .values_list(
            "pk", "provider__short_name", "provider_id", "requested_on", "stood", "accepted_on",
            "decided_on", "refusal",
        )
    )  # fmt: skip
    places = (
        places_on(scope.day)
        .filter(group__program__provider__municipality=scope.municipality, **asked)
        .annotate(organiser=F("group__program__provider__short_name"))
        .values_list(
            "pk", "organiser", "group__program__provider_id", "requested_on", "stood", "decided_on"
        )
    )
    rows: list[Row] = []
    for pk, name, key, asked_on, stood, accepted_on, decided_on, refusal in contracts:
        outcome = _outcome(stood)
        answered_on = accepted_on or (decided_on if outcome == "refused" else None)
        answer = _answer(asked_on, answered_on, scope.day, decision_days)
        reason = refusal if outcome == "refused" else ""
        rows.append([pk, "contract", name, key, f"{asked_on:%Y-%m-%d}", outcome, reason, *answer])
    for pk, name, key, asked_on, stood, decided_on in places:
        outcome = _outcome(stood)
        answered_on = decided_on if outcome in ("accepted", "refused") else None
        answer = _answer(asked_on, answered_on, scope.day, decision_days)
        rows.append([pk, "place", name, key, f"{asked_on:%Y-%m-%d}", outcome, "", *answer])
    columns = ("id", "kind", "organiser", "organiser_id", "requested_on", "outcome", "refusal")
    return Sheet("applications", (*columns, "days", "is_answered", "is_in_term"), rows)


def _outcome(stood: str) -> str:
    if stood in (Contract.Status.REQUESTED, BudgetPlace.Status.NEW):
        return "waiting"
    if stood in (Contract.Status.REFUSED, Contract.Status.WITHDRAWN):
        return stood
    return "accepted"


def _answer(
    asked: date, answered: date | None, day: date, term: int
) -> tuple[int | None, bool, bool]:
    """Days to the answer, whether there was one by that day, and whether it came in the term."""
    if answered is None or answered > day:
        return None, False, False
    days = (answered - asked).days
    return days, True, days <= term
