"""What was taught and attended in a month, and what it means for the sums (R7.11, R7.12)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enrollment import teaching
from enrollment.models import Contract, Delivery, Document, Instalment
from providers.models import Provider
from reference import money
from reference.days import Month
from reference.errors import RuleBroken
from users import audit
from users.models import User


@transaction.atomic
def deliver(
    contract: Contract, month: Month, *, held: int, planned: int, by: User, on: date
) -> Delivery:
    """Note how many of the month's lessons were held; cancelled ones lower the invoice (R7.11).

    A lesson moved to a later month is held in the one it was planned for: both are whole (R6.32).

    Raises RuleBroken `dates` (no such month in the contract, more held than planned),
    `already_documented` (the month stands in an invoice), `from_journal` (the journal of the group
    says it, R7.21).
    """
    contract = _lock(contract)
    _check_month(contract, month)
    if teaching.has_journal([contract.group_id], month):
        raise RuleBroken(
            "from_journal", _("The lessons of this month are taken from the journal of the group.")
        )
    if not 0 <= held <= planned or planned == 0:
        raise RuleBroken("dates", _("No more lessons can be held than were planned."))
    delivery, created = Delivery.objects.get_or_create(
        contract=contract, month=month.first_day, defaults={"held": held, "planned": planned}
    )
    if not created:
        delivery.held, delivery.planned = held, planned
        if delivery.attended is not None:  # what was attended stays, of those that were held
            delivery.attended = min(delivery.attended, held)
        delivery.save(update_fields=["held", "planned", "attended"])
    audit.record(by, "month.delivered", contract, month=str(month), held=held, planned=planned)
    return delivery


@transaction.atomic
def attend(
    contract: Contract, month: Month, *, attended: int, held: int, by: User, on: date
) -> Delivery:
    """Note how many of the held lessons the child attended; only the parent's part changes (R7.12).

    The seat is kept whatever the child has missed (R6.33).

    Raises RuleBroken `dates`.
    """
    contract = _lock(contract)
    if not contract.instalments.filter(month=month.first_day).exists():
        raise RuleBroken("dates", _("The contract has no such month."))
    if not 0 <= attended <= held or held == 0:
        raise RuleBroken("dates", _("No more lessons can be attended than were held."))
    delivery, created = Delivery.objects.get_or_create(
        contract=contract,
        month=month.first_day,
        defaults={"planned": held, "held": held, "attended": attended},
    )
    if not created:
        if attended > delivery.held:
            raise RuleBroken("dates", _("No more lessons can be attended than were held."))
        delivery.attended = attended
        delivery.save(update_fields=["attended"])
    audit.record(by, "month.attended", contract, month=str(month))
    return delivery


def parent_due(contract: Contract, on: date) -> int:
    """What the parent owes for the months begun by that day, in kopecks (R6.34)."""
    return sum(part for _month, part in parent_parts(contract, on))


def parent_parts(contract: Contract, on: date) -> list[tuple[date, int]]:
    """The parent's part of every month begun by that day, in kopecks."""
    delivered = {each.month: each for each in contract.deliveries.all()}
    begun = contract.instalments.filter(status=Instalment.Status.DEBITED, month__lte=on)
    return [
        (instalment.month, _parent_part(contract, instalment, delivered.get(instalment.month)))
        for instalment in begun
    ]


def _parent_part(contract: Contract, instalment: Instalment, delivery: Delivery | None) -> int:
    """Mode 1: the month whatever was attended; mode 2: by the share attended (R6.36)."""
    by_attendance = contract.parent_payment_mode == Provider.ParentPayment.BY_ATTENDANCE
    if not by_attendance or delivery is None or delivery.attended is None:
        return instalment.parent_amount
    if not delivery.held:
        return 0
    return money.half_up(Fraction(instalment.parent_amount * delivery.attended, delivery.held))


def _lock(contract: Contract) -> Contract:
    return Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract.pk)


def _check_month(contract: Contract, month: Month) -> None:
    if not contract.instalments.filter(month=month.first_day).exists():
        raise RuleBroken("dates", _("The contract has no such month."))
    invoiced = contract.lines.filter(
        document__in=Document.objects.living().filter(
            kind=Document.Kind.INVOICE, month=month.first_day
        )
    )
    if invoiced.exists():
        raise RuleBroken(
            "already_documented", _("The month stands in an invoice and cannot be changed.")
        )
