"""What a family is shown before it applies: who pays, the sums, every condition (R6.21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment import cures, fitting, funding, place_obstacles, possibilities, reckoning
from enrollment.models import Contract
from enrollment.obstacles import Obstacle
from enrollment.reckoning import Calculation
from programs.models import Group, Program

Words = str | Promise


class Way(StrEnum):
    """Who pays for a place: the certificate, the municipal assignment, or the parents alone."""

    CERTIFICATE = "certificate"
    BUDGET = "budget"
    PAID = "paid"


# What is said of a condition that is met, in the order of the rules; an obstacle has the same code.
MET: dict[str, Words] = {
    "enrollment_closed": _("Enrollment is open"),
    "program_limit": _("The limit of the program is not reached"),
    "provider_suspended": _("The organisation works in the register"),
    "no_agreement": _("The organisation has an agreement with your municipality"),
    "not_executor": _("The organisation is an executor of the social order"),
    "consent_withdrawn": _("The consent to data processing stands"),
    "certificate_disputed": _("The certificate is not being looked into"),
    "certificate_not_active": _("The certificate is active"),
    "accounting_certificate": _("The certificate is funded"),
    "no_money": _("There is free money on the certificate"),
    "direction_limit": _("The municipality pays for programs of this direction"),
    "register_limit": _("The certificate may be used for programs of this register"),
    "group_full": _("There are free places in the group"),
    "provider_limit": _("The limit of the organisation is not reached"),
    "already_applied": _("The child has not applied here yet"),
    "age": _("The child's age fits"),
    "health": _("The program is ready for the child's health limitation"),
    "dates": _("The first day fits the group's dates"),
    "no_weekly_norm": _("The municipality has set the hours of a week for the child"),
    "no_timetable": _("The group has a timetable"),
    "weekly_threshold": _("The week is not too full for a new social certificate"),
    "weekly_norm": _("The group fits into the hours of the week"),
    "volume_spent": _("The municipality has money for new social certificates"),
}
# asked only where the municipality pays by the social order (6.8)
OF_SOCIAL_ORDER = {"not_executor"}
OF_HOURS = {"no_weekly_norm", "no_timetable", "weekly_threshold", "weekly_norm", "volume_spent"}
OF_NOMINAL = {"accounting_certificate", "no_money"}

OF_CERTIFICATE = frozenset(MET) - {"register_limit"} - OF_SOCIAL_ORDER - OF_HOURS
OF_BUDGET = OF_CERTIFICATE - {
    "certificate_disputed",
    "no_agreement",
    "accounting_certificate",
    "no_money",
    "direction_limit",
    "program_limit",
    "provider_limit",
} | {"register_limit"}
OF_PAID = OF_BUDGET - {"register_limit"}

# Obstacles that pass by themselves: a seat comes free, enrollment opens.
OF_SEATS = {"group_full", "offer_lapsed", "enrollment_closed"}
# Obstacles that follow the child into every other group.
OF_THE_CERTIFICATE = {
    "certificate_not_active",
    "certificate_disputed",
    "consent_withdrawn",
    "already_applied",
}
# Obstacles of money alone: where they stand, the parents may still pay the whole price.
OF_MONEY = {
    "no_agreement",
    "accounting_certificate",
    "no_money",
    "direction_limit",
    "program_limit",
    "provider_limit",
    *OF_SOCIAL_ORDER,
    *OF_HOURS,
}


@dataclass(frozen=True)
class Offer:
    """A place for this child from that day, with everything that stands in the way."""

    way: Way
    certificate: Certificate
    group: Group
    starts_on: date
    ends_on: date
    obstacles: list[Obstacle]
    quote: funding.Quote | None
    calculation: Calculation | None = None
    possibility: possibilities.Possibility | None = None

    @property
    def can_apply(self) -> bool:
        return not self.obstacles

    @property
    def can_wait(self) -> bool:
        """Only a seat or open enrollment is missing: the child may stand in line (R6.31)."""
        is_closed_to_all = self.group.is_full or not self.group.module.is_open
        return is_closed_to_all and bool(self._codes) and self._codes <= OF_SEATS

    @property
    def has_better_elsewhere(self) -> bool:
        """Whether another group may do where this one does not."""
        return bool(self._codes) and not self._codes & OF_THE_CERTIFICATE

    @property
    def may_be_paid(self) -> bool:
        """The certificate cannot pay, but the parents can."""
        return self.way == Way.CERTIFICATE and bool(self._codes) and self._codes <= OF_MONEY

    @property
    def available(self) -> int:
        """What is free on the certificate in the period that pays, in kopecks."""
        return self.calculation.available if self.calculation else 0

    @property
    def own_part(self) -> int:
        """What the parents pay themselves, in kopecks."""
        return self.quote.parent_part if self.quote else 0

    @property
    def _codes(self) -> set[str]:
        return {obstacle.code for obstacle in self.obstacles}


def way_of(program: Program, wanted: str = "") -> Way:
    """How a place of the program is paid; where a certificate pays, a paid place may be wanted."""
    if program.is_budget:
        return Way.BUDGET
    if program.takes_certificates and wanted != Way.PAID:
        return Way.CERTIFICATE
    return Way.PAID


def offer(
    certificate: Certificate,
    group: Group,
    way: Way,
    *,
    starts_on: date,
    on: date,
    continues: Contract | None = None,
) -> Offer:
    """Work out a place for this child from that day; nothing is held by it (R6.23).

    `continues` is the contract of the child after which it goes on (R6.55).
    """
    if way == Way.CERTIFICATE:
        found = reckoning.calculate(
            certificate, group, starts_on=starts_on, on=on, continues=continues
        )
        return Offer(
            way,
            certificate,
            group,
            starts_on,
            found.ends_on,
            found.obstacles,
            found.quote,
            calculation=found,
        )
    is_paid = way == Way.PAID
    return Offer(
        way,
        certificate,
        group,
        starts_on,
        group.ends_on,
        place_obstacles.find_obstacles(
            certificate, group, is_paid=is_paid, starts_on=starts_on, on=on
        ),
        _price_for_parents(group, starts_on) if is_paid else None,
        possibility=None
        if is_paid
        else possibilities.possibility(certificate, group.program.register, on=max(starts_on, on)),
    )


def conditions(offer: Offer) -> list[dict[str, Any]]:
    """Every condition of a place, met or not, each unmet one with its cure and where to go."""
    found = {obstacle.code: obstacle for obstacle in offer.obstacles}
    asked = _asked(offer) - set(_unknown(offer, found))
    usual = [code for code in MET if code in asked or code in found]
    return [
        _unmet(offer, found[code]) if code in found else {"ok": True, "text": MET[code]}
        for code in [*usual, *(code for code in found if code not in MET)]
    ]


def _asked(offer: Offer) -> frozenset[str]:
    """The conditions of the way, and of the unit in which the plan counts."""
    asked = {Way.CERTIFICATE: OF_CERTIFICATE, Way.BUDGET: OF_BUDGET, Way.PAID: OF_PAID}[offer.way]
    plan = offer.calculation.plan if offer.calculation else None
    if plan is None or not plan.is_social_order:
        return asked
    if plan.counts_hours:
        return asked - OF_NOMINAL | OF_SOCIAL_ORDER | OF_HOURS
    return asked | OF_SOCIAL_ORDER


def warnings(offer: Offer) -> list[fitting.Misfit]:
    """In what the program does not suit, where the region leaves it to the family (R6.11)."""
    plan = offer.calculation.plan if offer.calculation else None
    if fitting.is_refused(offer.certificate, plan):
        return []
    return list(fitting.misfits(offer.certificate, offer.group.program, offer.starts_on))


def _unknown(offer: Offer, found: dict[str, Obstacle]) -> Iterator[str]:
    """Conditions that cannot be said to be met, because another one hides the answer."""
    if "accounting_certificate" in found or "certificate_not_active" in found:
        yield "no_money"
    if not offer.certificate.child.health_condition:
        yield "health"
    yield from (misfit.code for misfit in warnings(offer))
    if "no_weekly_norm" in found or "no_timetable" in found:
        yield from ("no_timetable", "weekly_threshold", "weekly_norm")
    if "weekly_threshold" in found:
        yield "weekly_norm"
    if "offer_lapsed" in found:
        yield "group_full"
    if offer.calculation is not None and offer.calculation.plan is None:
        yield from (
            "no_agreement",
            "no_money",
            "direction_limit",
            "program_limit",
            "provider_limit",
        )


def _unmet(offer: Offer, obstacle: Obstacle) -> dict[str, Any]:
    url, label = cures.cure_of(obstacle, offer.certificate, offer.group)
    return {
        "ok": False,
        "text": obstacle.text,
        "cure": obstacle.cure,
        "url": url,
        "label": label,
    }


def _price_for_parents(group: Group, starts_on: date) -> funding.Quote | None:
    """The price of the days when no certificate pays; None where the module has no price."""
    price = group.module.price
    if price is None or not group.starts_on <= starts_on <= group.ends_on:
        return None
    return funding.quote(
        funding.Terms(group.starts_on, group.ends_on, price, price),
        available=0,
        starts_on=starts_on,
        ends_on=group.ends_on,
    )
