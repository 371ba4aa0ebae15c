"""Documents for payment as they would be written now: their lines and sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enrollment import correcting, settling
from enrollment.models import Contract, Delivery, Document, DocumentLine, Instalment
from enrollment.models.contract import ContractQuerySet
from enrollment.models.document import DocumentQuerySet
from providers.models import Provider
from reference import configuration, money
from reference.days import Month, working_day
from reference.errors import RuleBroken
from reference.models import FundingPlan, Holiday, Municipality

Kind = Document.Kind

ALREADY_DOCUMENTED = RuleBroken(
    "already_documented", _("There is a document of this kind for this month already.")
)


@dataclass(frozen=True)
class Draft:
    """A document with its lines, counted and not written."""

    document: Document
    lines: list[DocumentLine]


def plan_of(provider: Provider, municipality: Municipality, month: Month) -> FundingPlan:
    """The plan that pays the provider's lessons of the month.

    Where a period begins in the middle of a month, the plan that still has something to invoice.
    Raises RuleBroken `dates`: nobody pays for this month.
    """
    plans = list(
        municipality.funding_plans.approved()
        .filter(starts_on__lte=month.last_day, ends_on__gte=month.first_day)
        .order_by("starts_on")
    )
    if not plans:
        raise RuleBroken("dates", _("The municipality has no funding plan for this month."))
    for plan in plans[:-1]:
        invoiced = Document.objects.living().filter(
            provider=provider, plan=plan, kind=Kind.INVOICE, month=month.first_day
        )
        if _instalments(provider, plan, month).exists() and not invoiced.exists():
            plan.municipality = municipality
            return plan
    plans[-1].municipality = municipality
    return plans[-1]


def advance(
    provider: Provider,
    plan: FundingPlan,
    month: Month,
    *,
    percent: int | None = None,
    lowered: Mapping[int, int] | None = None,
    on: date,
) -> Draft:
    """A share of the month's instalments, by default the most that is allowed (R7.03, R7.04).

    `lowered` are other per cents of single groups, by their keys; a group of none is left out.
    Raises RuleBroken `percent` (R7.03), `dates` (another month than the present, or before its
    second working day: R7.02), `already_documented` (the month is invoiced already).
    """
    percent = check_advance(provider, plan, month, percent=percent, lowered=lowered, on=on)
    shares = [
        (instalment, (lowered or {}).get(instalment.contract.group_id, percent))
        for instalment in _with_contracts(provider, plan, month)
    ]
    lines = [
        DocumentLine(
            contract=instalment.contract,
            month=month.first_day,
            instalment=instalment.certificate_amount,
            held=share,
            planned=100,
            amount=money.half_up(Fraction(instalment.certificate_amount * share, 100)),
        )
        for instalment, share in shares
        if share
    ]
    return _settled(_document(provider, plan, Kind.ADVANCE, month, percent=percent), lines)


def most_percent(provider: Provider, municipality: Municipality, month: Month) -> int:
    """The most an advance of the month may ask for, in per cent (R7.03)."""
    try:
        most: int = plan_of(provider, municipality, month).setting("advance_percent_max")
    except RuleBroken:
        most = configuration.value_of("advance_percent_max", municipality.settings)
    return most


def check_advance(
    provider: Provider,
    plan: FundingPlan,
    month: Month,
    *,
    percent: int | None,
    lowered: Mapping[int, int] | None = None,
    on: date,
) -> int:
    """The per cent (R7.03) of an advance that may be asked for on the day (R7.02).

    Raises as `advance` does.
    """
    most: int = plan.setting("advance_percent_max")
    percent = most if percent is None else percent
    if not 0 < percent <= most or any(not 0 <= each <= most for each in (lowered or {}).values()):
        raise RuleBroken(
            "percent",
            _("An advance is from 1 to %(most)s per cent.") % {"most": most},
            field="percent",
        )
    ordinal = plan.setting("advance_from_working_day")
    if Month.of(on) != month or on < working_day(month, ordinal, Holiday.of(month)):
        raise RuleBroken(
            "dates",
            _("An advance is asked for in its month, from working day %(ordinal)s.")
            % {"ordinal": ordinal},
        )
    # December is invoiced in December (R7.08): an advance after its invoice would never be offset
    if _standing(provider, plan).filter(kind=Kind.INVOICE, month=month.first_day).exists():
        raise RuleBroken(
            "already_documented", _("The month is invoiced: there is nothing to advance in it.")
        )
    return percent


def invoice(provider: Provider, plan: FundingPlan, month: Month, *, on: date) -> Draft:
    """What was delivered in the month, less its advance (R7.06, R7.07, R7.11).

    Raises RuleBroken `dates` (the month is not over), `month_closed` (December after December,
    R7.08).
    """
    check_invoice(plan, month, on=on)
    deliveries = {
        each.contract_id: each
        for each in Delivery.objects.filter(
            contract__provider=provider, contract__plan=plan, month=month.first_day
        )
    }
    lines = []
    for instalment in _with_contracts(provider, plan, month):
        delivery = deliveries.get(instalment.contract_id)
        held, planned = (delivery.held, delivery.planned) if delivery else (1, 1)
        lines.append(
            DocumentLine(
                contract=instalment.contract,
                month=month.first_day,
                instalment=instalment.certificate_amount,
                held=held,
                planned=planned,
                amount=money.half_up(Fraction(instalment.certificate_amount * held, planned)),
            )
        )
    return _settled(_document(provider, plan, Kind.INVOICE, month), lines)


def correction(provider: Provider, plan: FundingPlan, *, on: date) -> Draft:
    """What corrects the paid documents of a period that has no document to come (R7.19).

    Raises RuleBroken `not_over` (the corrections go into the next document), `nothing_to_correct`.
    """
    if not settling.is_over(provider, plan, on=on):
        raise RuleBroken("not_over", _("Corrections go into the next document of the period."))
    draft = _settled(_document(provider, plan, Kind.CORRECTION, Month.of(plan.ends_on)), [])
    if not draft.lines:
        raise RuleBroken("nothing_to_correct", _("No correction waits for a document."))
    return draft


def unsigned(provider: Provider, plan: FundingPlan, month: Month) -> ContractQuerySet:
    """Applications whose lessons were to begin by the end of the month: they expire (R7.10)."""
    return Contract.objects.filter(
        provider=provider,
        plan=plan,
        status__in=(Contract.Status.REQUESTED, Contract.Status.ACCEPTED),
        starts_on__lte=month.last_day,
    ).order_by("id")


def contracts_of(provider: Provider, plan: FundingPlan, month: Month) -> ContractQuerySet:
    """The contracts whose month may stand in a document: debited, or to be signed still."""
    return Contract.objects.filter(
        provider=provider,
        plan=plan,
        instalments__month=month.first_day,
        instalments__status__in=(Instalment.Status.DEBITED, Instalment.Status.PLANNED),
    )


def twin_of(document: Document) -> Document | None:
    """The document of the same kind that stands for this month already (R7.09)."""
    return (
        _standing(document.provider, document.plan)
        .filter(kind=document.kind, month=document.month)
        .first()
    )


def _with_contracts(provider: Provider, plan: FundingPlan, month: Month) -> list[Instalment]:
    return list(
        _instalments(provider, plan, month)
        .select_related("contract__certificate")
        .order_by("contract_id")
    )


def _instalments(provider: Provider, plan: FundingPlan, month: Month) -> QuerySet[Instalment]:
    """The debited parts of the month of this provider's contracts (R7.05, R7.07)."""
    return Instalment.objects.filter(
        contract__provider=provider,
        contract__plan=plan,
        month=month.first_day,
        status=Instalment.Status.DEBITED,
        certificate_amount__gt=0,
    )


