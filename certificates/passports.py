"""The QR passport of a child: the desk scans it and finds the child at once (pain 11 of families).

Nothing personal is inside: a signed key. The one on the screen lives for a short time, the one on
the printed certificate lasts; either opens only for the staff of the child's municipality.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from certificates.models import Child
from reference.errors import RuleBroken

LIVES = timedelta(minutes=30)

_SIGNER = signing.Signer(salt="certificates.passport", sep=".")

OVER = RuleBroken(
    "passport_over",
    _("The code has expired: ask the family to open the page of the certificate again."),
)


def token_of(child: Child, *, at: datetime) -> str:
    """What the code on the screen holds, until half an hour later."""
    return _SIGNER.sign(f"{child.pk}-{int((at + LIVES).timestamp())}")


def paper_token_of(child: Child) -> str:
    """What the code on a printed certificate holds; it does not expire."""
    return _SIGNER.sign(str(child.pk))


def find(token: str, *, at: datetime) -> int | None:
    """The key of the child; None where the code is wrong. Raises RuleBroken `passport_over`."""
    try:
        key, _dash, until = _SIGNER.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    if until and datetime.fromtimestamp(int(until), UTC) < at:
        raise OVER
    return int(key)
