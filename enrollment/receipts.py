"""The receipt of an application that opens without signing in: number, state and next step."""

from __future__ import annotations

from datetime import date

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment import listing
from enrollment.awaiting import turn_of
from enrollment.models import Contract

_SIGNER = signing.Signer(salt="enrollment.receipt", sep=".")

# What there is to do where nobody's answer is awaited.
STEPS: dict[str, str | Promise] = {
    Contract.Status.ACTIVE: _("The contract acts. Come to lessons by the timetable of the group."),
    Contract.Status.TERMINATING: _("Lessons go on to the last day of the contract."),
    Contract.Status.CLOSED: _("Nothing is to be done: the contract is over."),
    Contract.Status.REFUSED: _(
        "The seat and the money are free again. The reason is on the page of the application."
    ),
    Contract.Status.WITHDRAWN: _("The seat and the money are free again."),
}


def token_of(contract: Contract) -> str:
    """What the address of the open receipt carries: a signed key, nothing personal (R6.26)."""
    return _SIGNER.sign(str(contract.pk))


def find(token: str) -> Contract | None:
    """The application of an open receipt; None where the address is wrong."""
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return listing.with_families(Contract.objects.filter(pk=key)).first()


def is_open(contract: Contract, *, on: date) -> bool:
    """Whether the term of the open receipt has not passed: it lasts to the contract's last day."""
    return on <= contract.ends_on and contract.status != Contract.Status.DELETED


def next_step(contract: Contract, *, on: date) -> str:
    """Who is awaited and until when, or what there is to do; no names and no sums in it."""
    return turn_of(contract, on=on).words or str(STEPS.get(contract.status, ""))
