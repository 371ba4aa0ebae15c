"""The months of a contract: debited as they begin, returned when it ends early (R6.18, R6.50)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from certificates import granting, ledger
from enrollment.models import Contract, Instalment
from reference.days import Month
from users import audit
from users.models import AuditEvent, User


def debit_begun(contract: Contract, *, by: User | None, on: date) -> None:
    """Debit the months that have begun before the work of the 1st comes to do it (R6.50)."""
    due = begun(contract.instalments.filter(status=Instalment.Status.PLANNED), on=on)
    if due:
        event = audit.record(by, "contract.debited", contract)
        debit(contract, due, on=on, event=event)


def begun(instalments: Iterable[Instalment], *, on: date) -> list[Instalment]:
    """Those of the instalments whose month has begun by the day."""
    return [each for each in instalments if each.month <= on]


def debit(contract: Contract, due: list[Instalment], *, on: date, event: AuditEvent) -> None:
    months = [(each.month, each.certificate_amount) for each in due]
    ledger.debit(contract.account_id, contract.pk, months, on=on, event=event)
    Instalment.objects.filter(pk__in=[each.pk for each in due]).update(
        status=Instalment.Status.DEBITED
    )


def release_planned(contract: Contract, *, after: Month | None, on: date, event: AuditEvent) -> int:
    """Return the months after that one (all planned ones when None) to the certificate.

    Returns the sum released, in kopecks.
    """
    planned = contract.instalments.filter(status=Instalment.Status.PLANNED)
    if after is not None:
        planned = planned.filter(month__gt=after.first_day)
    amount = sum(planned.values_list("certificate_amount", flat=True))
    planned.update(status=Instalment.Status.RELEASED)
    ledger.release(contract.account_id, contract.pk, amount, on=on, event=event)
    if contract.plan.counts_hours:  # nothing lies free there (R6.60)
        granting.pass_on([contract.account_id], on=on, event=event)
    return amount
