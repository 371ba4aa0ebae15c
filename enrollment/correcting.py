"""A mistake found after payment is put right by a line of a later document (R7.19).

A paid document is never edited. The correction names it and the contract, with the share that was
truly delivered; it waits for the provider's next document in the plan and takes effect when the
payer has paid, and so accepted, that document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from certificates import ledger
from certificates.models import Entry
from enrollment import settling
from enrollment.models import Contract, Correction, Document, DocumentLine, Instalment
from providers.models import Provider
from reference import money
from reference.errors import RuleBroken, refusing
from reference.models import FundingPlan
from users import audit
from users.models import AuditEvent, User

WAITS = RuleBroken(
    "correction_waits", _("A correction of this line waits already: withdraw it first.")
)


@dataclass(frozen=True)
class Change:
    """What a correction would change, in kopecks: the month, what is paid of it, what should be."""

    instalment: int
    paid: int
    right: int

    @property
    def amount(self) -> int:
        return self.right - self.paid


def change_of(document: Document, contract: Contract, *, held: int, planned: int) -> Change:
    """What it comes to that this share of the month was delivered.

    A contract that is missing in the document counts as paid nothing. Raises RuleBroken `dates`
    (no such month in the contract, more held than planned).
    """
    if not 0 <= held <= planned or planned == 0:
        raise RuleBroken("dates", _("No more lessons can be held than were planned."), field="held")
    instalment = contract.instalments.filter(
        month=document.month, status=Instalment.Status.DEBITED, certificate_amount__gt=0
    ).first()
    if instalment is None:
        raise RuleBroken("dates", _("This month of the contract is not debited."))
    right = money.half_up(Fraction(instalment.certificate_amount * held, planned))
    return Change(instalment.certificate_amount, paid_of(contract.pk, document.month), right)


def paid_of(contract_id: int, month: date) -> int:
    """What paid invoices and corrections come to for the month of a contract, in kopecks."""
    paid = DocumentLine.objects.filter(
        contract=contract_id, month=month, document__status=Document.Status.PAID
    ).exclude(document__kind=Document.Kind.ADVANCE, correction__isnull=True)
    return int(paid.aggregate(sum=Sum("amount", default=0))["sum"])


@transaction.atomic
def propose(
    document: Document,
    contract: Contract,
    *,
    held: int,
    planned: int,
    reason: str,
    by: User,
    on: date,
) -> Correction:
    """Write down what a paid invoice should have said of a contract (R7.19).

    Raises RuleBroken `not_paid` (what is not paid is returned and issued anew), `dates`,
    `reason_missing`, `nothing_to_correct` (the sum stays), `correction_waits`, `no_money` (the
    child has used what came back).
    """
    settling.hold(document.provider_id, document.plan_id)
    document.refresh_from_db(fields=["status"])
    if document.kind != Document.Kind.INVOICE or document.status != Document.Status.PAID:
        raise RuleBroken(
            "not_paid", _("Only a paid invoice is corrected; another one is issued anew.")
        )
    if (contract.provider_id, contract.plan_id) != (document.provider_id, document.plan_id):
        raise RuleBroken("dates", _("The contract has no such month."))
    if not reason.strip():
        raise RuleBroken("reason_missing", _("Say what the error was."), field="reason")
    change = change_of(document, contract, held=held, planned=planned)
    if not change.amount:
        raise RuleBroken(
            "nothing_to_correct", _("This share gives the sum that is paid."), field="held"
        )
    _check_money(contract, document.month, change)
    with refusing({"correction_one_open_for_a_line": WAITS}), transaction.atomic():
        correction = Correction.objects.create(
            document=document,
            contract=contract,
            held=held,
            planned=planned,
            amount=change.amount,
            reason=reason.strip(),
            made_by=by,
            made_on=on,
        )
    audit.record(
        by, "correction.proposed", document, contract=contract.number, amount=change.amount
    )
    return correction


def _check_money(contract: Contract, month: date, change: Change) -> None:
    """What the child gets back less than before has to be there still."""
    refunded = ledger.refunded(contract.pk, month)
    wanted = refunded - (change.instalment - change.right)
    if wanted > 0:
        contract.account.refresh_from_db()
        if contract.account.available < wanted:
            raise ledger.NO_MONEY


@transaction.atomic
def withdraw(correction: Correction, *, by: User, on: date) -> Correction:
    """Take a correction back that stands in no document yet.

    Raises RuleBroken `already_documented` (the document is taken back or returned first),
    `wrong_status`.
    """
    settling.hold(correction.document.provider_id, correction.document.plan_id)
    correction = Correction.objects.select_for_update(of=("self",), no_key=True).get(
        pk=correction.pk
    )
    if correction.settled_on or correction.withdrawn_on:
        raise RuleBroken("wrong_status", _("The correction is settled or withdrawn already."))
    if correction.lines.filter(document__in=Document.objects.living()).exists():
        raise RuleBroken(
            "already_documented",
            _("The correction stands in a document: take that back, or wait for its payment."),
        )
    correction.withdrawn_on = on
    correction.save(update_fields=["withdrawn_on"])
    audit.record(by, "correction.withdrawn", correction.document)
    return correction


def waiting(provider: Provider, plan: FundingPlan) -> QuerySet[Correction]:
    """The corrections that wait for the provider's next document in the plan, oldest first."""
    standing = DocumentLine.objects.filter(
        correction=OuterRef("pk"), document__in=Document.objects.living()
    )
    return (
        Correction.objects.filter(
            ~Exists(standing),
            document__provider=provider,
            document__plan=plan,
            withdrawn_on__isnull=True,
            settled_on__isnull=True,
        )
        .select_related("document", "contract__certificate")
        .order_by("pk")
    )


