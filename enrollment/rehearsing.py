"""A draft played against the contracts of the last plan: what it would have paid (R3.07).

What children wanted is taken as it was: the price of the months they were taught, as far as the
normative cost covers it. What the certificate would have paid of it follows from the nominal.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db import connection

from reference.models import CategoryTerms, FundingPlan
from reference.money import half_up

# Certificates in the order in which they began to be used: the first come, the first have money.
# A child's wish is the sum of its months that were not returned; where the price was above the
# normative cost, only the share that the norm covers.
WISHES = """
    SELECT contract.certificate_id, min(contract.id) AS place,
        sum(
            months.taught::numeric
            * least(coalesce(module.normative_cost, module.price), module.price)
            / nullif(module.price, 0)
        ) AS wanted
    FROM enrollment_contract contract
    JOIN certificates_account account ON account.id = contract.account_id
    JOIN programs_module module ON module.id = contract.module_id
    JOIN LATERAL (
        SELECT sum(part.certificate_amount + part.parent_amount) AS taught
        FROM enrollment_instalment part
        WHERE part.contract_id = contract.id AND part.status <> 'released'
    ) months ON months.taught > 0
    WHERE contract.plan_id = %(plan)s AND account.category_id = %(category)s
        AND contract.status NOT IN ('refused', 'withdrawn', 'deleted')
    GROUP BY contract.certificate_id
"""
PLAYED = f"""
    WITH wish AS ({WISHES}),
        ranked AS (SELECT wanted, row_number() OVER (ORDER BY place) AS turn FROM wish)
    SELECT count(*),
        count(*) FILTER (WHERE turn > %(number)s),
        count(*) FILTER (WHERE turn <= %(number)s AND wanted > %(nominal)s),
        coalesce(sum(wanted), 0),
        coalesce(sum(least(wanted, %(nominal)s)) FILTER (WHERE turn <= %(number)s), 0)
    FROM ranked
"""
NO_LIMIT = 2**31


@dataclass(frozen=True)
class Played:
    """What parameters would have come to; sums in kopecks."""

    nominal: int
    number: int | None
    children: int
    left_out: int
    short: int
    wanted: int
    paid: int

    @property
    def paid_by_families(self) -> int:
        """What stays with the families: children without money, and nominals that are too small."""
        return self.wanted - self.paid

    @property
    def volume(self) -> int | None:
        """All the money set aside for the category; None where the number has no limit."""
        return None if self.number is None else self.number * self.nominal

    @property
    def unused(self) -> int | None:
        """What would have gone back to the budget."""
        return None if self.volume is None else self.volume - self.paid


@dataclass(frozen=True)
class Rehearsal:
    """One category: as it was, and as it would have been with the terms of the draft."""

    terms: CategoryTerms
    before: Played | None
    after: Played


def plan_before(draft: FundingPlan) -> FundingPlan | None:
    """The last approved plan whose contracts a draft can be played against."""
    return (
        FundingPlan.objects.approved()
        .filter(municipality=draft.municipality_id, starts_on__lt=draft.starts_on)
        .order_by("-starts_on")
        .first()
    )


def rehearse(draft: FundingPlan, against: FundingPlan) -> list[Rehearsal]:
    """Every category of the draft played against the contracts of an earlier plan."""
    earlier = {
        terms.category_id: terms for terms in against.category_terms.select_related("category")
    }
    found = []
    for terms in draft.category_terms.select_related("category"):
        was = earlier.get(terms.category_id)
        found.append(
            Rehearsal(
                terms=terms,
                before=play(was, against) if was else None,
                after=play(terms, against),
            )
        )
    return found


def play(terms: CategoryTerms, against: FundingPlan) -> Played:
    """What the nominal and the limits would have paid of the contracts of that plan."""
    number = _number(terms)
    with connection.cursor() as cursor:
        cursor.execute(
            PLAYED,
            {
                "plan": against.pk,
                "category": terms.category_id,
                "nominal": terms.nominal,
                "number": NO_LIMIT if number is None else number,
            },
        )
        children, left_out, short, wanted, paid = cursor.fetchone()
    return Played(
        terms.nominal,
        number,
        children,
        left_out,
        short,
        wanted=half_up(Fraction(wanted)),
        paid=half_up(Fraction(paid)),
    )


def _number(terms: CategoryTerms) -> int | None:
    """How many certificates the limits let in; None for any number (R3.06, R3.10)."""
    limits = [] if terms.number_limit is None else [terms.number_limit]
    if terms.sum_limit is not None and terms.nominal:
        limits.append(terms.sum_limit // terms.nominal)
    return min(limits, default=None)
