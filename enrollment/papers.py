"""The papers of a contract: the offer, the application for enrollment, the notice of its end.

They are always Russian. The offer carries the number of the certificate, the names stand in the
application (R6.25) and in the notice, which only the two parties read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from certificates import looking_after
from certificates.models import Guardianship
from enrollment import annex
from enrollment.models import Contract, Instalment, SocialCertificate
from enrollment.months import MonthLine
from reference import printing
from reference.days import Month
from users import audit


@dataclass(frozen=True)
class Signature:
    """Who pressed the button of a step, and when."""

    name: str
    guardianship: Guardianship | None  # None: somebody of the organisation or of the payer
    at: datetime


def has_offer(contract: Contract) -> bool:
    """Whether the organisation has published its offer (R6.24)."""
    return contract.accepted_on is not None


def has_notice(contract: Contract) -> bool:
    """Whether somebody gave notice, so that there is a paper about it (R6.48)."""
    return contract.notice_on is not None


def offer(contract: Contract) -> bytes:
    """The offer with the payments of every month; no name stands in it (R6.24, R6.25)."""
    return printing.draw(
        "enrollment/pdf/offer.html",
        {
            "contract": contract,
            # a notice moves the last day of the contract, not that of the offer (R6.15)
            "until": min(contract.group.ends_on, contract.plan.ends_on),
            "instalments": contract.instalments.all(),
            "words": {
                name: annex.in_words(getattr(contract, name))
                for name in ("total", "certificate_part", "parent_part")
            },
        },
    )


def application(contract: Contract) -> bytes:
    """The parent's application for enrollment, which is the acceptance of the offer (R6.24)."""
    return printing.draw(
        "enrollment/pdf/application.html",
        {
            "contract": contract,
            "child": contract.certificate.child,
            "parent": _representative(contract),
            "signed": _signature(contract, "contract.signed"),
        },
    )


def social_certificate(
    social: SocialCertificate, *, months: Sequence[MonthLine], shows_child: bool
) -> bytes:
    """The social certificate in its three sections (R6.59); the child is named to some readers."""
    contract = social.contract
    return printing.draw(
        "enrollment/pdf/social_certificate.html",
        {
            "social": social,
            "contract": contract,
            "months": months,
            "shows_child": shows_child,
            "parent": _representative(contract) if shows_child else None,
            "words": annex.in_words(contract.certificate_part),
        },
    )


def notice(contract: Contract) -> bytes:
    """The notice of the end of a contract: by whom, why, from when, which money returns (R6.48)."""
    assert contract.notice_on is not None, "a paper about a notice needs the notice"
    later = contract.instalments.filter(
        status=Instalment.Status.RELEASED, month__gt=Month.of(contract.notice_on).first_day
    )
    sums = later.aggregate(
        returned=Sum("certificate_amount", default=0), not_due=Sum("parent_amount", default=0)
    )
    return printing.draw(
        "enrollment/pdf/notice.html",
        {
            "contract": contract,
            "child": contract.certificate.child,
            "parent": _representative(contract),
            "given": _signature(contract, "contract.terminating"),
            "next_day": _day_after(contract.ends_on),
            "returned": sums["returned"],
            "not_due": sums["not_due"],
            "kept": contract.certificate_part - sums["returned"],
        },
    )


def _representative(contract: Contract) -> Guardianship | None:
    """Who speaks for the child in the papers: the adult who applied, else who acts the longest."""
    adults = (
        looking_after.adults_of(contract.certificate.child).select_related("user").order_by("id")
    )
    acting = adults.filter(rights=Guardianship.Rights.FULL)
    return adults.filter(user=contract.requested_by_id).first() or acting.first()


def _signature(contract: Contract, action: str) -> Signature | None:
    event = audit.history_of(contract).filter(action=action).last()
    if event is None or event.by is None:
        return None
    guardianship = contract.certificate.child.guardianships.filter(user=event.by).first()
    return Signature(event.by.full_name, guardianship, event.at)


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
