"""Documents between provider and payer: advances, invoices, their payment (section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from certificates import granting, ledger
from certificates.models import Entry
from enrollment import (
    correcting,
    document_letters,
    drafting,
    enrolling,
    examining,
    lifecycle,
    settling,
)
from enrollment.models import Contract, Document, DocumentLine
from providers.models import Provider
from reference.days import Month
from reference.errors import RuleBroken, refusing
from reference.models import FundingPlan, Municipality
from users import audit
from users.models import User

Kind = Document.Kind
Status = Document.Status

# How a document goes from hand to hand (R7.15).
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
    lowered: Mapping[int, int] | None = None,
    by: User,
    on: date,
) -> Document:
    """Ask for a share of the month's instalments in advance (R7.02, R7.05).

    By default the most that is allowed; `lowered` are other per cents of single groups. Raises
    RuleBroken `percent` (R7.03), `dates` (another
    month than the present, or before its second working day), `already_documented` (R7.09).
    """
    plan = drafting.plan_of(provider, municipality, month)
    _hold(provider, plan, month)
    draft = drafting.advance(provider, plan, month, percent=percent, lowered=lowered, on=on)
    return _write(draft, by=by, on=on)


@transaction.atomic
def invoice(
    provider: Provider, municipality: Municipality, month: Month, *, by: User, on: date
) -> Document:
    """Invoice what was delivered in the month, less its advance (R7.06).

    Applications of the month that nobody signed are refused (R7.10). Raises RuleBroken `dates`
    (the month is not over), `month_closed` (December after December, R7.08), `already_documented`
    (R7.09).
    """
    plan = drafting.plan_of(provider, municipality, month)
    drafting.check_invoice(plan, month, on=on)
    for contract in _hold(provider, plan, month, unsigned=True):
        enrolling.refuse(contract, Contract.Refusal.OVERDUE, by=by, on=on)
    return _write(drafting.invoice(provider, plan, month, on=on), by=by, on=on)


@transaction.atomic
def correct(provider: Provider, plan: FundingPlan, *, by: User, on: date) -> Document:
    """Hand in the corrections of a period that has no other document to come (R7.19).

    Raises RuleBroken `not_over`, `nothing_to_correct`.
    """
    settling.hold(provider.pk, plan.pk)
    return _write(drafting.correction(provider, plan, on=on), by=by, on=on)


def _hold(
    provider: Provider, plan: FundingPlan, month: Month, *, unsigned: bool = False
) -> list[Contract]:
    """Take the locks of a new document: the two parties', the plan's, those of its contracts.

    A contract cannot be deleted or withdrawn under the document then. Returns the applications
    that the invoice refuses, their groups and accounts locked too.
    """
    settling.hold(provider.pk, plan.pk)
    ledger.hold(plan, closing=True)
    expired = list(
        drafting.unsigned(provider, plan, month).values_list("pk", flat=True) if unsigned else ()
    )
    lines = drafting.contracts_of(provider, plan, month).values_list("pk", flat=True)
    contracts = Contract.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(contracts.filter(pk__in={*expired, *lines}).values_list("pk"))
    if not expired:
        return []
    stale = lifecycle.lock_together(Contract.objects.filter(pk__in=expired), closing=True)
    return [contract for contract in stale if contract.status in enrolling.UNSIGNED]


def _write(draft: drafting.Draft, *, by: User, on: date) -> Document:
    """Write the document with its lines, and tell the payer."""
    document = draft.document
    document.created_by, document.created_on = by, on
    with refusing({"document_one_of_a_kind_in_a_month": drafting.ALREADY_DOCUMENTED}):
        document.save()
    for line in draft.lines:
        line.document = document
    DocumentLine.objects.bulk_create(draft.lines)
    audit.record(by, f"document.{document.kind}", document, total=document.total)
    document_letters.sent(document)
    return document


@transaction.atomic
def take_into_work(document: Document, *, by: User, on: date) -> Document:
    """The payer begins to check the document (R7.15). Raises RuleBroken `wrong_status`."""
    document = _pass(document, Status.IN_WORK, by=by)
    document_letters.taken(document)
    return document


@transaction.atomic
def put_back(document: Document, *, by: User, on: date) -> Document:
    """The payer puts the document back unviewed (R7.15). Raises RuleBroken `wrong_status`."""
    return _pass(document, Status.NOT_VIEWED, by=by)


@transaction.atomic
def give_back(
    document: Document, refusal: Document.Refusal, comment: str = "", *, by: User, on: date
) -> Document:
    """The payer returns the document with a reason; the provider issues it anew (R7.18).

    Raises RuleBroken `wrong_status`, `already_paid`, `reason_missing` (another reason than those
    of the list, without words), `deducted`, `offset_used` (see `_check_nothing_stands_on`).
    """
    if refusal == Document.Refusal.OTHER and not comment.strip():
        raise RuleBroken("reason_missing", _("Say why: the provider will read it"), field="reason")
    document = _pass(document, Status.RETURNED, by=by, refusal=refusal, reason=comment.strip())
    document_letters.returned(document)
    return document


@transaction.atomic
def remove(document: Document, *, by: User, on: date) -> Document:
    """The provider takes back a document nobody has viewed (R7.15).

    Raises RuleBroken `wrong_status`, `already_paid`, `deducted`, `offset_used`.
    """
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
    to the budget (R8.05). Corrections of paid documents take effect now (R7.19). Raises RuleBroken
    `dates` (a day to come, or before the document was made), `already_paid`, `wrong_status`,
    `maximum_exceeded` (R7.18), `no_money` (a correction takes what the child has used).
    """
    paid_on = on if paid_on is None else paid_on
    if not document.created_on <= paid_on <= on:
        raise RuleBroken(
            "dates",
            _("A document is paid between the day it was made and today."),
            field="paid_on",
        )
    document = _pass(document, Status.PAID, by=by, payment_order=payment_order, paid_on=paid_on)
    examining.check_maximum(document)
    _move_money(document, by=by, on=on)
    document_letters.paid(document)
    return document


