"""Will the money be enough for what else a family thinks of, once this place is applied for?

The first program takes what the second would need; the family is told before it presses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certificates.models import Certificate
from enrollment import access, reckoning, remembering
from enrollment.offering import OF_SEATS, Offer, Way
from programs import access as programs
from programs.models import Group
from users.models import User

LOOKED_AT = 3  # other places, each a calculation of its own
JOINED = ("module", "program__provider", "program__direction", "venue")


@dataclass(frozen=True)
class Lack:
    """Another place the certificate would not pay for in full any more; sums in kopecks."""

    group: Group
    needed: int
    left: int

    @property
    def more(self) -> int:
        """What the family would have to pay itself."""
        return self.needed - self.left


def lacks(offer: Offer, *, by: User, on: date) -> list[Lack]:
    """What the certificate pays for now and not after this application; none where hours count."""
    calculation = offer.calculation
    if offer.way != Way.CERTIFICATE or not offer.can_apply or calculation is None:
        return []
    plan, left = calculation.plan, max(calculation.available_after, 0)
    if plan is None or plan.counts_hours:
        return []
    found = []
    for group in _thought_of(offer, by, on=on):
        starts_on = reckoning.default_start(group, on=on)
        other = reckoning.calculate(offer.certificate, group, starts_on=starts_on, on=on)
        needed = other.quote.certificate_part if other.quote else 0
        is_open_to_us = {each.code for each in other.obstacles} <= OF_SEATS
        if other.plan == plan and is_open_to_us and needed > left:
            found.append(Lack(group, needed, left))
    return found


def _thought_of(offer: Offer, by: User, *, on: date) -> list[Group]:
    """Places of the draft, of the lines and of the favourites; one of each program."""
    found: dict[int, Group] = {}
    for group in _groups(offer.certificate, by, on=on):
        if group.program_id != offer.group.program_id:
            found.setdefault(group.program_id, group)
        if len(found) == LOOKED_AT:
            break
    return list(found.values())


def _groups(certificate: Certificate, by: User, *, on: date) -> Iterator[Group]:
    drafts = [
        each.group_id
        for each in remembering.drafts_of(by, on=on)
        if each.certificate_id == certificate.pk
    ]
    lines = access.family_waiting(by).filter(certificate=certificate).values("group")
    yield from Group.objects.filter(pk__in=drafts).select_related(*JOINED).order_by("pk")
    yield from Group.objects.filter(pk__in=lines).select_related(*JOINED).order_by("pk")
    favourites = programs.favourites_of(by).values("program")
    yield from (
        Group.objects.to_join(on)
        .filter(program__in=favourites, program__certified_on__isnull=False)
        .select_related(*JOINED)
        .order_by("starts_on", "pk")
    )
