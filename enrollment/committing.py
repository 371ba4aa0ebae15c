"""What the contracts of a paying agreement have taken, and what is paid of it (R4.17, R7.20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from certificates import ledger
from enrollment import settling
from enrollment.models import Contract, Document, Instalment
from providers import agreeing
from providers.models import Agreement
from reference.days import Month
from reference.errors import RuleBroken
from users.models import User

NEAR = 90  # from so many per cent of the maximum the two sides are warned

COMMITTED = """
    SELECT contract.provider_id, contract.plan_id,
        sum(CASE 'available' WHEN entry.source THEN entry.amount
            WHEN entry.target THEN -entry.amount ELSE 0 END)
    FROM certificates_entry entry
    JOIN enrollment_contract contract ON contract.id = entry.contract_id
    WHERE (contract.provider_id, contract.plan_id) IN
        (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
    GROUP BY contract.provider_id, contract.plan_id
"""


@dataclass(frozen=True)
class Standing:
    """A provider and a payer under their agreement, in kopecks (R4.17, R7.20).

    `committed` is what contracts have reserved and debited, less what came back to the children;
    `next_month` what will be debited in the month after this one; `invoiced` what paid invoices
    and corrections delivered; `advanced` the paid advances of months without a paid invoice;
    `paid` the money that went to the provider and was not returned.
    """

    maximum: int | None
    committed: int
    next_month: int
    invoiced: int
    advanced: int
    paid: int

    @property
    def holds(self) -> bool:
        """Whether nobody was paid more than the certificates have committed (R7.20)."""
        return self.committed >= self.invoiced + self.advanced

    @property
    def left(self) -> int:
        """What the maximum leaves to commitments; below zero when they exceed it."""
        return (self.maximum or 0) - self.committed

    @property
    def over(self) -> int:
        """By how much commitments exceed the maximum."""
        return -self.left

    @property
    def is_exceeded(self) -> bool:
        return self.maximum is not None and self.committed > self.maximum

    @property
    def is_near(self) -> bool:
        """Whether the maximum is close, or will be exceeded by the next month's payments."""
        return (
            self.maximum is not None
            and not self.is_exceeded
            and self.committed * 100 >= self.maximum * NEAR
        )


def committed(agreement: Agreement) -> int:
    """Kopecks of certificates that its contracts have reserved and debited."""
    return committed_of([agreement]).get((agreement.provider_id, agreement.plan_id), 0)


def committed_of(agreements: Iterable[Agreement]) -> dict[tuple[int, int], int]:
    """The same of many agreements, by provider and plan."""
    chosen = list(agreements)
    providers, plans = [each.provider_id for each in chosen], [each.plan_id for each in chosen]
    with connection.cursor() as cursor:
        cursor.execute(COMMITTED, [providers, plans])
        return {(provider, plan): int(amount) for provider, plan, amount in cursor}


def standing_of(agreement: Agreement, *, on: date) -> Standing:
    """The figures of the agreement on the day."""
    documents = Document.objects.filter(
        provider=agreement.provider_id, plan=agreement.plan_id, status=Document.Status.PAID
    )
    invoices = documents.filter(kind=Document.Kind.INVOICE, month=OuterRef("month"))
    sums = documents.aggregate(
        paid=Sum("to_pay", default=0),
        corrected=Sum("corrected", default=0),
        invoiced=Sum("total", filter=~Q(kind=Document.Kind.ADVANCE), default=0),
    )
    open_advances = documents.filter(~Exists(invoices), kind=Document.Kind.ADVANCE)
    planned = Instalment.objects.filter(
        contract__provider=agreement.provider_id,
        contract__plan=agreement.plan_id,
        contract__status__in=Contract.LIVING,
        month=Month.of(on).shift(1).first_day,
        status=Instalment.Status.PLANNED,
    )
    returned = settling.returned(agreement.provider_id, agreement.plan_id)
    return Standing(
        maximum=agreement.maximum,
        committed=committed(agreement),
        next_month=int(planned.aggregate(sum=Sum("certificate_amount", default=0))["sum"]),
        invoiced=int(sums["invoiced"] + sums["corrected"]),
        advanced=int(open_advances.aggregate(sum=Sum("total", default=0))["sum"]),
        paid=int(sums["paid"]) - returned,
    )


@transaction.atomic
def set_maximum(agreement: Agreement, maximum: int | None, *, by: User, on: date) -> Agreement:
    """Change or lift the maximum of an agreement, while nobody draws on its plan (R4.17).

    Raises RuleBroken `wrong_status`, `maximum_negative`, `maximum_below_commitments`.
    """
    ledger.hold_alone(agreement.plan, closing=True)
    return agreeing.set_maximum(agreement, maximum, committed=committed(agreement), by=by, on=on)


@transaction.atomic
def remove(agreement: Agreement, reason: str, *, by: User, on: date) -> Agreement:
    """Take an agreement out of force, possible only while no contracts stand on it (R4.12).

    Raises RuleBroken `has_contracts`, `wrong_status`, `reason_missing`, `plan_closed`.
    """
    ledger.hold_alone(agreement.plan)
    undone = (Contract.Status.REFUSED, Contract.Status.WITHDRAWN, Contract.Status.DELETED)
    contracts = Contract.objects.filter(provider=agreement.provider_id, plan=agreement.plan_id)
    if contracts.exclude(status__in=undone).exists():
        raise RuleBroken(
            "has_contracts", _("There are contracts under this agreement: it stays in force.")
        )
    return agreeing.close(agreement, reason, by=by, on=on)
