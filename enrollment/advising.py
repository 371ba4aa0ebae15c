"""What the card of a program says to a parent about one child: the price, the group, the next step.

The card lives a floor below and knows neither children nor money; its template asks here through
the tag of `templatetags/for_child.py`. Nothing is held by looking (R6.23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from certificates.models import Certificate
from enrollment import access, offering, reckoning
from enrollment.offering import Offer
from programs import families
from programs.families import FamilyChild
from programs.models import Group, Program
from users.models import User

# A card with more groups than this shows the price by the first of them.
MOST_GROUPS = 6


@dataclass(frozen=True)
class Advice:
    """The children of the visitor, the one that the card is shown for, and the place it can get."""

    children: Sequence[FamilyChild]
    child: FamilyChild
    certificate: Certificate | None
    offer: Offer | None

    @property
    def can_apply(self) -> bool:
        """Whether one press leads to an application that nothing stands in the way of."""
        return self.offer is not None and self.offer.can_apply

    @property
    def query(self) -> str:
        """What the address of an application is told of the child."""
        return f"?certificate={self.certificate.pk}" if self.certificate else ""

    @property
    def needs_funding(self) -> bool:
        """Whether the program asks for a funded certificate and the child has none."""
        return (
            self.certificate is not None
            and self.offer is not None
            and self.offer.group.program.takes_certificates
            and self.certificate.type != Certificate.Type.FUNDED
        )


def advise(
    program: Program, groups: Sequence[Group], wanted: int | None, *, by: User | None, on: date
) -> Advice | None:
    """The advice for the child that was chosen, else for the likely one; None without children.

    `groups` are those that one can join now. A key of somebody else's child is as good as none.
    """
    children = families.children_seen_by(by, on=on) if by else []
    if by is None or not children:
        return None
    child = next((each for each in children if each.key == wanted), None) or _likely(
        children, program
    )
    certificate = (
        access.own_certificates(by)
        .filter(child=child.key)
        .select_related("child", "municipality__region")
        .order_by("-type", "pk")
        .first()
    )
    offer = _best(certificate, groups, on=on) if certificate else None
    return Advice(children, child, certificate, offer)


def _likely(children: Sequence[FamilyChild], program: Program) -> FamilyChild:
    """The first child whose age fits, one with money before others."""
    fitting = [each for each in children if program.age_from <= each.age <= program.age_to]
    return max(fitting or children, key=lambda each: each.is_funded)


def _best(certificate: Certificate, groups: Sequence[Group], *, on: date) -> Offer | None:
    """The place with the fewest obstacles; of equal ones the one that begins first."""
    offers = [
        offering.offer(
            certificate,
            group,
            offering.way_of(group.program),
            starts_on=reckoning.default_start(group, on=on),
            on=on,
        )
        for group in sorted(groups, key=lambda group: (group.starts_on, group.name))[:MOST_GROUPS]
    ]
    return min(offers, key=lambda offer: len(offer.obstacles), default=None)
