"""Several places thought of together: what is needed, what certificates pay, what is left.

Money taken by the first club is not there for the second. Here a family sees it before it
applies; nothing is held by looking (R6.23).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment import forming, funding, obstacles, reckoning
from enrollment.obstacles import Obstacle
from enrollment.reckoning import Calculation
from enrollment.weekly_hours import Lessons
from programs.models import Group

CHOSEN_TWICE = Obstacle(
    "chosen_twice",
    _("This module is chosen for the child twice."),
    _("Leave one of the two groups."),
)


@dataclass(frozen=True)
class Choice:
    """A place thought of for a child."""

    certificate: Certificate
    group: Group

    @property
    def key(self) -> str:
        """How it stands in an address."""
        return f"{self.certificate.pk}-{self.group.pk}"


@dataclass(frozen=True)
class Line:
    """What one place would come to after those chosen before it, in kopecks.

    A place with an obstacle cannot be applied for, so it takes nothing.
    """

    choice: Choice
    calculation: Calculation
    obstacles: Sequence[Obstacle]

    @property
    def is_possible(self) -> bool:
        return not self.obstacles

    @property
    def needed(self) -> int:
        return self._quote.total if self._quote else 0

    @property
    def paid(self) -> int:
        """What the certificate would pay."""
        return self._quote.certificate_part if self._quote else 0

    @property
    def _quote(self) -> funding.Quote | None:
        return self.calculation.quote if self.is_possible else None

    @property
    def own(self) -> int:
        """What the family would pay."""
        return self.needed - self.paid

    @property
    def left(self) -> int:
        """What would stay free on the certificate after it."""
        return self.calculation.available - self.paid


@dataclass
class Purse:
    """One child: the places in the order of choice, and their sums in kopecks."""

    certificate: Certificate
    lines: list[Line] = field(default_factory=list)

    @property
    def needed(self) -> int:
        return sum(line.needed for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def own(self) -> int:
        return self.needed - self.paid


def simulate(choices: Sequence[Choice], *, on: date) -> list[Purse]:
    """Each child's places in the order in which they would be applied for, one after another."""
    purses: dict[int, Purse] = {}
    spent: dict[int, Counter[int]] = {}
    thought: dict[int, list[Lessons]] = {}
    seats: Counter[int] = Counter()
    modules: set[tuple[int, int]] = set()
    for choice in choices:
        certificate, group = choice.certificate, choice.group
        taken = spent.setdefault(certificate.pk, Counter())
        calculation = reckoning.calculate(
            certificate,
            group,
            starts_on=reckoning.default_start(group, on=on),
            on=on,
            spent=taken,
        )
        calculation = _beside(calculation, certificate, thought.setdefault(certificate.pk, []))
        found = list(calculation.obstacles)
        if (certificate.pk, group.module_id) in modules:
            found.append(CHOSEN_TWICE)
        # a brother or a sister has just been put into the last seat
        if not group.is_full and seats[group.pk] >= group.free_seats:
            found.append(obstacles.GROUP_FULL)
        line = Line(choice, calculation, found)
        if line.is_possible:
            modules.add((certificate.pk, group.module_id))
            seats[group.pk] += 1
            thought[certificate.pk].append(_lessons_of(calculation))
        if calculation.plan is not None:
            taken[calculation.plan.pk] += line.paid
        purses.setdefault(certificate.pk, Purse(certificate)).lines.append(line)
    return list(purses.values())


def _beside(
    calculation: Calculation, certificate: Certificate, thought: list[Lessons]
) -> Calculation:
    """Where hours of a week are counted, the places chosen before fill it too (R6.60)."""
    plan = calculation.plan
    if plan is None or not plan.counts_hours:
        return calculation
    load = forming.load_with(
        certificate, calculation.group, plan, starts_on=calculation.starts_on, also=thought
    )
    others = [each for each in calculation.obstacles if each.code not in forming.OF_THE_WEEK]
    return replace(calculation, load=load, obstacles=[*others, *forming.find_obstacles(load)])


def _lessons_of(calculation: Calculation) -> Lessons:
    """What the place would take of the week; nothing where sums are counted."""
    minutes = calculation.load.added if calculation.load else 0
    return Lessons(calculation.starts_on, calculation.ends_on, minutes)