def lines_for(provider: Provider, plan: FundingPlan) -> list[DocumentLine]:
    """The corrective lines of the provider's next document in the plan."""
    found = list(waiting(provider, plan))
    instalments = {
        (each.contract_id, each.month): each.certificate_amount
        for each in Instalment.objects.filter(contract__in=[each.contract_id for each in found])
    }
    return [
        DocumentLine(
            contract=each.contract,
            month=each.document.month,
            instalment=instalments[each.contract_id, each.document.month],
            held=each.held,
            planned=each.planned,
            amount=each.amount,
            correction=each,
        )
        for each in found
    ]


def settle(document: Document, *, on: date, event: AuditEvent) -> list[int]:
    """The paid document's corrections take effect on the certificates, by entries of their own.

    The document is paid and its plan held. Returns the accounts whose money moved. Raises
    RuleBroken `no_money`.
    """
    lines = list(
        document.lines.filter(correction__isnull=False)
        .select_related("contract")
        .order_by("contract_id", "month")
    )
    ledger.lock_all(line.contract.account_id for line in lines)
    for line in lines:
        ledger.set_refund(
            line.contract.account_id,
            line.contract_id,
            line.month,
            line.instalment - paid_of(line.contract_id, line.month),
            key=f"{Entry.Kind.REFUND}:{document.pk}:{line.contract_id}:{line.month:%Y-%m}",
            on=on,
            event=event,
        )
    Correction.objects.filter(lines__in=lines).update(settled_on=on)
    return [line.contract.account_id for line in lines]


def candidates(document: Document) -> QuerySet[Contract]:
    """The contracts whose month of a paid invoice may be corrected, those missing in it too."""
    return (
        Contract.objects.filter(
            provider=document.provider_id,
            plan=document.plan_id,
            instalments__month=document.month,
            instalments__status=Instalment.Status.DEBITED,
            instalments__certificate_amount__gt=0,
        )
        .select_related("certificate")
        .annotate(of_the_month=F("instalments__certificate_amount"))
        .order_by("pk")
    )


def months_missing(document: Document, contracts: Iterable[Contract]) -> set[int]:
    """Of these contracts, those that stand in no invoice of the month at all."""
    keys = [contract.pk for contract in contracts]
    standing = DocumentLine.objects.filter(
        contract__in=keys,
        month=document.month,
        document__in=Document.objects.living().exclude(kind=Document.Kind.ADVANCE),
    )
    return set(keys) - set(standing.values_list("contract_id", flat=True))
