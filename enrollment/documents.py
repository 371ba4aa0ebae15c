"""Official documents of this floor as PDF. They are always Russian."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from enrollment import annex
from enrollment.models import Document, DocumentLine
from enrollment.protocol import Protocol
from enrollment.reconciling import Reconciliation
from enrollment.remitting import Register
from reference import configuration, printing
from reference.days import Month
from reference.models import Municipality


def closing_protocol(protocol: Protocol, *, made_on: date) -> bytes:
    """The closing protocol of a plan, one A4 sheet on its side for each thirty categories."""
    return printing.draw(
        "enrollment/pdf/closing_protocol.html", {"protocol": protocol, "made_on": made_on}
    )


def payment(document: Document) -> bytes:
    """An advance or an invoice with its register of contracts, without names (R7.17)."""
    sums = ("total", "advanced", "to_pay")
    return printing.draw(
        "enrollment/pdf/payment.html",
        {
            "document": document,
            "rows": annex.rows_of(document),
            "agreement": annex.agreement_of(document),
            "paying_document": document.plan.setting("paying_document_name"),
            "period": Month.of(document.month),
            "is_even": not _lowered(document).exists(),
            "words": {name: annex.in_words(getattr(document, name)) for name in sums},
        },
    )


def _lowered(document: Document) -> QuerySet[DocumentLine]:
    """The lines of an advance whose groups have a per cent of their own (R7.03)."""
    lines = document.lines.filter(correction__isnull=True)
    return lines.exclude(held=document.percent)


def reconciliation(act: Reconciliation, *, made_on: date) -> bytes:
    """The act of reconciliation of a provider and a payer, to be signed by both (R7.20)."""
    return printing.draw(
        "enrollment/pdf/reconciliation.html",
        {
            "act": act,
            "until": min(act.through.last_day, act.agreement.plan.ends_on),
            "made_on": made_on,
            "accepted": act.standing.invoiced + act.standing.advanced,
            "paying_document": act.agreement.plan.setting("paying_document_name"),
            "words": annex.in_words(act.owes),
        },
    )


def transfers(
    register: Register,
    *,
    municipality: Municipality,
    month: str,
    is_paid: bool,
    made_on: date,
) -> bytes:
    """What a payer transfers, by organisation, for the treasury (R6.62)."""
    return printing.draw(
        "enrollment/pdf/transfers.html",
        {
            "register": register,
            "municipality": municipality,
            "month": Month.parse(month).first_day if month else None,
            "is_paid": is_paid,
            "paying_document": configuration.value_of(
                "paying_document_name", municipality.settings
            ),
            "made_on": made_on,
            "words": annex.in_words(register.total),
        },
    )
