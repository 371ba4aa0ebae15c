"""Documents for payment as they would be written now: lines and sums (R7.02–R7.10, R7.14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from enrollment.models import Contract, Delivery, Document, DocumentLine, Instalment
from enrollment.models.contract import ContractQuerySet
from enrollment.models.document import DocumentQuerySet
from providers.models import Provider
from reference import configuration, money
from reference.days import Month, working_day
from reference.errors import RuleBroken
from reference.models import Holiday, Municipality


@dataclass(frozen=True)
class Draft:
    """A document with its lines, counted and not written."""

    document: Document
    lines: list[DocumentLine]


def advance(
    provider: Provider,
    municipality: Municipality,
    month: Month,
    *,
    percent: int | None = None,
    on: date,
) -> Draft:
    """A share of the month's instalments, by default the most that is allowed (R7.02–R7.05).

    Raises RuleBroken `percent` (R7.03), `dates` (another month than the present, or before its
    second working day).
    """
    most = configuration.value_of("advance_percent_max", municipality.settings)
    percent = most if percent is None else percent
    if not 0 < percent <= most:
        raise RuleBroken(
            "percent",
            _("An advance is from 1 to %(most)s per cent.") % {"most": most},
            field="percent",
        )
    ordinal = configuration.value_of("advance_from_working_day", municipality.settings)
    if Month.of(on) != month or on < working_day(month, ordinal, Holiday.of(month)):
        raise RuleBroken(
            "dates",
            _("An advance is asked for in its month, from working day %(ordinal)s.")
            % {"ordinal": ordinal},
        )
    lines = [
        DocumentLine(
            contract=instalment.contract,
            instalment=instalment.certificate_amount,
            held=percent,
            planned=100,
            amount=money.half_up(Fraction(instalment.certificate_amount * percent, 100)),
        )
        for instalment in _instalments(provider, municipality, month)
    ]
    return _settled(
        Document(
            provider=provider,
            municipality=municipality,
            kind=Document.Kind.ADVANCE,
            month=month.first_day,
            percent=percent,
        ),
        lines,
    )


def invoice(provider: Provider, municipality: Municipality, month: Month, *, on: date) -> Draft:
    """What was delivered in the month, less its advance (R7.06, R7.07, R7.11).

    Raises RuleBroken `dates` (the month is not over), `month_closed` (December after December,
    R7.08).
    """
    _check_invoice_month(municipality, month, on)
    deliveries = {
        each.contract_id: each
        for each in Delivery.objects.filter(contract__provider=provider, month=month.first_day)
    }
    lines = []
    for instalment in _instalments(provider, municipality, month):
        delivery = deliveries.get(instalment.contract_id)
        held, planned = (delivery.held, delivery.planned) if delivery else (1, 1)
        lines.append(
            DocumentLine(
                contract=instalment.contract,
                instalment=instalment.certificate_amount,
                held=held,
                planned=planned,
                amount=money.half_up(Fraction(instalment.certificate_amount * held, planned)),
            )
        )
    return _settled(
        Document(
            provider=provider,
            municipality=municipality,
            kind=Document.Kind.INVOICE,
            month=month.first_day,
        ),
        lines,
    )


def unsigned(provider: Provider, municipality: Municipality, month: Month) -> ContractQuerySet:
    """Applications whose lessons were to begin by the end of the month: they expire (R7.10)."""
    return Contract.objects.filter(
        provider=provider,
        plan__municipality=municipality,
        status__in=(Contract.Status.REQUESTED, Contract.Status.ACCEPTED),
        starts_on__lte=month.last_day,
    ).order_by("id")


def months_to_invoice(provider: Provider, municipality: Municipality, on: date) -> list[Month]:
    """The months of this provider that may be invoiced on the day and are not, oldest first."""
    invoiced = Document.objects.living().filter(
        provider=provider, municipality=municipality, kind=Document.Kind.INVOICE
    )
    days = (
        Instalment.objects.filter(
            contract__provider=provider,
            contract__plan__municipality=municipality,
            status=Instalment.Status.DEBITED,
            certificate_amount__gt=0,
        )
        .exclude(month__in=invoiced.values("month"))
        .order_by("month")
        .values_list("month", flat=True)
        .distinct()
    )
    return [month for month in map(Month.of, days) if _may_be_invoiced(municipality, month, on)]


def twin_of(document: Document) -> Document | None:
    """The document of the same kind that stands for this month already (R7.09)."""
    return _standing(document).filter(kind=document.kind, month=document.month).first()


def _instalments(provider: Provider, municipality: Municipality, month: Month) -> list[Instalment]:
    """The debited parts of the month of this provider's contracts (R7.05, R7.07)."""
    return list(
        Instalment.objects.filter(
            contract__provider=provider,
            contract__plan__municipality=municipality,
            month=month.first_day,
            status=Instalment.Status.DEBITED,
            certificate_amount__gt=0,
        )
        .select_related("contract__certificate")
        .order_by("contract_id")
    )


def _may_be_invoiced(municipality: Municipality, month: Month, on: date) -> bool:
    try:
        _check_invoice_month(municipality, month, on)
    except RuleBroken:
        return False
    return True


def _check_invoice_month(municipality: Municipality, month: Month, on: date) -> None:
    in_december = configuration.value_of("december_invoice_in_december", municipality.settings)
    present = Month.of(on)
    if month.number == 12 and in_december:
        if present > month:
            raise RuleBroken(
                "month_closed",
                _("The invoice for December is made in December: the budget year is closed."),
            )
        if present == month:
            return
    if present <= month:
        raise RuleBroken("dates", _("An invoice is made when its month is over."))


def _settled(document: Document, lines: list[DocumentLine]) -> Draft:
    """Add the lines up; what was paid too much before is offset (R7.14)."""
    document.total = sum(line.amount for line in lines)
    if document.kind == Document.Kind.INVOICE:
        document.advanced = _advance_of(document)
    document.carried_in = _carried_into(document)
    left = document.total - document.advanced - document.carried_in
    document.to_pay, document.carried_out = max(left, 0), max(-left, 0)
    return Draft(document, lines)


def _advance_of(invoice: Document) -> int:
    """What the month's advance covers, in kopecks: paid, or offset against what was overpaid."""
    advance = _standing(invoice).filter(kind=Document.Kind.ADVANCE, month=invoice.month).first()
    return advance.total if advance else 0


def _carried_into(document: Document) -> int:
    """What the latest document left to be offset, in kopecks."""
    latest = _standing(document).order_by("-id").first()
    return latest.carried_out if latest else 0


def _standing(document: Document) -> DocumentQuerySet:
    return Document.objects.living().filter(
        provider=document.provider, municipality=document.municipality
    )
