"""What a notice given today would mean, told before it is given (R6.49–R6.51)."""

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


def notice_of(contract: Contract, *, on: date) -> Notice:
    """The meaning of a notice given on that day; sums in kopecks."""
    later = contract.instalments.filter(
        status=Instalment.Status.PLANNED, month__gt=Month.of(on).first_day
    )
    returned = later.aggregate(sum=Sum("certificate_amount", default=0))["sum"]
    return Notice(
        last_day=min(Month.of(on).last_day, contract.ends_on),
        returned=returned,
        kept=contract.certificate_part - returned,
    )
