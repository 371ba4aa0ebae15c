"""What the contracts of a paying agreement have taken of its maximum (R4.17)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Sum

from certificates import ledger
from enrollment.models import Instalment
from providers import agreeing
from providers.models import Agreement
from users.models import User


def committed(agreement: Agreement) -> int:
    """Kopecks of certificates that its contracts have reserved and debited."""
    taken = (
        Instalment.objects.filter(
            contract__provider=agreement.provider_id, contract__plan=agreement.plan_id
        )
        .exclude(status=Instalment.Status.RELEASED)
        .aggregate(taken=Sum("certificate_amount"))["taken"]
    )
    return int(taken or 0)


@transaction.atomic
def set_maximum(agreement: Agreement, maximum: int | None, *, by: User, on: date) -> Agreement:
    """Change or lift the maximum, in kopecks; nobody applies while what is taken is counted.

    Raises what `agreeing.set_maximum` does (R4.17).
    """
    ledger.hold_alone(agreement.plan, closing=True)
    return agreeing.set_maximum(agreement, maximum, committed=committed(agreement), by=by, on=on)
