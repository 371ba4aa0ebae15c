"""What a change of a nominal would do, shown before the button is pressed (R3.09)."""

from __future__ import annotations

from dataclasses import dataclass

from certificates import planning
from certificates.models import Account, Certificate
from reference.models import CategoryTerms


@dataclass(frozen=True)
class NominalEffect:
    """How many certificates change and by how many kopecks each; how many do not let it happen."""

    nominal: int
    difference: int
    certificates: int
    blocked: int

    @property
    def total(self) -> int:
        """By how much the issued money of the plan changes, in kopecks."""
        return self.difference * self.certificates


def effect_of(terms: CategoryTerms, nominal: int) -> NominalEffect:
    """The effect of giving every funded certificate of the category this nominal, in kopecks."""
    certificates = Account.objects.filter(
        plan=terms.plan_id,
        category=terms.category_id,
        certificate__type=Certificate.Type.FUNDED,
        certificate__status=Certificate.Status.ACTIVE,
    ).count()
    return NominalEffect(
        nominal=nominal,
        difference=nominal - terms.nominal,
        certificates=certificates,
        blocked=planning.blocked_by(terms, nominal),
    )
