"""The catalogue query behind the family's filters.

It reads the narrow search entries, which triggers of the database keep; how words become lexemes
is written in the migration that makes those triggers. Free places are asked of the groups
themselves, so they are right to the second and taking a seat costs the search nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchVectorField
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
)
from django.utils.translation import gettext_lazy as _

from programs.models import Group, Program, SearchEntry
from programs.models.group import GroupQuerySet

PAGE = 20
# Only so many of what the words find are put in order by relevance: a word that finds thousands
# says little about any of them. Whole pages, so that no page has both kinds of order.
RANKED = 10 * PAGE


class Payment(TextChoices):
    """Who pays for the lessons, as families ask about it."""

    CERTIFICATE = "certificate", _("by the certificate")
    BUDGET = "budget", _("free of charge, from the budget")
    PAID = "paid", _("by the parents")


class Sort(TextChoices):
    """In which order programs are shown."""

    RELEVANCE = "relevance", _("the most fitting first")
    SOON = "soon", _("starting soon first")
    NAME = "name", _("by name")


@dataclass(frozen=True)
class Filters:
    """What a visitor asks for; an empty value asks for nothing."""

    text: str = ""
    municipality: int | None = None
    age: int | None = None
    directions: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    register: str = ""
    level: str = ""
    weekdays: tuple[int, ...] = ()
    free_only: bool = False
    provider: int | None = None

    def asked(self) -> list[str]:
        """The names of the filters that are at work."""
        nothing = Filters()
        return [
            field.name
            for field in fields(self)
            if getattr(self, field.name) != getattr(nothing, field.name)
        ]

    def without(self, name: str) -> Filters:
        """The same without one filter."""
        return replace(self, **{name: getattr(Filters(), name)})


# What the municipal assignment pays for (R5.02).
BUDGET_REGISTERS = (
    Program.Register.PREPROFESSIONAL,
    Program.Register.SIGNIFICANT,
    Program.Register.OTHER_BUDGET,
)

PAYS: dict[str, Q] = {
    Payment.CERTIFICATE: Q(takes_certificates=True),
    Payment.BUDGET: Q(register__in=BUDGET_REGISTERS),
    Payment.PAID: Q(register=Program.Register.PAID),
}


@dataclass(frozen=True)
class Found:
    """How much there is: programs, those with free places, and what other choices would give.

    `by_direction` and `by_payment` count with every filter but their own.
    """

    total: int
    with_places: int
    by_direction: Counter[str]
    by_payment: Counter[str]


class _Matches(Func):
    """vector @@ query"""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()
    conditional = True


class _Query(Func):
    """What was asked, and whatever begins like its last word."""

    function = "programs_search_query"
    arity = 1
    output_field = SearchVectorField()


class _Exact(_Query):
    """What was asked, word for word."""

    function = "programs_search_exact"


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


def count(filters: Filters, *, on: date) -> Found:
    """Count what the filters find, and what every other choice of direction and payment would."""
    entries = _entries(filters.without("directions").without("payments"), on=on)
    total = 0
    by_direction: Counter[str] = Counter()
    by_payment: Counter[str] = Counter()
    for direction, register, takes_certificates, number in _counted(entries):
        ways = _payments(register, takes_certificates)
        fits_direction = not filters.directions or direction in filters.directions
        fits_payment = not filters.payments or not ways.isdisjoint(filters.payments)
        if fits_payment:
            by_direction[direction] += number
        if fits_direction:
            by_payment.update(dict.fromkeys(ways, number))
        if fits_direction and fits_payment:
            total += number
    with_places = _entries(filters, on=on).filter(_has_place(on)).count() if total else 0
    return Found(total, with_places, by_direction, by_payment)


def find(filters: Filters, *, sort: str, on: date, first: int, last: int) -> list[int]:
    """The keys of the programs from place `first` up to `last` in the wanted order."""
    entries = _entries(filters, on=on)
    if sort == Sort.NAME:
        ordered = entries.order_by("name_key", "pk")
    elif sort == Sort.SOON:
        ordered = entries.annotate(
            next_start=Min(
                "program__groups__starts_on",
                filter=Q(program__groups__in=groups_with_places(on).filter(starts_on__gte=on)),
            )
        ).order_by(F("next_start").asc(nulls_last=True), "name_key", "pk")
    elif filters.text and last <= RANKED:
        ordered = _ranked(entries, filters.text)
    elif filters.text:
        ordered = _newest(entries)
    else:
        ordered = entries.annotate(has_place=_has_place(on)).order_by(
            "-has_place", "-published_on", "-pk"
        )
    return list(ordered.values_list("pk", flat=True)[first:last])


def relaxations(filters: Filters, *, on: date) -> dict[str, int]:
    """How many programs each filter hides: its name, and the number found without it."""
    asked = filters.asked()
    queries = [
        _entries(filters.without(name), on=on)
        .order_by()
        .annotate(filter_name=Value(name))
        .values("filter_name")
        .annotate(number=Count("pk"))
        .values_list("filter_name", "number")
        for name in asked
    ]
    if not queries:
        return {}
    return dict(queries[0].union(*queries[1:], all=True))


def _entries(filters: Filters, *, on: date) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(*_conditions(filters, on=on))


def _conditions(filters: Filters, *, on: date) -> Iterable[Q]:
    if filters.text:
        yield Q(_Matches(F("vector"), _Query(Value(filters.text))))
    if filters.municipality is not None:
        yield Q(municipality_id=filters.municipality)
    if filters.provider is not None:
        yield Q(provider_id=filters.provider)
    if filters.age is not None:
        yield Q(age_from__lte=filters.age, age_to__gte=filters.age)
    if filters.directions:
        yield Q(direction_id__in=filters.directions)
    if filters.payments:
        yield reduce(or_, (PAYS[payment] for payment in filters.payments))
    if filters.register:
        yield Q(register=filters.register)
    if filters.level:
        yield Q(level=filters.level)
    if filters.weekdays or filters.free_only:
        # one group must answer both: a free place on Tuesday is no help to those free on Saturday
        groups = groups_with_places(on) if filters.free_only else taught_groups(on)
        if filters.weekdays:
            groups = groups.filter(slots__weekday__in=filters.weekdays)
        yield Q(Exists(groups.filter(program=OuterRef("pk"))))


def _has_place(on: date) -> Exists:
    return Exists(groups_with_places(on).filter(program=OuterRef("pk")))


def _counted(entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry, tuple[str, str, bool, int]]:
    """The entries by what the counters of the filters go by: at most thirty rows."""
    return (
        entries.order_by()
        .values("direction_id", "register", "takes_certificates")
        .annotate(number=Count("pk"))
        .values_list("direction_id", "register", "takes_certificates", "number")
    )


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


def _newest(entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    return entries.order_by("-published_on", "-pk")


def _ranked(entries: QuerySet[SearchEntry], text: str) -> QuerySet[SearchEntry]:
    """The newest of the found, the most fitting first; whole words weigh more than beginnings."""
    newest = _newest(entries).values("pk")[:RANKED]
    vector = F("vector")
    relevance = 2 * _Rank(vector, _Exact(Value(text))) + _Rank(vector, _Query(Value(text)))
    return (
        SearchEntry.objects.filter(pk__in=newest)
        .annotate(relevance=relevance)
        .order_by("-relevance", "-published_on", "-pk")
    )
