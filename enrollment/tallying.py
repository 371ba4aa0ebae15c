"""Counts what ratings are made of: marks by contracts, and who has left (R5.23).

Ratings stand a floor below and know no contracts: they are handed the counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from enrollment.models import BudgetPlace, Contract, Opinion
from programs import rating
from programs.models import Rating
from programs.rating import MARKS, Tally

# A contract that is closed weighs twice, one that acts once; places go alike.
OF_CLOSED, OF_ACTIVE = 2, 1
TAUGHT = (Contract.Status.ACTIVE, Contract.Status.TERMINATING, Contract.Status.CLOSED)
CHUNK = 500


@transaction.atomic
def recount(programs: Collection[int]) -> int:
    """Work the ratings of these programs out anew; how many changed.

    The ratings are locked before anything is counted, so that of two opinions given at once
    neither is left out.
    """
    rating.lock(programs)
    return rating.keep(_tallies(programs))


def recount_all() -> Iterator[int]:
    """The same for every program somebody has said something of, a chunk at a time."""
    said = Opinion.objects.order_by().values_list("program_id", flat=True)
    rated = Rating.objects.values_list("program_id", flat=True)
    keys = sorted({*said, *rated})
    for first in range(0, len(keys), CHUNK):
        if changed := recount(keys[first : first + CHUNK]):
            yield changed


def _tallies(programs: Collection[int]) -> dict[int, Tally]:
    marks = {row["program_id"]: row for row in _marks(programs)}
    contracts = {row["group__program_id"]: row for row in _contracts(programs)}
    places = dict(
        BudgetPlace.objects.filter(
            Q(status=BudgetPlace.Status.ACTIVE)
            | Q(status=BudgetPlace.Status.LEFT, left_on__gt=F("starts_on")),
            program_id__in=programs,
        )
        .order_by()
        .values_list("program_id")
        .annotate(Count("pk"))
    )
    nothing: dict[str, int] = defaultdict(int)
    tallies = {}
    for key in programs:
        said, taught = marks.get(key, nothing), contracts.get(key, nothing)
        tallies[key] = Tally(
            sums={mark: said[f"sum_{mark}"] for mark in MARKS},
            weight=said["weight"],
            given=said["given"],
            children=said["children"],
            studied=taught["taught"] + places.get(key, 0),
            contracts=taught["taught"],
            left=taught["left"],
        )
    return tallies


def _marks(programs: Collection[int]) -> Any:
    """Marks of programs, those of closed contracts twice (R5.23)."""
    weight = Case(
        When(
            Q(contract__status=Contract.Status.CLOSED) | Q(place__status=BudgetPlace.Status.LEFT),
            then=Value(OF_CLOSED),
        ),
        default=Value(OF_ACTIVE),
        output_field=IntegerField(),
    )
    return (
        Opinion.objects.counted()
        .filter(program__in=programs)
        .order_by()
        .values("program_id")
        .annotate(
            given=Count("pk"),
            children=Count(
                Coalesce("contract__certificate__child", "place__certificate__child"),
                distinct=True,
            ),
            weight=Sum(weight),
            **{f"sum_{mark}": Sum(F(mark) * weight) for mark in MARKS},
        )
    )


def _contracts(programs: Collection[int]) -> Any:
    return (
        Contract.objects.filter(group__program__in=programs, status__in=TAUGHT)
        .order_by()
        .values("group__program_id")
        .annotate(taught=Count("pk"), left=Count("pk", filter=Q(ended_by=Contract.Party.PARENT)))
    )
