"""How much the catalogue has: of what is asked for, and of what every other choice would give.

One pass over the entries: a row that fails two of the conditions is of no use to any counter, one
that fails a single condition belongs to the counter of that filter alone, and those that fail none
are `fitting` where a group meets what is asked of groups: the page of the list is taken of them.
What other days would give is counted of the groups of all that fail no condition of programs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add, and_
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from programs import conditions
from programs.conditions import BUDGET_REGISTERS, HEALTH_BITS, Filters, Payment
from programs.models import Program, SearchEntry, SearchGroup, Slot
from programs.ordering import Page

# Where more programs are found, nobody is helped by how many of them meet on Tuesdays.
GROUPS_COUNTED = 5_000
COUNTED_OF_GROUPS = ("weekdays", "free_only", "next_year")
FACETS = ("directions", "activity", "payments", "register", "level", "form", "health")
ROW = (
    *("direction_id", "activity_id", "register", "takes_certificates", "level", "form"),
    *("health", "municipality_id"),
)


@dataclass
class Found:
    """How many programs there are, and how many every other choice of a filter would give.

    `with_places` and the counters of groups are missing where too many programs are found; `keys`
    are the programs of the page that was asked for along with the counters.
    """

    total: int = 0
    keys: list[int] = field(default_factory=list)
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


def count(filters: Filters, *, on: date, page: Page | None = None) -> Found:
    """Count what the filters find, and what every other choice would; with a page of the found."""
    found = Found()
    names = list(conditions.soft(filters))
    of_groups: list[int] = []
    for kind, number, key, *one, place, several in _rows(filters, on=on, page=page):
        match kind:
            case "municipality":
                found.by_municipality[key] = number
            case "activity":
                found.by_activity[key] = number
            case "health":
                for code, bit in HEALTH_BITS.items():
                    if key & bit:
                        found.by_health[code] += number
            case "groups":
                of_groups = several
            case "page":
                found.keys = several
            case _:
                _add(found, tuple(one), names[place - 1] if place else "", number)
    if found.total and (filters.asks_groups or found.total <= GROUPS_COUNTED):
        found.with_places, found.next_year, *weekdays = of_groups
        found.by_weekday = Counter(dict(zip(Slot.Weekday.values, weekdays, strict=True)))
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


def _rows(filters: Filters, *, on: date, page: Page | None) -> list[tuple[Any, ...]]:
    """The rows by what the counters go by: at most some hundred kinds, and the lists beside."""
    soft = conditions.soft(filters)
    names = list(soft)
    of = {name: [0, names.index(name) + 1] if name in names else [0] for name in FACETS}
    columns = ("pk", *ROW, *(page.columns if page else ()))
    entries, params = (
        _entries(filters, soft, on=on).values_list(*columns, "failed").query.sql_with_params()
    )
    offer, of_groups = _offer(filters, on=on)
    # what other days would give is known only where no group was asked for yet
    found, offered = (
        (f"SELECT * FROM rows {offer}", "found WHERE failed < 1")
        if _counted(filters)
        else ("SELECT *, true AS meets FROM rows", f"({_few(filters)}) AS rows {offer}")
    )
    # “< 1”, not “= 0”: of an equality the planner expects so few rows that it loops over thousands
    sql = f"""
        WITH rows ({", ".join(columns)}, failed) AS ({entries}),
            found AS MATERIALIZED ({found}),
            fitting AS MATERIALIZED (SELECT * FROM found WHERE meets AND failed < 1)
        {COUNTS} {GROUP_COUNTS} FROM {offered}
    """
    counted = of["activity"], of["health"]
    params = (
        (*params, *of_groups, *counted) if _counted(filters) else (*params, *counted, *of_groups)
    )
    if page:
        sql += f" UNION ALL SELECT 'page', 0, 0, '', '', false, '', '', 0, ARRAY({page.sql})"
        params += page.params
    with connection.cursor() as cursor:
        cursor.execute(conditions.by_index(sql) if filters.text else sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _entries(filters: Filters, soft: dict[str, Q], *, on: date) -> QuerySet[SearchEntry]:
    """The entries that fail at most one of the soft conditions, and the place of that one."""
    rest = filters.without(*COUNTED_OF_GROUPS)
    rows = SearchEntry.objects.filter(*conditions.hard(rest, on=on)).order_by()
    if len(soft) > 1:
        failures = (Case(When(one, then=0), default=1) for one in soft.values())
        rows = rows.alias(failures=reduce(add, failures)).filter(failures__lte=1)
    failed = (When(~one, then=Value(place)) for place, one in enumerate(soft.values(), start=1))
    return rows.annotate(failed=Case(*failed, default=Value(0)))


def _counted(filters: Filters) -> bool:
    """Whether something of groups is asked for whose other choices are counted."""
    return any(getattr(filters, name) for name in COUNTED_OF_GROUPS)


def _few(filters: Filters) -> str:
    """The fitting programs, unless they are too many to look at their groups."""
    programs = "SELECT pk FROM fitting"
    if filters.asks_groups:
        return programs
    return f"{programs} WHERE (SELECT count(*) FROM fitting) <= {GROUPS_COUNTED:d}"


COUNTS = """
    SELECT '', count(*), 0::bigint, direction_id, register, takes_certificates, level, form,
        failed, NULL::bigint[]
    FROM found WHERE meets GROUP BY direction_id, register, takes_certificates, level, form, failed
    UNION ALL
    SELECT 'municipality', count(*), municipality_id, '', '', false, '', '', 0, NULL
    FROM fitting GROUP BY municipality_id
    UNION ALL
    SELECT 'activity', count(*), activity_id, '', '', false, '', '', 0, NULL
    FROM found WHERE meets AND failed = ANY (%s) AND activity_id IS NOT NULL GROUP BY activity_id
    UNION ALL
    SELECT 'health', count(*), health, '', '', false, '', '', 0, NULL
    FROM found WHERE meets AND failed = ANY (%s) AND health <> 0 GROUP BY health
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


