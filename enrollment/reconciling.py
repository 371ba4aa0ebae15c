"""The monthly reconciliation of a provider and a payer, and the register of what is to be paid.

Both are read from the documents and the ledger; no child's name stands in them (R11.07).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.db.models import F, Sum

from enrollment import settling
from enrollment.committing import Standing, standing_of
from enrollment.models import Document, Instalment, Repayment
from enrollment.models.document import DocumentQuerySet
from providers.models import Agreement, Provider
from reference.days import Month, months_between

Kind = Document.Kind
Status = Document.Status


@dataclass(frozen=True)
class MonthLine:
    """A month of the reconciliation, in kopecks.

    `debited` is what the ledger took from certificates for it, `delivered` what its invoice and
    corrections come to, `paid` the money that went for its documents.
    """

    month: Month
    debited: int
    documents: list[Document]
    paid: int
    unpaid: int

    @property
    def delivered(self) -> int:
        invoices = [each for each in self.documents if each.kind != Kind.ADVANCE]
        corrected = sum(each.corrected for each in self.documents)
        return sum(each.total for each in invoices) + corrected


@dataclass(frozen=True)
class Reconciliation:
    """What the two sides owe each other under their agreement by the end of a month (R7.20)."""

    agreement: Agreement
    through: Month
    lines: list[MonthLine]
    repayments: list[Repayment]
    standing: Standing
    overpaid: int

    @property
    def debited(self) -> int:
        return sum(line.debited for line in self.lines)

    @property
    def delivered(self) -> int:
        return sum(line.delivered for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def unpaid(self) -> int:
        return sum(line.unpaid for line in self.lines)

    @property
    def returned(self) -> int:
        return sum(each.amount for each in self.repayments)

    @property
    def balance(self) -> int:
        """Above zero the payer owes the provider, below zero the provider owes the payer."""
        return self.delivered - self.paid + self.returned

    @property
    def owes(self) -> int:
        return abs(self.balance)


def reconcile(agreement: Agreement, through: Month, *, on: date) -> Reconciliation:
    """The documents and payments of the plan's months up to that one."""
    provider, plan = agreement.provider_id, agreement.plan_id
    documents = (
        Document.objects.living()
        .filter(provider=provider, plan=plan, month__lte=through.first_day)
        .order_by("month", "id")
    )
    by_month: dict[date, list[Document]] = {}
    for document in documents:
        by_month.setdefault(document.month, []).append(document)
    debited = dict(
        Instalment.objects.filter(
            contract__provider=provider,
            contract__plan=plan,
            status=Instalment.Status.DEBITED,
            month__lte=through.first_day,
        )
        .order_by("month")
        .values_list("month")
        .annotate(Sum("certificate_amount"))
    )
    months = months_between(agreement.plan.starts_on, agreement.plan.ends_on)
    return Reconciliation(
        agreement=agreement,
        through=through,
        lines=[
            _line(month, debited.get(month.first_day, 0), by_month.get(month.first_day, []))
            for month in months
            if month <= through
        ],
        repayments=list(
            Repayment.objects.filter(
                provider=provider, plan=plan, paid_on__lte=through.shift(1).last_day
            )
        ),
        standing=standing_of(agreement, on=on),
        overpaid=settling.overpaid(provider, plan),
    )


def _line(month: Month, debited: int, documents: list[Document]) -> MonthLine:
    paid = [each for each in documents if each.status == Status.PAID]
    return MonthLine(
        month=month,
        debited=debited,
        documents=documents,
        paid=sum(each.to_pay for each in paid),
        unpaid=sum(each.to_pay for each in documents) - sum(each.to_pay for each in paid),
    )


@dataclass(frozen=True)
class Payee:
    """A provider in the register of what is to be paid, with its documents."""

    provider: Provider
    agreements: list[Agreement]
    documents: list[Document] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(each.to_pay for each in self.documents)

    @property
    def lacks_requisites(self) -> bool:
        return not (self.provider.account and self.provider.bik and self.provider.inn)


@dataclass(frozen=True)
class Register:
    """What a payer transfers: providers with their documents (R6.62, R7.01)."""

    payees: list[Payee]

    @property
    def total(self) -> int:
        return sum(payee.total for payee in self.payees)

    @property
    def number(self) -> int:
        return sum(len(payee.documents) for payee in self.payees)


def register_of(documents: DocumentQuerySet) -> Register:
    """The documents by provider, those that ask for money, in the order of names."""
    agreements = Agreement.objects.exclude(number="").filter(plan__in=documents.values("plan"))
    by_provider: dict[int, list[Agreement]] = {}
    for agreement in agreements.order_by("signed_on", "id"):
        by_provider.setdefault(agreement.provider_id, []).append(agreement)
    payees: dict[int, Payee] = {}
    found: Iterable[Document] = (
        documents.filter(to_pay__gt=0)
        .select_related("provider", "municipality", "plan")
        .order_by("provider__short_name", "provider_id", "month", F("kind").asc(), "id")
    )
    for document in found:
        payee = payees.setdefault(
            document.provider_id,
            Payee(document.provider, by_provider.get(document.provider_id, [])),
        )
        payee.documents.append(document)
    return Register(sorted(payees.values(), key=attrgetter("provider.short_name")))
