"""A nominal for the rest of a period: what is not used at once decays (R3.20), a move (R2.36)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from certificates.models import Certificate
from reference import money
from reference.days import months_between
from reference.models import CategoryTerms, FundingPlan


def nominal_for(certificate: Certificate, terms: CategoryTerms, *, on: date) -> int:
    """What the certificate gets when its money is credited on that day, in kopecks.

    The nominal of its category; where nominals decay (R3.20), or where the child came from another
    municipality within the period (R2.36), the share of the months that are left.
    """
    plan = terms.plan
    if plan.setting("nominal_decay") or (
        _moved_within(certificate, plan) and plan.setting("transfer_nominal") == "prorated"
    ):
        return for_the_rest(terms.nominal, plan, on=on)
    return terms.nominal


def for_the_rest(nominal: int, plan: FundingPlan, *, on: date) -> int:
    """Nominal × months left, the present one included ÷ months of the period (R3.20).

    Half up to the kopeck; before the period begins it is whole, after it nothing.
    """
    months = len(list(months_between(plan.starts_on, plan.ends_on)))
    left = len(list(months_between(max(on, plan.starts_on), plan.ends_on)))
    return money.half_up(Fraction(nominal * left, months))


def _moved_within(certificate: Certificate, plan: FundingPlan) -> bool:
    """Whether the child was taken over from another municipality after the period had begun."""
    return certificate.previous_id is not None and plan.holds(certificate.issued_on)
