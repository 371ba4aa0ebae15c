"""Documents between provider and payer: advances, invoices, their payment (section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from certificates import ledger
from certificates.models import Entry
from enrollment import enrolling
from enrollment.models import Contract, Delivery, Document, DocumentLine, Instalment
from enrollment.models.document import DocumentQuerySet
from providers.models import Provider
from reference import configuration, money
from reference.days import Month, working_day
from reference.errors import RuleBroken, refusing
from reference.models import FundingPlan, Holiday, Municipality
from users import audit
from users.models import AuditEvent, User

ALREADY_DOCUMENTED = RuleBroken(
    "already_documented", _("There is a document of this kind for this month already.")
)

Status = Document.Status

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.NOT_VIEWED: (Status.IN_WORK, Status.PAID, Status.RETURNED, Status.DELETED),
    Status.IN_WORK: (Status.NOT_VIEWED, Status.PAID, Status.RETURNED),
    Status.PAID: (),
    Status.RETURNED: (),
    Status.DELETED: (),
}


@dataclass(frozen=True)
class Line:
    """A contract about to stand in a document, in kopecks."""

    contract_id: int
    instalment: int
    held: int
    planned: int
    amount: int


@transaction.atomic
def advance(
    provider: Provider,
    municipality: Municipality,
    month: Month,
    *,
    percent: int | None = None,
    by: User,
    on: date,
) -> Document:
    """Ask for a share of the month's instalments in advance (R7.02–R7.05).

    By default the most that is allowed. Raises RuleBroken `percent` (R7.03), `dates` (another
    month than the present, or before its second working day), `already_documented` (R7.09).
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
        Line(
            instalment.contract_id,
            instalment.certificate_amount,
            percent,
            100,
            money.half_up(Fraction(instalment.certificate_amount * percent, 100)),
        )
        for instalment in _instalments(provider, municipality, month)
    ]
    return _write(
        Document(
            provider=provider,
            municipality=municipality,
            kind=Document.Kind.ADVANCE,
            month=month.first_day,
            percent=percent,
        ),
        lines,
        by=by,
        on=on,
    )


@transaction.atomic
def invoice(
    provider: Provider, municipality: Municipality, month: Month, *, by: User, on: date
) -> Document:
    """Invoice what was delivered in the month, less its advance (R7.06–R7.10).

    Applications of the month that nobody signed are refused. Raises RuleBroken `dates` (the month
    is not over), `month_closed` (December after December, R7.08), `already_documented`.
    """
    _check_invoice_month(municipality, month, on)
    _refuse_unsigned(provider, municipality, month, by=by, on=on)
    deliveries = {
        each.contract_id: each
        for each in Delivery.objects.filter(contract__provider=provider, month=month.first_day)
    }
    lines = []
    for instalment in _instalments(provider, municipality, month):
        delivery = deliveries.get(instalment.contract_id)
        held, planned = (delivery.held, delivery.planned) if delivery else (1, 1)
        amount = money.half_up(Fraction(instalment.certificate_amount * held, planned))
        lines.append(
            Line(instalment.contract_id, instalment.certificate_amount, held, planned, amount)
        )
    return _write(
        Document(
            provider=provider,
            municipality=municipality,
            kind=Document.Kind.INVOICE,
            month=month.first_day,
        ),
        lines,
        by=by,
        on=on,
    )


def _instalments(provider: Provider, municipality: Municipality, month: Month) -> list[Instalment]:
    """The debited parts of the month of this provider's contracts (R7.05, R7.07)."""
    return list(
        Instalment.objects.filter(
            contract__provider=provider,
            contract__plan__municipality=municipality,
            month=month.first_day,
            status=Instalment.Status.DEBITED,
            certificate_amount__gt=0,
        ).order_by("contract_id")
    )


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


def _refuse_unsigned(
    provider: Provider, municipality: Municipality, month: Month, *, by: User, on: date
) -> None:
    """Applications whose lessons were to begin by the end of the month have expired (R7.10)."""
    waiting = Contract.objects.filter(
        provider=provider,
        plan__municipality=municipality,
        status__in=(Contract.Status.REQUESTED, Contract.Status.ACCEPTED),
        starts_on__lte=month.last_day,
    ).order_by("id")
    for contract in waiting:
        enrolling.refuse(contract, Contract.Refusal.OVERDUE, by=by, on=on)


