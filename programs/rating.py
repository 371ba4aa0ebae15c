"""The rating of a program and of its provider: exact fractions of what families marked (R5.23).

Marks belong to contracts, which live a floor above; whoever counts them hands the counts in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from programs.models import Program, ProviderRating, Rating
from reference import configuration
from reference.locking import lock_rows
from reference.money import half_up

MARKS = ("results", "staff", "equipment", "overall")
WHOLE = 100


@dataclass(frozen=True)
class Tally:
    """What was counted of a program.

    `sums` are the marks and `weight` their number, each as often as its contract weighs; `given`
    of the `studied` have marked, of so many `children`; of so many `contracts` parents have ended
    `left`.
    """

    sums: Mapping[str, int] = field(default_factory=dict)
    weight: int = 0
    given: int = 0
    children: int = 0
    studied: int = 0
    contracts: int = 0
    left: int = 0


@dataclass(frozen=True)
class Terms:
    """How a region rates: shares of the whole in percent, and when there is enough to say."""

    is_on: bool
    weights: Mapping[str, int]
    turnover: Mapping[str, int]
    least_percent: int
    least_marks: int

    @classmethod
    def of(cls, settings: dict[str, Any]) -> Terms:
        """The region's own terms, else those of section 13."""
        return cls(
            is_on=is_on(settings),
            weights=configuration.value_of("rating_weights", settings),
            turnover=configuration.value_of("rating_turnover", settings),
            least_percent=configuration.value_of("rating_min_percent", settings),
            least_marks=configuration.value_of("small_number_mask", settings),
        )


def average(tally: Tally, mark: str) -> Fraction:
    """The average of one of the four marks, from 0 to 100."""
    return Fraction(tally.sums[mark], tally.weight)


def turnover(tally: Tally, terms: Terms) -> Fraction:
    """1 while few contracts are ended by parents, 0 from many on, a straight line between."""
    few, many = terms.turnover["few"], terms.turnover["many"]
    share = Fraction(tally.left * WHOLE, tally.contracts)
    if share <= few:
        return Fraction(1)
    return Fraction(0) if share >= many else (many - share) / (many - few)


def points(tally: Tally, terms: Terms) -> Fraction | None:
    """Σ weight × mark + weight of the turnover × turnover × 100 (R5.23); None: not to be told.

    It is not worked out until the share of those who marked is large enough, nor shown while the
    children are so few that one could tell who they are (R11.09). Where nobody studies by a
    contract there is no turnover, and the marks make up the whole.
    """
    is_enough = (
        tally.weight > 0
        and tally.children >= terms.least_marks
        and tally.given * WHOLE >= terms.least_percent * tally.studied
    )
    if not (terms.is_on and is_enough):
        return None
    parts = [(terms.weights[mark], average(tally, mark)) for mark in MARKS]
    if tally.contracts:
        parts.append((terms.weights["turnover"], turnover(tally, terms) * WHOLE))
    whole = sum(weight for weight, _part in parts)
    return sum((weight * part for weight, part in parts), Fraction(0)) / whole if whole else None


def of_provider(rated: Iterable[tuple[int, int]]) -> Fraction | None:
    """The average of points, each as often as children study there (R5.23); None without any."""
    pairs = [(each, studied) for each, studied in rated if studied]
    total = sum(studied for _each, studied in pairs)
    return Fraction(sum(each * studied for each, studied in pairs), total) if total else None


def lock(keys: Iterable[int]) -> None:
    """Hold the ratings of these programs, in the order of keys: the last locks of a transaction.

    What is counted afterwards is all that others have written before.
    """
    wanted = sorted(set(keys))
    Rating.objects.bulk_create([Rating(program_id=key) for key in wanted], ignore_conflicts=True)
    lock_rows(Rating.objects.all(), wanted)


def keep(tallies: Mapping[int, Tally]) -> int:
    """Write the ratings of programs that are locked, and of their providers; how many changed."""
    programs = Program.objects.select_related("provider__municipality__region").in_bulk(tallies)
    known = Rating.objects.in_bulk(tallies)
    changed = []
    for key, tally in tallies.items():
        terms = Terms.of(programs[key].provider.municipality.settings)
        if _put(known[key], _figures(tally, terms)):
            changed.append(known[key])
    Rating.objects.bulk_update(changed, ("points", *MARKS, "given", "studied"), batch_size=500)
    _keep_providers({programs[each.pk].provider_id for each in changed})
    return len(changed)


def is_on(settings: dict[str, Any]) -> bool:
    """Whether a region rates programs at all."""
    return bool(configuration.value_of("rating_enabled", settings))


def _figures(tally: Tally, terms: Terms) -> dict[str, int | None]:
    whole = points(tally, terms)
    return {
        "points": _hundredths(whole),
        **{
            mark: _hundredths(average(tally, mark) if whole is not None else None) for mark in MARKS
        },
        "given": tally.given,
        "studied": tally.studied,
    }


def _hundredths(exact: Fraction | None) -> int | None:
    return None if exact is None else half_up(exact * WHOLE)


def _put(row: Rating | ProviderRating, figures: Mapping[str, int | None]) -> bool:
    """Set the figures; whether anything is new."""
    is_new = any(getattr(row, name) != value for name, value in figures.items())
    for name, value in figures.items():
        setattr(row, name, value)
    return is_new


def _keep_providers(keys: Iterable[int]) -> None:
    wanted = sorted(set(keys))
    ProviderRating.objects.bulk_create(
        [ProviderRating(provider_id=key) for key in wanted], ignore_conflicts=True
    )
    rows = lock_rows(ProviderRating.objects.all(), wanted)
    rated: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for provider, each, studied in Rating.objects.filter(
        program__provider__in=wanted,
        program__status=Program.Status.PUBLISHED,
        points__isnull=False,
    ).values_list("program__provider_id", "points", "studied"):
        assert each is not None
        rated[provider].append((each, studied))
    for row in rows:
        exact = of_provider(rated[row.pk])
        figures = {
            "points": None if exact is None else half_up(exact),
            "programs": len(rated[row.pk]),
        }
        if _put(row, figures):
            row.save(update_fields=tuple(figures))
