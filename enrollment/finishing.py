"""What a provider notes about a child: the medical certificate, the result of learning."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enrollment.models import Contract
from reference.errors import RuleBroken
from reference.locking import lock_row
from users import audit
from users.models import User


@transaction.atomic
def note_medical(contract: Contract, *, by: User, on: date) -> Contract:
    """The parent has shown the medical certificate the program asks for (R6.12).

    Noted already, nothing changes. Raises RuleBroken `not_needed`.
    """
    contract = _lock(contract)
    if not contract.group.program.needs_medical_certificate:
        raise RuleBroken("not_needed", _("The program asks for no medical certificate."))
    if contract.medical_seen_on is None:
        contract.medical_seen_on = on
        contract.save(update_fields=["medical_seen_on"])
        audit.record(by, "contract.medical_seen", contract)
    return contract


def can_note_result(contract: Contract, *, on: date) -> bool:
    """Whether the lessons of a signed contract are over."""
    ended = contract.status == Contract.Status.CLOSED
    is_last_day_past = (
        contract.status in (Contract.Status.ACTIVE, Contract.Status.TERMINATING)
        and contract.ends_on <= on
    )
    return ended or is_last_day_past


@transaction.atomic
def note_result(
    contract: Contract, result: Contract.Result, document: str = "", *, by: User, on: date
) -> Contract:
    """What the learning came to, and the document issued, if any (R6.52).

    Raises RuleBroken `too_early`, `document_missing`.
    """
    contract = _lock(contract)
    if not can_note_result(contract, on=on):
        raise RuleBroken("too_early", _("The result is noted when the lessons are over."))
    document = document.strip() if result == Contract.Result.DOCUMENT else ""
    if result == Contract.Result.DOCUMENT and not document:
        raise RuleBroken(
            "document_missing", _("Enter the number and the date of the document"), field="document"
        )
    contract.result, contract.result_document = result, document
    contract.save(update_fields=["result", "result_document"])
    audit.record(by, "contract.result", contract, result=result.value)
    return contract


def _lock(contract: Contract) -> Contract:
    return lock_row(Contract.objects.select_related("group__program"), contract.pk)
