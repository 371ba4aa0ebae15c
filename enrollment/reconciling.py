"""The monthly reconciliation of a provider and a payer (R7.20).

It is read from the documents and the ledger; no child's name stands in it (R11.07).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Sum

from enrollment import settling
from enrollment.committing import NEAR, Standing, committed_of, standing_of
from enrollment.models import Document, Instalment, Repayment
from providers.models import Agreement
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
class Summary:
    """An agreement in the list of all, in kopecks."""

    agreement: Agreement
    committed: int
    paid: int
    unpaid: int
    overpaid: int

    @property
    def is_near(self) -> bool:
        """Whether the maximum is close or exceeded (R4.17)."""
        maximum = self.agreement.maximum
        return maximum is not None and self.committed * 100 >= maximum * NEAR


def summaries_of(agreements: Iterable[Agreement]) -> list[Summary]:
    """The agreements with their sums, read together whatever their number."""
    chosen = list(agreements)
    providers, plans = [each.provider_id for each in chosen], [each.plan_id for each in chosen]
    documents = Document.objects.living().filter(provider__in=providers, plan__in=plans)
    asked = {
        (provider, plan): (int(paid), int(unpaid), int(over))
        for provider, plan, paid, unpaid, over in documents.order_by()
        .values_list("provider", "plan")
        .annotate(
            paid=Sum("to_pay", filter=Q(status=Status.PAID), default=0),
            unpaid=Sum("to_pay", filter=~Q(status=Status.PAID), default=0),
            over=Sum(F("carried_out") - F("carried_in"), default=0),
        )
    }
    repayments = Repayment.objects.filter(provider__in=providers, plan__in=plans)
    returned = {
        (provider, plan): int(amount)
        for provider, plan, amount in repayments.order_by()
        .values_list("provider", "plan")
        .annotate(sum=Sum("amount"))
    }
    taken = committed_of(chosen)
    summaries = []
    for each in chosen:
        key = (each.provider_id, each.plan_id)
        paid, unpaid, over = asked.get(key, (0, 0, 0))
        back = returned.get(key, 0)
        summaries.append(Summary(each, taken.get(key, 0), paid - back, unpaid, over - back))
    return summaries