def _write(document: Document, lines: list[Line], *, by: User, on: date) -> Document:
    """Write the document with its lines; what was paid too much before is offset (R7.14)."""
    document.created_by, document.created_on = by, on
    document.total = sum(line.amount for line in lines)
    if document.kind == Document.Kind.INVOICE:
        document.advanced = _advance_of(document)
    document.carried_in = _carried_into(document)
    left = document.total - document.advanced - document.carried_in
    document.to_pay, document.carried_out = max(left, 0), max(-left, 0)
    with refusing({"document_one_of_a_kind_in_a_month": ALREADY_DOCUMENTED}):
        document.save()
    DocumentLine.objects.bulk_create(
        DocumentLine(document=document, **vars(line)) for line in lines
    )
    audit.record(by, f"document.{document.kind}", document, total=document.total)
    return document


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


@transaction.atomic
def take_into_work(document: Document, *, by: User, on: date) -> Document:
    """The payer begins to check the document. Raises RuleBroken `wrong_status`."""
    return _pass(document, Status.IN_WORK, by=by)


@transaction.atomic
def put_back(document: Document, *, by: User, on: date) -> Document:
    """The payer puts the document back unviewed. Raises RuleBroken `wrong_status`."""
    return _pass(document, Status.NOT_VIEWED, by=by)


@transaction.atomic
def give_back(document: Document, reason: str, *, by: User, on: date) -> Document:
    """The payer returns the document with a reason; the provider issues it anew (R7.18).

    Raises RuleBroken `wrong_status`, `already_paid`.
    """
    return _pass(document, Status.RETURNED, by=by, reason=reason)


@transaction.atomic
def remove(document: Document, *, by: User, on: date) -> Document:
    """The provider takes back a document nobody has viewed. Raises RuleBroken `wrong_status`."""
    return _pass(document, Status.DELETED, by=by)


@transaction.atomic
def pay(document: Document, *, payment_order: str = "", by: User, on: date) -> Document:
    """Note that the payer has paid; what was not delivered returns to the children (R7.13).

    Returns of a closed period go on to the budget (R8.05). Raises RuleBroken `already_paid`,
    `wrong_status`.
    """
    document = _pass(document, Status.PAID, by=by, payment_order=payment_order, paid_on=on)
    if document.kind == Document.Kind.INVOICE:
        _refund(document, by=by, on=on)
    return document


def _refund(document: Document, *, by: User, on: date) -> None:
    lines = [
        line
        for line in document.lines.select_related("contract__plan").order_by("contract_id")
        if line.difference
    ]
    if not lines:
        return
    for plan in {line.contract.plan for line in lines}:
        ledger.hold(plan, closing=True)
    event = audit.record(by, "document.refunded", document)
    ledger.post(
        [_movement(Entry.Kind.REFUND, line, document) for line in lines], on=on, event=event
    )
    _lapse_of_closed(document, lines, on=on, event=event)


def _lapse_of_closed(
    document: Document, lines: list[DocumentLine], *, on: date, event: AuditEvent
) -> None:
    """A closed period keeps nothing: what came back late goes to the budget at once (R8.05)."""
    late = [line for line in lines if line.contract.plan.status == FundingPlan.Status.CLOSED]
    ledger.post([_movement(Entry.Kind.LAPSE, line, document) for line in late], on=on, event=event)


def _movement(kind: Entry.Kind, line: DocumentLine, document: Document) -> ledger.Movement:
    return ledger.Movement(
        line.contract.account_id,
        kind,
        line.difference,
        f"{kind}:{document.pk}:{line.contract_id}",
        line.contract_id,
        document.month,
    )


def _pass(document: Document, to: Status, *, by: User, **fields: object) -> Document:
    """Lock the document and pass it to the status."""
    document = (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("provider", "municipality__region")
        .get(pk=document.pk)
    )
    if document.status == Status.PAID:
        raise RuleBroken("already_paid", _("The document is paid and cannot be changed."))
    if to not in TRANSITIONS[Status(document.status)]:
        raise RuleBroken("wrong_status", _("This is not possible with this document any more."))
    document.status = to
    for name, value in fields.items():
        setattr(document, name, value)
    document.save(update_fields=["status", *fields])
    audit.record(by, f"document.{to}", document)
    return document


def paid_in(plan: FundingPlan) -> int:
    """What the payer has paid for the plan's period, in kopecks: advances and invoices (I13)."""
    return int(
        Document.objects.filter(
            municipality=plan.municipality_id,
            status=Status.PAID,
            month__range=(Month.of(plan.starts_on).first_day, plan.ends_on),
        ).aggregate(paid=Sum("to_pay", default=0))["paid"]
    )