def _offer(filters: Filters, *, on: date) -> tuple[str, tuple[Any, ...]]:
    """What the groups of a row's program offer, each filter of groups left out in its turn."""
    asked = conditions.of_groups(filters, on=on)

    def fits(but: str = "") -> Case:
        kept = [one for name, one in asked.items() if name != but]
        whens = [When(reduce(and_, kept), then=Value(True))] if kept else []
        return Case(*whens, default=Value(not kept))

    groups = SearchGroup.objects.filter(program_id=RawSQL("rows.pk", ()), ends_on__gte=on)
    sql, params = (
        groups.order_by()
        .annotate(
            fits=fits(),
            for_place=fits("free_only"),
            for_year=fits("next_year"),
            for_day=fits("weekdays"),
        )
        .values_list(
            *("has_place", "starts_on", "weekdays", "fits", "for_place", "for_year", "for_day")
        )
        .query.sql_with_params()
    )
    return OFFER.format(sql=sql), (conditions.next_year(on), *params)


OFFER = """
    CROSS JOIN LATERAL (
        SELECT bool_or(fits) AS meets,
            bool_or(has_place AND for_place) AS place,
            bool_or(starts_on >= %s AND for_year) AS year,
            bit_or(weekdays) FILTER (WHERE for_day) AS days
        FROM ({sql}) AS met (has_place, starts_on, weekdays, fits, for_place, for_year, for_day)
    ) AS offer
"""
_DAYS = ", ".join(f"count(*) FILTER (WHERE days & {1 << place} <> 0)" for place in range(7))
GROUP_COUNTS = (
    "UNION ALL SELECT 'groups', 0, 0, '', '', false, '', '', 0,"
    f" ARRAY[count(*) FILTER (WHERE place), count(*) FILTER (WHERE year), {_DAYS}]"
)
