"""What the contracts of a paying agreement have taken of its maximum (R4.17)."""

from __future__ import annotations

from django.db.models import Sum

from enrollment.models import Instalment
from providers.models import Agreement


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
