"""The parameters of a plan worked out from what is known: children, norms, hours, money (R3.07).

nominal = what one average program of the period costs; number = those who will want it, as far as
the money reaches.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import drafting
from enrollment.models import Contract
from programs import norming
from reference import money
from reference.errors import RuleBroken
from reference.models import Direction, FundingPlan, Municipality
from users import audit
from users.models import User

PER_CENT = 100


@dataclass(frozen=True)
class Study:
    """A direction: the kopecks of its person-hour, and how many children of a hundred choose it."""

    direction: Direction
    hour: int
    share: int


@dataclass(frozen=True)
class Assumptions:
    """What the municipality supposes. The volume is the budget line in kopecks; None: not known."""

    population: int
    covered: int  # of a hundred children, who will have a funded certificate
    hours: Decimal  # of one average program in the period
    studies: tuple[Study, ...]
    volume: int | None = None


@dataclass(frozen=True)
class Proposal:
    """What follows from the assumptions; sums in kopecks."""

    nominal: int
    wanted: int
    number: int
    volume: int

    @property
    def without_money(self) -> int:
        """Children who would want a funded certificate and for whom the money does not reach."""
        return self.wanted - self.number

    @property
    def wanted_volume(self) -> int:
        """What it would take to give the nominal to all who want it."""
        return self.wanted * self.nominal


def propose(assumptions: Assumptions) -> Proposal:
    """Nominal, number and volume (R3.07): the nominal in whole rubles, the number rounded down.

    Raises RuleBroken `shares` (they make a hundred together), `no_nominal` (nothing costs nothing).
    """
    if sum(study.share for study in assumptions.studies) != PER_CENT:
        raise RuleBroken("shares", _("The shares of the directions make 100 % together."))
    hour = sum(
        (Fraction(study.share, PER_CENT) * study.hour for study in assumptions.studies), Fraction(0)
    )
    nominal = money.half_up_to_ruble(hour * Fraction(assumptions.hours))
    if nominal <= 0:
        raise RuleBroken(
            "no_nominal", _("With these norms and hours a program costs nothing. Check them.")
        )
    wanted = assumptions.population * assumptions.covered // PER_CENT
    number = wanted
    if assumptions.volume is not None:
        number = min(wanted, assumptions.volume // nominal)
    return Proposal(nominal=nominal, wanted=wanted, number=number, volume=number * nominal)


@dataclass(frozen=True)
class Experience:
    """What the last plan teaches: norms, chosen directions, hours of the most usual program."""

    plan: FundingPlan | None
    studies: tuple[Study, ...]
    hours: Decimal | None


def experience_of(municipality: Municipality, *, on: date) -> Experience:
    """What the contracts and the norms of the last plan that has begun say."""
    begun = municipality.funding_plans.approved().filter(starts_on__lte=on)
    plan = begun.order_by("-starts_on").first()
    directions = list(Direction.objects.all())
    norms = norming.norms_of(plan)
    chosen = Contract.objects.filter(plan=plan).exclude(status__in=Contract.GONE)
    if plan is None:
        chosen = chosen.none()
    counts = Counter(chosen.values_list("direction_id", flat=True).iterator())
    hours = Counter(chosen.values_list("group__module__hours", flat=True).iterator())
    shares = _shares([counts[direction.pk] for direction in directions])
    return Experience(
        plan=plan,
        studies=tuple(
            Study(direction, norms.get(direction.pk, 0), share)
            for direction, share in zip(directions, shares, strict=True)
        ),
        hours=hours.most_common(1)[0][0] if hours else None,
    )


def _shares(counts: list[int]) -> list[int]:
    """Whole per cents that make a hundred together: the largest remainders go up."""
    whole = sum(counts)
    if not whole:
        return [0] * len(counts)
    shares = [count * PER_CENT // whole for count in counts]
    by_remainder = sorted(
        range(len(counts)), key=lambda each: counts[each] * PER_CENT % whole, reverse=True
    )
    for each in by_remainder[: PER_CENT - sum(shares)]:
        shares[each] += 1
    return shares


@transaction.atomic
def save_as_draft(
    municipality: Municipality,
    assumptions: Assumptions,
    *,
    category: str,
    starts_on: date,
    ends_on: date,
    by: User,
) -> FundingPlan:
    """Begin a draft with the proposed parameters for one category and the norms they stand on.

    The assumptions stay in the journal, so that the figures can be explained later. Raises
    RuleBroken of `propose` and of `drafting.start`.
    """
    proposal = propose(assumptions)
    plan = drafting.start(
        municipality, starts_on=starts_on, ends_on=ends_on, volume=None, act="", by=by
    )
    drafting.set_terms(
        plan,
        category,
        nominal=proposal.nominal,
        number_limit=proposal.number,
        sum_limit=proposal.volume,
        by=by,
    )
    known = {study.direction: study.hour for study in assumptions.studies if study.hour}
    norming.set_norms(plan, known, by=by)
    audit.record(
        by,
        "plan.calculated",
        plan,
        population=assumptions.population,
        covered=assumptions.covered,
        hours=str(assumptions.hours),
        shares={study.direction.code: study.share for study in assumptions.studies},
        volume=assumptions.volume,
    )
    return plan
