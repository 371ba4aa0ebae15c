"""In which order programs are shown.

An order is taken over `fitting`: the programs that answer all filters, which the statement around
it has found already. So nothing is searched for twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, FloatField, Func, Min, QuerySet, Sum, TextChoices, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from programs import conditions
from programs.conditions import Filters
from programs.models import Group, Rating, SearchEntry, SearchGroup

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


@dataclass(frozen=True)
class Page:
    """Some of the fitting programs: the statement for their keys; what `fitting` must have."""

    sql: str
    params: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """The keys of `source` put in order `by`; `columns` are what `fitting` must have for it."""

    by: str
    source: str = "fitting"
    params: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()

    def page(self, first: int, last: int) -> Page:
        """The keys from place `first` up to `last`."""
        rows = f"OFFSET {first:d} LIMIT {last - first:d}"
        sql = f"SELECT pk FROM {self.source} ORDER BY {self.by} {rows}"
        return Page(sql, self.params, self.columns)


NEWEST = Order("published_on DESC, pk DESC", columns=("published_on",))
BY_NAME = Order("name_key, pk", columns=("name_key",))


class _Exact(Func):
    """What was asked, word for word."""

    function = "programs_search_exact"
    arity = 1
    output_field = SearchVectorField()


class _Rank(Func):
    function = "ts_rank"
    arity = 2
    output_field = FloatField()


def page(sort: str, filters: Filters, *, on: date, first: int, last: int) -> Page:
    """The keys from place `first` up to `last` in the order asked for."""
    return _order(sort, filters, on=on, last=last).page(first, last)


def _order(sort: str, filters: Filters, *, on: date, last: int) -> Order:
    if sort == Sort.NEAR and filters.near is not None:
        taught = _of_fitting(SearchGroup.objects.filter(ends_on__gte=on, latitude__isnull=False))
        return _least(taught.annotate(figure=Min(conditions.kilometres(filters.near))))
    if sort == Sort.PLACES:
        free = _of_fitting(Group.objects.to_join(on))
        return _least(free.annotate(figure=Sum(F("seats_taken") - F("capacity"))))
    if sort == Sort.RATED:
        return _least(_of_fitting(Rating.objects.all()).annotate(figure=-F("points")))
    if sort == Sort.SOON:
        soon = SearchGroup.objects.filter(has_place=True, starts_on__gte=on, ends_on__gte=on)
        return _least(_of_fitting(soon).annotate(figure=Min("starts_on")), then=BY_NAME)
    if sort == Sort.CHEAP:
        price = "own_part" if filters.is_funded else "month_price"
        return Order(f"{price} NULLS LAST, {BY_NAME.by}", columns=(price, *BY_NAME.columns))
    if sort == Sort.NAME:
        return BY_NAME
    if sort == Sort.NEW or not filters.text or last > RANKED:
        return NEWEST
    return _most_fitting(filters)


def _of_fitting(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    fitting = RawSQL("SELECT pk FROM fitting", ())
    return rows.filter(program_id__in=fitting).order_by().values_list("program_id")


def _least(figures: QuerySet[Any, Any], then: Order = NEWEST) -> Order:
    """Programs by a figure, the least first; then those without one.

    The figures are gathered in one pass: a look at the rows of each program would cost far more.
    """
    sql, params = figures.query.sql_with_params()
    source = f"fitting LEFT JOIN ({sql}) AS figures (pk, figure) USING (pk)"
    return Order(f"figure NULLS LAST, {then.by}", source, params, then.columns)


def _most_fitting(filters: Filters) -> Order:
    """The newest of the found, the most fitting first; whole words weigh more than beginnings."""
    vector = F("vector")
    exact = _Rank(vector, _Exact(Value(filters.text)))
    relevance = 2 * exact + _Rank(vector, conditions.asked_words(filters))
    newest = RawSQL(NEWEST.page(0, RANKED).sql, ())
    ranked = SearchEntry.objects.filter(pk__in=newest).order_by()
    sql, params = ranked.values_list("pk", "published_on", relevance).query.sql_with_params()
    source = f"({sql}) AS ranked (pk, published_on, relevance)"
    return Order(f"relevance DESC, {NEWEST.by}", source, params, NEWEST.columns)
