"""The catalogue query behind the family's filters.

It reads the narrow search entries, which triggers of the database keep; how words become lexemes
is written in the migration that makes those triggers. Free places are asked of the groups
themselves, so they are right to the second and taking a seat costs the search nothing.
"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from programs import conditions, counting, ordering
from programs.conditions import Filters
from programs.counting import Found
from programs.models import SearchEntry, SearchGroup
from programs.ordering import Sort


def answer(filters: Filters, *, sort: str, on: date, first: int, last: int) -> Found:
    """The counters, and the keys of the programs from place `first` up to `last`.

    What is sorted is found once for both. Where nothing is, the page is a walk along an index.
    """
    if not _is_walked(filters, sort):
        page = ordering.page(sort, filters, on=on, first=first, last=last)
        return counting.count(filters, on=on, page=page)
    found = counting.count(filters, on=on)
    if found.total:
        found.keys = _walk(filters, sort, on=on, first=first, last=last)
    return found


def find(filters: Filters, *, sort: str, on: date, first: int, last: int) -> list[int]:
    """The keys of the programs from place `first` up to `last` in the wanted order."""
    if _is_walked(filters, sort):
        return _walk(filters, sort, on=on, first=first, last=last)
    page = ordering.page(sort, filters, on=on, first=first, last=last)
    columns = ("pk", *page.columns)
    entries = conditions.entries(filters, on=on).order_by().values_list(*columns)
    fitting, params = entries.query.sql_with_params()
    sql = f"WITH fitting ({', '.join(columns)}) AS MATERIALIZED ({fitting}) {page.sql}"
    with connection.cursor() as cursor:
        cursor.execute(conditions.by_index(sql) if filters.text else sql, [*params, *page.params])
        return [key for (key,) in cursor.fetchall()]


def _is_walked(filters: Filters, sort: str) -> bool:
    """Whether the page stands along the index of days."""
    return not filters.text and sort in (Sort.RELEVANCE, Sort.NEW)


def _walk(filters: Filters, sort: str, *, on: date, first: int, last: int) -> list[int]:
    """Programs with a free place, then the others, each the newest first; or just the newest.

    Walks along the index, each of which stops at the page: nothing is sorted.
    """
    newest = conditions.entries(filters, on=on).order_by("-published_on", "-pk")
    if sort == Sort.NEW:
        return _keys(newest, first, last)
    places = SearchGroup.objects.filter(
        program_id=OuterRef("pk"), has_place=True, ends_on__gte=on
    ).order_by()
    with_place = newest.filter(Exists(places))
    found = _keys(with_place, first, last)
    if len(found) < last - first:
        before = with_place.order_by().count()
        found += _keys(newest.exclude(Exists(places)), max(first - before, 0), last - before)
    return found


def _keys(ordered: QuerySet[SearchEntry], first: int, last: int) -> list[int]:
    return list(ordered.values_list("pk", flat=True)[first:last])


def relaxations(filters: Filters, *, on: date) -> dict[str, int]:
    """How many programs each filter hides: its name, and the number found without it."""
    asked = filters.asked()
    queries = [
        conditions.entries(filters.without(name), on=on)
        .order_by()
        .annotate(filter_name=Value(name))
        .values("filter_name")
        .annotate(number=Count("pk"))
        .values_list("filter_name", "number")
        for name in asked
    ]
    if not queries:
        return {}
    sql, params = queries[0].union(*queries[1:], all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(conditions.by_index(sql) if filters.text else sql, params)
        return dict(cursor.fetchall())