def check_invoice(plan: FundingPlan, month: Month, *, on: date) -> None:
    """Whether the month may be invoiced on the day (R7.06). Raises as `invoice` does.

    The budget year is the calendar year even where the period is the school year, so December is
    invoiced in December and never after (R7.08).
    """
    present = Month.of(on)
    if month.number == 12 and plan.setting("december_invoice_in_december"):
        if present > month:
            raise RuleBroken(
                "month_closed",
                _("The invoice for December is made in December: the budget year is closed."),
            )
        if present == month:
            return
    if present <= month:
        raise RuleBroken("dates", _("An invoice is made when its month is over."))
    first = plan.setting("invoice_day_from")
    if present == month.shift(1) and on.day < first:
        raise RuleBroken(
            "dates",
            _("An invoice is made from day %(day)s of the month that follows.") % {"day": first},
        )


def _document(
    provider: Provider, plan: FundingPlan, kind: Document.Kind, month: Month, *, percent: int = 100
) -> Document:
    return Document(
        provider=provider,
        municipality=plan.municipality,
        plan=plan,
        kind=kind,
        month=month.first_day,
        percent=percent,
    )


def _settled(document: Document, lines: list[DocumentLine]) -> Draft:
    """Add the lines up with what corrects paid ones (R7.19); offset what was overpaid (R7.14)."""
    corrective = correcting.lines_for(document.provider, document.plan)
    document.total = sum(line.amount for line in lines)
    document.corrected = sum(line.amount for line in corrective)
    document.advanced = _advance_of(document) if document.kind == Kind.INVOICE else 0
    document.carried_in = settling.overpaid(document.provider.pk, document.plan.pk)
    left = document.total + document.corrected - document.advanced - document.carried_in
    document.to_pay, document.carried_out = max(left, 0), max(-left, 0)
    return Draft(document, [*lines, *corrective])


def _advance_of(invoice: Document) -> int:
    """What the month's advance covers, in kopecks: paid, or offset against what was overpaid."""
    advance = (
        _standing(invoice.provider, invoice.plan)
        .filter(kind=Kind.ADVANCE, month=invoice.month)
        .first()
    )
    return advance.total if advance else 0


def _standing(provider: Provider, plan: FundingPlan) -> DocumentQuerySet:
    return Document.objects.living().filter(provider=provider, plan=plan)
