"""An erroneous contract is deleted as if it had never been (6.4, W31)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import granting, ledger
from enrollment import seating
from enrollment.instalments import release_planned
from enrollment.limiting import count_out
from enrollment.models import Contract, Document, Instalment
from reference.errors import RuleBroken
from reference.locking import lock_row
from users import audit
from users.models import User


@transaction.atomic
def delete(contract: Contract, *, reason: str = "", by: User, on: date) -> Contract:
    """Delete an erroneous contract: the record stays, everything else returns.

    Raises RuleBroken `already_paid` (a month of it stands in a paid document: that is corrected
    by a later line, R7.19), `already_documented` (it stands in a document that waits for payment),
    `wrong_status`, `plan_closed`.
    """
    ledger.hold(contract.plan)
    contract = lock_row(Contract.objects.select_related("plan", "group__program"), contract.pk)
    if contract.status == Contract.Status.DELETED:
        raise RuleBroken("wrong_status", _("The contract has been deleted already."))
    if contract.lines.filter(document__status=Document.Status.PAID).exists():
        raise RuleBroken(
            "already_paid",
            _("A month of this contract is paid. Correct it by a line of the next document."),
        )
    if contract.lines.filter(document__in=Document.objects.living()).exists():
        raise RuleBroken(
            "already_documented",
            _(
                "The contract stands in a document that waits for payment. "
                "First the payer returns the document or the provider takes it back."
            ),
        )
    held_a_seat, counted = contract.is_living, contract.status in Contract.COUNTED
    contract.status, contract.decided_on, contract.comment = Contract.Status.DELETED, on, reason
    contract.save(update_fields=["status", "decided_on", "comment"])
    event = audit.record(by, "contract.deleted", contract, reason=reason)
    if held_a_seat:
        seating.leave(contract, on=on)
    ledger.reverse_debits(contract.pk, on=on, event=event)
    contract.instalments.filter(status=Instalment.Status.DEBITED).update(
        status=Instalment.Status.PLANNED
    )
    release_planned(contract, after=None, on=on, event=event)
    granting.pass_on([contract.account_id], on=on, event=event)
    if counted:
        count_out(contract)
    return contract
