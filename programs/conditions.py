"""What a visitor asks of the catalogue, and the conditions that follow for its search entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchVectorField
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
)
from django.db.models.functions import Sqrt
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from programs.models import Program, SearchEntry, SearchGroup
from reference.days import SchoolYear
from reference.health import HealthCondition
from reference.points import KM_IN_DEGREE, Point

HEALTH_BITS = {code: 1 << place for place, code in enumerate(HealthCondition.values)}


class Payment(TextChoices):
    """Who pays for the lessons, as families ask about it."""

    CERTIFICATE = "certificate", _("by the certificate")
    BUDGET = "budget", _("free of charge, from the budget")
    PAID = "paid", _("by the parents")


@dataclass(frozen=True)
class Filters:
    """What a visitor asks for; an empty value asks for nothing.

    `readings` are other ways to read the text: another keyboard, a synonym. `is_funded` says
    whether the child's certificate has money; where no child is chosen it is taken to have some.
    `within` is kilometres around the point `near`.
    """

    text: str = ""
    readings: tuple[str, ...] = ()
    municipality: int | None = None
    child: int | None = None
    age: int | None = None
    is_funded: bool = True
    directions: tuple[str, ...] = ()
    activity: int | None = None
    payments: tuple[str, ...] = ()
    own_part: int | None = None
    register: str = ""
    level: str = ""
    form: str = ""
    health: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    opens: int | None = None
    closes: int | None = None
    free_only: bool = False
    next_year: bool = False
    no_doctor: bool = False
    provider: int | None = None
    venue: int | None = None
    near: Point | None = None
    within: int | None = None

    def asked(self) -> list[str]:
        """The names of the filters that are at work."""
        nothing = Filters()
        return [
            field.name
            for field in fields(self)
            if field.name not in COMPANIONS
            and getattr(self, field.name) != getattr(nothing, field.name)
            and not (field.name == "age" and self.child is not None)
        ]

    def without(self, *names: str) -> Filters:
        """The same without some filters, and without what came along with them."""
        nothing = Filters()
        dropped = {*names, *(name for name, leader in COMPANIONS.items() if leader in names)}
        if "child" in names:
            dropped.add("age")
        return replace(self, **{name: getattr(nothing, name) for name in dropped})

    @property
    def asks_groups(self) -> bool:
        """Whether one group of the program must answer."""
        return any(getattr(self, name) not in ((), None, False) for name in OF_GROUPS)


# What is no filter of its own: it goes with another one.
COMPANIONS = {"readings": "text", "is_funded": "child", "near": "within"}
OF_GROUPS = ("weekdays", "opens", "closes", "free_only", "next_year", "venue", "within")

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


class _Matches(Func):
    """vector @@ query"""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()
    conditional = True


class _Either(Func):
    """query || query"""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


class _Query(Func):
    """What was asked, and whatever begins like its last word."""

    function = "programs_search_query"
    arity = 1
    output_field = SearchVectorField()


class _Bits(Func):
    """Which of the wanted bits are there."""

    template = "(%(expressions)s)"
    arg_joiner = " & "
    output_field = IntegerField()


def asked_words(filters: Filters) -> Func:
    """The query of the database for the text and its other readings."""
    return _Either(*(_Query(Value(words)) for words in (filters.text, *filters.readings)))


def entries(filters: Filters, *, on: date) -> QuerySet[SearchEntry]:
    """The entries that answer all filters."""
    return SearchEntry.objects.filter(*hard(filters, on=on), *soft(filters).values())


def by_index(sql: str) -> str:
    """A statement that finds words by their index alone.

    The database does not know that the vectors lie elsewhere, and takes it for cheap to fetch them
    one by one along the table or another index. Sent together, all is one trip, and what is set
    ends with the transaction. Nor are there helpers: the other cores belong to other visitors.
    """
    off = "enable_seqscan = off", "enable_indexscan = off", "max_parallel_workers_per_gather = 0"
    return "".join(f"SET LOCAL {one}; " for one in off) + sql


def hard(filters: Filters, *, on: date) -> Iterable[Q]:
    """The conditions nobody counts the other choices of, and what is asked of groups."""
    if filters.text:
        yield Q(_Matches(F("vector"), asked_words(filters)))
    if filters.municipality is not None:
        yield Q(municipality_id=filters.municipality)
    if filters.provider is not None:
        yield Q(provider_id=filters.provider)
    if filters.age is not None:
        yield Q(age_from__lte=filters.age, age_to__gte=filters.age)
    if filters.own_part is not None:
        price = "own_part" if filters.is_funded else "month_price"
        yield Q(**{f"{price}__lte": filters.own_part})
    if filters.no_doctor:
        yield Q(needs_medical_certificate=False)
    if filters.asks_groups:
        yield Q(Exists(groups(filters, on=on).filter(program_id=OuterRef("pk"))))


def soft(filters: Filters) -> dict[str, Q]:
    """The conditions whose other choices are counted, by the name of the filter."""
    conditions = {}
    if filters.directions:
        conditions["directions"] = Q(direction_id__in=filters.directions)
    if filters.activity is not None:
        conditions["activity"] = Q(activity_id=filters.activity)
    if filters.payments:
        conditions["payments"] = reduce(or_, (PAYS[payment] for payment in filters.payments))
    for name in ("register", "level", "form"):
        if value := getattr(filters, name):
            conditions[name] = Q(**{name: value})
    if filters.health:
        wanted = sum(HEALTH_BITS[code] for code in filters.health)
        conditions["health"] = Q(_Has(_Bits(F("health"), Value(wanted)), Value(wanted)))
    return conditions


class _Has(Func):
    """bits = bits"""

    template = "(%(expressions)s)"
    arg_joiner = " = "
    output_field = BooleanField()
    conditional = True


class _Any(Func):
    """bits <> none"""

    template = "(%(expressions)s <> 0)"
    output_field = BooleanField()
    conditional = True


def groups(filters: Filters, *, on: date) -> QuerySet[SearchGroup]:
    """Groups that answer all filters at once: a place on Tuesday is no help to Saturday people."""
    return SearchGroup.objects.filter(*of_groups(filters, on=on).values(), ends_on__gte=on)


def of_groups(filters: Filters, *, on: date) -> dict[str, Q]:
    """The conditions on groups, by the name of the filter."""
    conditions = {}
    if filters.weekdays:
        conditions["weekdays"] = Q(_Any(_Bits(F("weekdays"), Value(mask(filters.weekdays)))))
    if filters.opens is not None:
        conditions["opens"] = Q(opens__gte=filters.opens)
    if filters.closes is not None:
        conditions["closes"] = Q(closes__lte=filters.closes)
    if filters.free_only:
        conditions["free_only"] = Q(has_place=True)
    if filters.next_year:
        conditions["next_year"] = Q(starts_on__gte=next_year(on))
    if filters.venue is not None:
        conditions["venue"] = Q(venue_id=filters.venue)
    if filters.near is not None and filters.within is not None:
        conditions["within"] = within(filters.near, filters.within)
    return conditions


def kilometres(point: Point, of: str = "") -> Expression:
    """How far the row lies from the point, as `Point.distance` reckons it."""
    north = (F(f"{of}latitude") - point.latitude) * KM_IN_DEGREE
    east = (F(f"{of}longitude") - point.longitude) * point.km_east
    return Sqrt(north * north + east * east, output_field=FloatField())


def within(point: Point, km: float) -> Q:
    """Rows so near: a square the index knows, and the circle in it."""
    north, east = km / KM_IN_DEGREE, km / point.km_east
    return Q(
        LessThanOrEqual(kilometres(point), km),
        latitude__range=(point.latitude - north, point.latitude + north),
        longitude__range=(point.longitude - east, point.longitude + east),
    )


def next_year(on: date) -> date:
    """The first day of the next school year."""
    return SchoolYear.of(on).next.first_day


def mask(weekdays: Iterable[int]) -> int:
    """Weekdays as the bits of a group."""
    return sum(1 << (day - 1) for day in set(weekdays))
