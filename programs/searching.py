"""The catalogue query behind the family's filters.

It reads the narrow search entries, which triggers of the database keep; how words become lexemes
is written in the migration that makes those triggers. Free places are asked of the groups
themselves, so they are right to the second and taking a seat costs the search nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import (
    Aggregate,
    Count,
    DateField,
    Exists,
    F,
    FloatField,
    Func,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from programs import conditions
from programs.conditions import Filters
from programs.models import Group, SearchEntry, SearchGroup
from programs.models.group import GroupQuerySet

PAGE = 20
# Only so many of what the words find are put in order by relevance: a word that finds thousands
# says little about any of them. Whole pages, so that no page has both kinds of order.
RANKED = 10 * PAGE


class Sort(TextChoices):
    """In which order programs are shown."""

    RELEVANCE = "relevance", _("the most fitting first")
    NEAR = "near", _("the nearest first")
    SOON = "soon", _("starting soon first")
    PLACES = "places", _("the most places first")
    NEW = "new", _("new ones first")
    CHEAP = "cheap", _("the least own part first")
    RATED = "rated", _("best marked by families first")
    NAME = "name", _("by name")


class _Exact(Func):
    """What was asked, word for word."""

    function = "programs_search_exact"
    arity = 1
    output_field = SearchVectorField()


class _Rank(Func):
    function = "ts_rank"
    arity = 2
    output_field = FloatField()


def taught_groups(on: date) -> GroupQuerySet:
    """Groups that are taught or will be."""
    return Group.objects.open().filter(ends_on__gte=on)


def groups_with_places(on: date) -> GroupQuerySet:
    """Groups that somebody can join: enrollment is open and a place is free."""
    return taught_groups(on).with_free_seats().filter(module__is_open=True)


def find(filters: Filters, *, sort: str, on: date, first: int, last: int) -> list[int]:
    """The keys of the programs from place `first` up to `last` in the wanted order."""
    entries = conditions.entries(filters, on=on)
    if sort == Sort.NEAR and filters.near is not None:
        taught = SearchGroup.objects.filter(ends_on__gte=on, latitude__isnull=False)
        way = Min(conditions.kilometres(filters.near))
        return _by_groups(filters, taught, way, on=on, first=first, last=last)
    if sort == Sort.PLACES:
        free = Sum(F("seats_taken") - F("capacity"))
        return _by_groups(filters, groups_with_places(on), free, on=on, first=first, last=last)
    if sort == Sort.NAME:
        ordered = entries.order_by("name_key", "pk")
    elif sort == Sort.CHEAP:
        price = "own_part" if filters.is_funded else "month_price"
        ordered = entries.order_by(F(price).asc(nulls_last=True), "name_key", "pk")
    elif sort == Sort.SOON:
        starts = _places(on).filter(starts_on__gte=on).order_by("starts_on").values("starts_on")
        ordered = entries.annotate(next_start=Subquery(starts[:1])).order_by(
            F("next_start").asc(nulls_last=True), "name_key", "pk"
        )
    elif sort == Sort.NEW:
        ordered = _newest_of_words(entries) if filters.text else _newest(entries)
    elif filters.text:
        ordered = _ranked(entries, filters) if last <= RANKED else _newest_of_words(entries)
    else:
        return _places_first(entries, on=on, first=first, last=last)
    return _keys(ordered.values_list("pk"), filters, first=first, last=last)


def _keys(ordered: QuerySet[Any, Any], filters: Filters, *, first: int, last: int) -> list[int]:
    return _rows(*ordered[first:last].query.sql_with_params(), filters)


def _rows(sql: str, params: Sequence[Any], filters: Filters) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(conditions.by_index(sql) if filters.text else sql, params)
        return [key for (key, *_rest) in cursor.fetchall()]


def _by_groups(
    filters: Filters,
    groups: QuerySet[Any],
    figure: Aggregate,
    *,
    on: date,
    first: int,
    last: int,
) -> list[int]:
    """Programs by a figure of their groups, the least first; then those without such groups.

    The groups are gathered in one pass: a look at those of each program would cost far more.
    """
    wanted, asked = (
        conditions.entries(filters, on=on).order_by().values_list("pk").query.sql_with_params()
    )
    figures, figured = (
        groups.filter(program_id__in=RawSQL("SELECT pk FROM wanted", ()))
        .order_by()
        .values_list("program_id")
        .annotate(figure=figure)
        .query.sql_with_params()
    )
    return _rows(
        f"WITH wanted (pk) AS MATERIALIZED ({wanted}), figures (pk, figure) AS ({figures})"
        " SELECT pk FROM wanted LEFT JOIN figures USING (pk)"
        " ORDER BY figure NULLS LAST, pk DESC OFFSET %s LIMIT %s",
        [*asked, *figured, first, last - first],
        filters,
    )


def _places(on: date) -> QuerySet[SearchGroup]:
    """Groups of a program that somebody can join."""
    return SearchGroup.objects.filter(
        program_id=OuterRef("pk"), has_place=True, ends_on__gte=on
    ).order_by()


def _places_first(entries: QuerySet[SearchEntry], *, on: date, first: int, last: int) -> list[int]:
    """Programs with a free place, then the others, each the newest first.

    Two walks along the index, each of which stops at the page: nothing is sorted.
    """
    with_place = entries.filter(Exists(_places(on)))
    found = list(_newest(with_place).values_list("pk", flat=True)[first:last])
    if len(found) < last - first:
        before = with_place.order_by().count()
        without = _newest(entries.exclude(Exists(_places(on)))).values_list("pk", flat=True)
        found += without[max(first - before, 0) : last - before]
    return found


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


def _newest(entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    return entries.order_by("-published_on", "-pk")


def _newest_of_words(entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    """The same where words are asked: sorted, not walked along the index of days.

    The walk would have to look into the vector of every program on its way.
    """
    day = Coalesce("published_on", Value(date.min), output_field=DateField())
    return entries.order_by(day.desc(), "-pk")


def _ranked(entries: QuerySet[SearchEntry], filters: Filters) -> QuerySet[SearchEntry]:
    """The newest of the found, the most fitting first; whole words weigh more than beginnings."""
    newest = _newest_of_words(entries).values("pk")[:RANKED]
    vector = F("vector")
    exact = _Rank(vector, _Exact(Value(filters.text)))
    relevance = 2 * exact + _Rank(vector, conditions.asked_words(filters))
    return (
        SearchEntry.objects.filter(pk__in=newest)
        .annotate(relevance=relevance)
        .order_by("-relevance", "-published_on", "-pk")
    )
