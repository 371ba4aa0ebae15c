"""What signing or leaving today would mean, told before the button is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from enrollment.models import Contract, Instalment
from reference.days import Month


@dataclass(frozen=True)
class Notice:
    """The last day of lessons, what of the certificate returns at once, and what stays paid."""

    last_day: date
    returned: int
    kept: int


def due_at_signing(contract: Contract, *, on: date) -> int:
    """What the certificate pays when the offer is accepted: the first month, and any begun (6.4).

    In kopecks.
    """
    first, *later = contract.instalments.all()
    begun = [each for each in later if Month.of(each.month) <= Month.of(on)]
    return sum(each.certificate_amount for each in (first, *begun))


def notice_of(contract: Contract, *, on: date) -> Notice:
    """The meaning of a notice given on that day (R6.49, R6.50, R6.51); sums in kopecks."""
    later = contract.instalments.filter(
        status=Instalment.Status.PLANNED, month__gt=Month.of(on).first_day
    )
    returned = later.aggregate(sum=Sum("certificate_amount", default=0))["sum"]
    return Notice(
        last_day=min(Month.of(on).last_day, contract.ends_on),
        returned=returned,
        kept=contract.certificate_part - returned,
    )
