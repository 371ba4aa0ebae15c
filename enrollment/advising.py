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
# Of so many children of a family each is tried.
MOST_CHILDREN = 4
# What another group of the program may do without; every other obstacle goes along with the child.
OF_THE_GROUP = {
    "age",
    "already_applied",
    "dates",
    "enrollment_closed",
    "group_full",
    "kept_for_continuing",
    "no_timetable",
    "offer_lapsed",
    "weekly_norm",
    "weekly_threshold",
}


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
    def can_wait(self) -> bool:
        """Whether only a seat is missing, and the child may stand in line for it."""
        return self.offer is not None and self.offer.can_wait

    @property
    def shows_sums(self) -> bool:
        """Whether the price is told as what is left to pay for this child."""
        return (
            self.offer is not None
            and self.offer.quote is not None
            and (self.can_apply or self.can_wait)
        )

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
    """The advice for the child that was chosen, else for one who can apply; None without children.

    `groups` are those that one can join now, or wait for. Where nobody can apply, the likely child
    is shown with what stands in the way. A key of somebody else's child is as good as none.
    """
    children = families.children_seen_by(by, on=on) if by else []
    if by is None or not children:
        return None
    chosen = [each for each in children if each.key == wanted]
    asked = chosen or _by_likelihood(children, program)[:MOST_CHILDREN]
    certificates = _certificates(asked, by=by)
    first: Advice | None = None
    for child in asked:
        certificate = certificates.get(child.key)
        offer = _best(certificate, groups, on=on) if certificate else None
        advice = Advice(children, child, certificate, offer)
        if advice.can_apply:
            return advice
        first = first or advice
    return first


def _by_likelihood(children: Sequence[FamilyChild], program: Program) -> list[FamilyChild]:
    """Those whose age fits, one with money before others; else the one with money, or the first."""
    likely = sorted(children, key=lambda each: not each.is_funded)
    fitting = [each for each in likely if program.age_from <= each.age <= program.age_to]
    return fitting or likely[:1]


def _certificates(children: Sequence[FamilyChild], *, by: User) -> dict[int, Certificate]:
    """The certificate of each child, a funded one before others."""
    rows = (
        access.own_certificates(by)
        .filter(child__in=[each.key for each in children])
        .select_related("child", "municipality__region")
        .order_by("type", "-pk")
    )
    return {certificate.child_id: certificate for certificate in rows}


def _best(certificate: Certificate, groups: Sequence[Group], *, on: date) -> Offer | None:
    """The place with the fewest obstacles; of equal ones the one that begins first.

    No further group is worked out once nothing is in the way, or nothing that another may do
    without.
    """
    best: Offer | None = None
    for group in sorted(groups, key=lambda group: (group.starts_on, group.name))[:MOST_GROUPS]:
        offer = offering.offer(
            certificate,
            group,
            offering.way_of(group.program),
            starts_on=reckoning.default_start(group, on=on),
            on=on,
        )
        if best is None or len(offer.obstacles) < len(best.obstacles):
            best = offer
        codes = {obstacle.code for obstacle in offer.obstacles}
        if offer.can_wait or not codes & OF_THE_GROUP:
            break
    return best