def _move_money(document: Document, *, by: User, on: date) -> None:
    """What the paid document returns to the children, or takes back by a correction."""
    lines = document.lines.filter(Q(correction__isnull=False) | Q(amount__lt=F("instalment")))
    if document.kind == Kind.ADVANCE:
        lines = lines.filter(correction__isnull=False)
    if not lines.exists():
        return
    ledger.hold(document.plan, closing=True)
    event = audit.record(by, "document.refunded", document)
    if document.kind == Kind.INVOICE:
        ledger.post_selected(
            Entry.Kind.REFUND,
            """
            SELECT contract.account_id, line.instalment - line.amount AS amount,
                line.contract_id, line.month,
                'refund:' || line.document_id || ':' || line.contract_id AS key
            FROM enrollment_documentline line
            JOIN enrollment_contract contract ON contract.id = line.contract_id
            WHERE line.document_id = %s AND line.correction_id IS NULL
            ORDER BY contract.account_id, line.contract_id
            """,
            [document.pk],
            on=on,
            event=event,
        )
    correcting.settle(document, on=on, event=event)
    accounts = lines.values_list("contract__account", flat=True)
    granting.pass_on(sorted(set(accounts)), on=on, event=event)


def _pass(document: Document, to: Status, *, by: User, **fields: object) -> Document:
    """Lock the document with those of the same parties, and pass it to the status."""
    settling.hold(document.provider_id, document.plan_id)
    document = (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("provider", "plan", "municipality__region")
        .get(pk=document.pk)
    )
    if document.status == Status.PAID:
        raise RuleBroken("already_paid", _("The document is paid and cannot be changed."))
    if to not in TRANSITIONS[Status(document.status)]:
        raise RuleBroken("wrong_status", _("This is not possible with this document any more."))
    if to in Document.VOID:
        _check_nothing_stands_on(document)
    document.status = to
    for name, value in fields.items():
        setattr(document, name, value)
    document.save(update_fields=["status", *fields])
    audit.record(by, f"document.{to}", document)
    return document


def _check_nothing_stands_on(document: Document) -> None:
    """A document whose sums a later one has used cannot go away under it (R7.06, R7.14).

    Raises RuleBroken `deducted` (the month's invoice has taken the advance off), `offset_used`
    (what it left over is offset in a later document, or returned).
    """
    if document.kind == Kind.ADVANCE:
        invoices = Document.objects.living().filter(
            provider=document.provider_id,
            plan=document.plan_id,
            kind=Kind.INVOICE,
            month=document.month,
        )
        if invoices.exists():
            raise RuleBroken(
                "deducted",
                _("The invoice of the month takes this advance off: return the invoice first."),
            )
    left = settling.overpaid(document.provider_id, document.plan_id)
    if left - document.carried_out + document.carried_in < 0:
        raise RuleBroken(
            "offset_used",
            _("What this document left over is offset in a later one: return that one first."),
        )


def paid_in(plan: FundingPlan) -> int:
    """What the payer has paid for the plan's period and not got back, in kopecks (I13)."""
    paid = Document.objects.filter(plan=plan, status=Status.PAID)
    returned = plan.repayments.aggregate(sum=Sum("amount", default=0))["sum"]
    return int(paid.aggregate(paid=Sum("to_pay", default=0))["paid"]) - int(returned)
