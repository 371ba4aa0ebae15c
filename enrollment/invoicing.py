"""Documents between provider and payer: advances, invoices, their payment (section 7)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from certificates import granting, ledger
from certificates.models import Entry
from enrollment import drafting, enrolling
from enrollment.models import Contract, Document, DocumentLine
from providers.models import Provider
from reference.days import Month
from reference.errors import RuleBroken, refusing
from reference.models import FundingPlan, Municipality
from users import audit
from users.models import User

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
    return _write(
        drafting.advance(provider, municipality, month, percent=percent, on=on), by=by, on=on
    )


@transaction.atomic
def invoice(
    provider: Provider, municipality: Municipality, month: Month, *, by: User, on: date
) -> Document:
    """Invoice what was delivered in the month, less its advance (R7.06–R7.10).

    Applications of the month that nobody signed are refused. Raises RuleBroken `dates` (the month
    is not over), `month_closed` (December after December, R7.08), `already_documented`.
    """
    draft = drafting.invoice(provider, municipality, month, on=on)
    for contract in drafting.unsigned(provider, municipality, month):
        enrolling.refuse(contract, Contract.Refusal.OVERDUE, by=by, on=on)
    return _write(draft, by=by, on=on)


def _write(draft: drafting.Draft, *, by: User, on: date) -> Document:
    """Write the document with its lines."""
    document = draft.document
    document.created_by, document.created_on = by, on
    with refusing({"document_one_of_a_kind_in_a_month": ALREADY_DOCUMENTED}):
        document.save()
    for line in draft.lines:
        line.document = document
    DocumentLine.objects.bulk_create(draft.lines)
    audit.record(by, f"document.{document.kind}", document, total=document.total)
    return document


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
def pay(
    document: Document,
    *,
    payment_order: str = "",
    paid_on: date | None = None,
    by: User,
    on: date,
) -> Document:
    """Note that the payer has paid; what was not delivered returns to the children (R7.13).

    The money went outside the portal, by default today (R7.22). Returns of a closed period go on
    to the budget (R8.05). Raises RuleBroken `dates` (a day to come, or before the document was
    made), `already_paid`, `wrong_status`.
    """
    paid_on = on if paid_on is None else paid_on
    if not document.created_on <= paid_on <= on:
        raise RuleBroken(
            "dates",
            _("A document is paid between the day it was made and today."),
            field="paid_on",
        )
    document = _pass(document, Status.PAID, by=by, payment_order=payment_order, paid_on=paid_on)
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
    granting.pass_on([line.contract.account_id for line in lines], on=on, event=event)


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
