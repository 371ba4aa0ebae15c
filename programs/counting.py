"""How much the catalogue has: of what is asked for, and of what every other choice would give.

One pass over the entries: a row that fails two of the conditions is of no use to any counter, one
that fails a single condition belongs to the counter of that filter alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Value, When

from programs import conditions
from programs.conditions import BUDGET_REGISTERS, HEALTH_BITS, Filters, Payment
from programs.models import Program, SearchEntry, SearchGroup, Slot

# Where more programs are found, nobody is helped by how many of them meet on Tuesdays.
GROUPS_COUNTED = 5_000
FACETS = ("directions", "activity", "payments", "register", "level", "form", "health")
ROW = (
    *("direction_id", "activity_id", "register", "takes_certificates", "level", "form"),
    *("health", "municipality_id"),
)


@dataclass
class Found:
    """How many programs there are, and how many every other choice of a filter would give.

    `with_places` and the counters of groups are missing where too many programs are found.
    """

    total: int = 0
    with_places: int | None = None
    next_year: int | None = None
    by_direction: Counter[str] = field(default_factory=Counter)
    by_activity: Counter[int] = field(default_factory=Counter)
    by_payment: Counter[str] = field(default_factory=Counter)
    by_register: Counter[str] = field(default_factory=Counter)
    by_level: Counter[str] = field(default_factory=Counter)
    by_form: Counter[str] = field(default_factory=Counter)
    by_health: Counter[str] = field(default_factory=Counter)
    by_municipality: Counter[int] = field(default_factory=Counter)
    by_weekday: Counter[int] | None = None


def count(filters: Filters, *, on: date) -> Found:
    """Count what the filters find, and what every other choice would."""
    found = Found()
    for kind, number, one, failed in _cells(filters, on=on):
        if kind == "municipality":
            found.by_municipality[one] += number
        elif kind == "activity":
            found.by_activity[one] += number
        elif kind == "health":
            found.by_health[one] += number
        else:
            _add(found, one, failed, number)
    without_groups = filters.without(*conditions.OF_GROUPS)
    if found.total and (filters.asks_groups or found.total <= GROUPS_COUNTED):
        _count_groups(found, filters, without_groups, on=on)
    return found


def _add(found: Found, one: tuple[str, str, bool, str, str], failed: str, number: int) -> None:
    """Put the rows of one kind where they count."""
    direction, register, takes_certificates, level, form = one
    if not failed:
        found.total += number
    if failed in ("", "directions"):
        found.by_direction[direction] += number
    if failed in ("", "payments"):
        found.by_payment.update(dict.fromkeys(_payments(register, takes_certificates), number))
    for name, counter, value in (
        ("register", found.by_register, register),
        ("level", found.by_level, level),
        ("form", found.by_form, form),
    ):
        if failed in ("", name):
            counter[value] += number


def _cells(filters: Filters, *, on: date) -> Iterator[tuple[str, int, Any, str]]:
    """The rows by what the counters go by: at most some hundred kinds, and three lists."""
    soft = conditions.soft(filters)
    names = list(soft)
    rows = SearchEntry.objects.filter(*conditions.hard(filters, on=on)).order_by()
    if soft:
        failures = sum(
            (
                Case(When(one, then=0), default=1, output_field=IntegerField())
                for one in soft.values()
            ),
            start=Value(0),
        )
        rows = rows.annotate(failures=failures).filter(failures__lte=1)
    failed = Case(
        *(When(~one, then=Value(place)) for place, one in enumerate(soft.values(), start=1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    sql, params = rows.annotate(failed=failed).values_list(*ROW, "failed").query.sql_with_params()
    of = {name: [0, names.index(name) + 1] if name in names else [0] for name in FACETS}
    with connection.cursor() as cursor:
        counted = f"WITH found ({', '.join(ROW)}, failed) AS MATERIALIZED ({sql}) {COUNTS}"
        cursor.execute(
            conditions.by_index(counted) if filters.text else counted,
            [*params, of["activity"], of["health"]],
        )
        for kind, number, key, *one, place in cursor.fetchall():
            if kind == "health":
                for code, bit in HEALTH_BITS.items():
                    if key & bit:
                        yield kind, number, code, ""
            elif kind:
                yield kind, number, key, ""
            else:
                yield kind, number, tuple(one), names[place - 1] if place else ""


COUNTS = """
    SELECT '', count(*), NULL::bigint, direction_id, register, takes_certificates, level, form,
        failed
    FROM found GROUP BY direction_id, register, takes_certificates, level, form, failed
    UNION ALL
    SELECT 'municipality', count(*), municipality_id, '', '', false, '', '', 0
    FROM found WHERE failed = 0 GROUP BY municipality_id
    UNION ALL
    SELECT 'activity', count(*), activity_id, '', '', false, '', '', 0
    FROM found WHERE failed = ANY (%s) AND activity_id IS NOT NULL GROUP BY activity_id
    UNION ALL
    SELECT 'health', count(*), health, '', '', false, '', '', 0
    FROM found WHERE failed = ANY (%s) AND health <> 0 GROUP BY health
"""


def _payments(register: str, takes_certificates: bool) -> set[str]:
    """The ways of paying of an entry: what PAYS asks of the database, asked of its values."""
    ways: set[str] = set()
    if takes_certificates:
        ways.add(Payment.CERTIFICATE)
    if register in BUDGET_REGISTERS:
        ways.add(Payment.BUDGET)
    if register == Program.Register.PAID:
        ways.add(Payment.PAID)
    return ways


def _count_groups(found: Found, filters: Filters, rest: Filters, *, on: date) -> None:
    """What the groups of the found programs offer, each filter of groups left out in its turn."""
    asked = conditions.of_groups(filters, on=on)
    programs = conditions.entries(rest, on=on).order_by().values("pk")
    groups = SearchGroup.objects.filter(program_id__in=programs, ends_on__gte=on).order_by()

    def fits(but: str) -> Case:
        kept = [one for name, one in asked.items() if name != but]
        if not kept:
            return Case(default=Value(1), output_field=IntegerField())
        return Case(
            When(reduce(and_, kept), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )

    sql, params = (
        groups.annotate(
            for_place=fits("free_only"), for_year=fits("next_year"), for_day=fits("weekdays")
        )
        .values_list(
            "program_id", "has_place", "starts_on", "weekdays", "for_place", "for_year", "for_day"
        )
        .query.sql_with_params()
    )
    with connection.cursor() as cursor:
        counted = GROUP_COUNTS.format(sql=sql)
        cursor.execute(
            conditions.by_index(counted) if filters.text else counted,
            [conditions.next_year(on), *params],
        )
        with_places, next_year, *weekdays = cursor.fetchone()
    found.with_places, found.next_year = with_places, next_year
    found.by_weekday = Counter(dict(zip(Slot.Weekday.values, weekdays, strict=True)))


_DAYS = ", ".join(f"count(*) FILTER (WHERE days & {1 << place} <> 0)" for place in range(7))
GROUP_COUNTS = (
    "SELECT count(*) FILTER (WHERE place), count(*) FILTER (WHERE year), "
    + _DAYS
    + """
    FROM (
        SELECT bool_or(has_place AND for_place = 1) AS place,
            bool_or(starts_on >= %s AND for_year = 1) AS year,
            bit_or(weekdays) FILTER (WHERE for_day = 1) AS days
        FROM ({sql}) AS met (
            program_id, has_place, starts_on, weekdays, for_place, for_year, for_day
        )
        GROUP BY program_id
    ) AS programs
"""
)
