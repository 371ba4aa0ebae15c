"""What a limit of places might be: proposals for the operator, who decides (R4.10, R5.22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from certificates.models import Certificate
from enrollment.models import Contract
from providers.models import Provider
from reference import money

SHARE_OF_CHILDREN = Fraction(7, 10)  # R4.10: so many children are expected to be taught


@dataclass(frozen=True)
class Facts:
    """What the portal knows of a provider's last school year and of its municipality."""

    certificates: int
    certificates_before: int
    ended: int

    @property
    def is_newcomer(self) -> bool:
        return self.ended == 0


def facts_of(provider: Provider, *, on: date) -> Facts:
    """Certificates now and a year ago, contracts that ended in the last school year (R4.10)."""
    since, until = last_school_year(on)
    certificates = Certificate.objects.filter(municipality=provider.municipality)
    living = certificates.exclude(status=Certificate.Status.CLOSED)
    before = certificates.filter(issued_on__lte=until).exclude(closed_on__lte=until)
    ended = Contract.objects.filter(
        provider=provider, status=Contract.Status.CLOSED, ends_on__range=(since, until)
    )
    return Facts(living.count(), before.count(), ended.count())


def last_school_year(on: date) -> tuple[date, date]:
    """The last whole year from 1 September to 31 August."""
    year = on.year if on >= date(on.year, 9, 1) else on.year - 1
    return date(year - 1, 9, 1), date(year, 8, 31)


def limit_of_newcomer(
    certificates: int,
    *,
    children: int,
    services: int,
    growth: Decimal = Decimal(1),
    rating: Decimal = Decimal(1),
) -> int:
    """⌊certificates / (0.7 × children 5–18) × growth × services of last year × rating⌋ (R4.10)."""
    share = Fraction(certificates) / (SHARE_OF_CHILDREN * children)
    return money.down(share * Fraction(growth) * services * Fraction(rating))


def limit_of_experienced(facts: Facts, *, rating: Decimal = Decimal(1)) -> int:
    """⌊contracts ended × certificates now / certificates a year ago × rating⌋ (R4.10)."""
    growth = Fraction(facts.certificates, facts.certificates_before or facts.certificates or 1)
    return money.down(facts.ended * growth * Fraction(rating))


def limit_of_program(base: int, *, modules: int, rating: Decimal = Decimal(1)) -> int:
    """Base limit of the direction × rating × number of modules, rounded (R5.22)."""
    return money.half_up(base * modules * Fraction(rating))
