"""A contract month by month: planned, debited, taught, paid to the organisation (R6.18, R7.11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from enrollment.models import Contract, Delivery, Document, DocumentLine, Instalment


@dataclass(frozen=True)
class MonthLine:
    """One month of a contract; sums in kopecks."""

    instalment: Instalment
    delivery: Delivery | None
    delivered: int | None  # what the invoice asks for; None until the month is invoiced
    paid: int  # what the payer has paid to the organisation, in advance and after

    @property
    def debited(self) -> int:
        """What has been debited from the certificate for the month."""
        is_debited = self.instalment.status == Instalment.Status.DEBITED
        return self.instalment.certificate_amount if is_debited else 0

    @property
    def is_returned(self) -> bool:
        return self.instalment.status == Instalment.Status.RELEASED


def months_of(contract: Contract) -> list[MonthLine]:
    """Every month of the contract with what documents say of it."""
    deliveries = {each.month: each for each in contract.deliveries.all()}
    lines: dict[tuple[date, str], DocumentLine] = {
        (line.document.month, line.document.kind): line
        for line in contract.lines.filter(document__in=Document.objects.living()).select_related(
            "document"
        )
    }
    found = []
    for instalment in contract.instalments.all():
        invoice = lines.get((instalment.month, Document.Kind.INVOICE))
        advance = lines.get((instalment.month, Document.Kind.ADVANCE))
        found.append(
            MonthLine(
                instalment,
                deliveries.get(instalment.month),
                delivered=invoice.amount if invoice else None,
                paid=_paid(invoice) or _paid(advance),
            )
        )
    return found


def _paid(line: DocumentLine | None) -> int:
    """The line's sum if its document is paid; an invoice's line holds its advance in it."""
    if line is None or line.document.status != Document.Status.PAID:
        return 0
    return line.amount
