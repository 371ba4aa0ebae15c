"""What parents owe providers and have paid: noted by the provider, never taken here (R6.37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from enrollment import attending
from enrollment.models import Contract, ParentPayment
from reference.days import Month
from reference.errors import RuleBroken
from users import audit
from users.models import User


@dataclass(frozen=True)
class Debt:
    """The parent's part of the months that have begun, in kopecks.

    `due` is all of it, `overdue` what had to be paid by now; both less what is paid.
    """

    owed: int
    paid: int
    overdue: int

    @property
    def due(self) -> int:
        return max(self.owed - self.paid, 0)

    @property
    def ahead(self) -> int:
        """What is paid more than has been owed so far."""
        return max(self.paid - self.owed, 0)


def debt_of(contract: Contract, *, on: date) -> Debt:
    """What the parent owes and has paid by that day (R6.34, R6.37)."""
    paid = paid_for(contract, on=on)
    past = sum(
        part
        for month, part in attending.parent_parts(contract, on)
        if last_day_to_pay(contract, month) < on
    )
    return Debt(owed=attending.parent_due(contract, on), paid=paid, overdue=max(past - paid, 0))


def pay_by(contract: Contract, *, on: date) -> date | None:
    """The last day to pay the first begun month that is not paid in full (R6.35)."""
    left = paid_for(contract, on=on)
    for month, part in sorted(attending.parent_parts(contract, on)):
        left -= part
        if left < 0:
            return last_day_to_pay(contract, month)
    return None


def last_day_to_pay(contract: Contract, month: date) -> date:
    """The parent pays by the 10th of the month after the one that is paid (R6.35)."""
    day: int = contract.plan.setting("payment_due_day")
    return Month.of(month).shift(1).first_day.replace(day=day)


def paid_for(contract: Contract, *, on: date) -> int:
    """What the provider has noted as paid by that day, in kopecks."""
    payments = contract.payments.filter(cancelled_on__isnull=True, paid_on__lte=on)
    return int(payments.aggregate(sum=Sum("amount", default=0))["sum"])


@transaction.atomic
def note_payment(
    contract: Contract, amount: int, paid_on: date, *, by: User, on: date
) -> ParentPayment:
    """Note money that came from the parent, in kopecks (R6.37).

    Raises RuleBroken `not_signed`, `no_extra_payment`, `dates`, `too_much`.
    """
    contract = (
        Contract.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan__municipality__region")
        .get(pk=contract.pk)
    )
    if contract.signed_on is None:
        raise RuleBroken("not_signed", _("The contract is not signed yet."))
    if not contract.parent_part:
        raise RuleBroken("no_extra_payment", _("The parent pays nothing under this contract."))
    if not contract.signed_on <= paid_on <= on:
        raise RuleBroken(
            "dates", _("Choose a day from the signing of the contract to today."), field="paid_on"
        )
    if amount <= 0 or paid_for(contract, on=on) + amount > contract.parent_part:
        raise RuleBroken(
            "too_much",
            _("The sum is more than the parent's part of the contract that is not paid yet."),
            field="amount",
        )
    payment = ParentPayment.objects.create(
        contract=contract, amount=amount, paid_on=paid_on, noted_by=by
    )
    audit.record(by, "payment.noted", contract, amount=amount)
    return payment


@transaction.atomic
def cancel_payment(payment: ParentPayment, *, by: User, on: date) -> None:
    """Take back a payment that was noted by mistake; cancelled already, nothing changes."""
    found = ParentPayment.objects.filter(pk=payment.pk, cancelled_on__isnull=True)
    if found.update(cancelled_on=on):
        audit.record(by, "payment.cancelled", payment.contract, amount=payment.amount)
