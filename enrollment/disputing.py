"""A family says “this was not me”: nothing new is paid until the municipality has looked.

Contracts that act go on with their months. A case is opened on the certificate, one at a time, and
whoever reserves money at the same moment is before or after it: both lock the accounts.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting, arbitrating, granting, issuing
from certificates.models import Certificate, Entry
from enrollment import enrolling, letters_of_disputes, terminating
from enrollment.models import Contract, Dispute
from reference import configuration
from reference.errors import RuleBroken
from reference.locking import lock_row
from users import audit
from users.models import User

TRANSITIONS: dict[str, tuple[str, ...]] = {
    Dispute.Status.RAISED: (
        Dispute.Status.UPHELD,
        Dispute.Status.EXPLAINED,
        Dispute.Status.WITHDRAWN,
    ),
}
ALREADY_DISPUTED = RuleBroken(
    "already_disputed",
    _("The support centre is looking into this certificate already: nothing new is paid from it."),
)
RAISED_BY_ANOTHER = RuleBroken(
    "raised_by_another",
    _("Only the person who opened this case takes it back. The support centre looks into it."),
)
ANOTHER_CERTIFICATE = RuleBroken(
    "another_certificate", _("This movement is of another certificate.")
)


@transaction.atomic
def dispute(
    certificate: Certificate,
    words: str,
    *,
    contract: Contract | None = None,
    entry: Entry | None = None,
    by: User,
    on: date,
) -> Dispute:
    """Open a case: from now on nothing new is reserved on the certificate.

    Raises RuleBroken `already_disputed`, `another_certificate`, `sees_only`.
    """
    acting.hold_with(certificate.pk, by=by)
    if entry is not None and contract is None and entry.contract_id:
        contract = Contract.objects.get(pk=entry.contract_id)
    certificate = issuing.lock_certificate(certificate)
    granting.lock_accounts(certificate)
    if contract is not None and contract.certificate_id != certificate.pk:
        raise ANOTHER_CERTIFICATE
    if entry is not None and entry.account.certificate_id != certificate.pk:
        raise ANOTHER_CERTIFICATE
    # asked, not left to the constraint: its index would wait for who decides a case and then
    # wants these locks
    if is_disputed(certificate):
        raise ALREADY_DISPUTED
    case = Dispute.objects.create(
        certificate=certificate,
        contract=contract,
        entry=entry,
        words=words,
        raised_by=by,
        raised_on=on,
    )
    audit.record(by, "dispute.raised", certificate, case=case.pk)
    letters_of_disputes.dispute_raised(case, answer_until=answer_until(case))
    return case


@transaction.atomic
def take_back(case: Dispute, *, by: User, on: date) -> Dispute:
    """The family has remembered: the certificate pays again.

    Only who raised it takes it back: the other parent may be whom it is about. Raises RuleBroken
    `wrong_status`, `sees_only`, `raised_by_another`.
    """
    acting.hold_with(case.certificate_id, by=by)
    case = _lock(case, Dispute.Status.WITHDRAWN)
    if case.raised_by_id != by.pk:
        raise RAISED_BY_ANOTHER
    _decide(case, Dispute.Status.WITHDRAWN, "", by=by, on=on)
    letters_of_disputes.dispute_taken_back(case)
    return case


@transaction.atomic
def explain(case: Dispute, answer: str, *, by: User, on: date) -> Dispute:
    """The municipality has found who did it, and that it was right; the certificate pays again.

    Raises RuleBroken `wrong_status`, `own_family`.
    """
    arbitrating.check_is_another_family(case.certificate.child, by=by)
    case = _lock(case, Dispute.Status.EXPLAINED)
    _decide(case, Dispute.Status.EXPLAINED, answer, by=by, on=on)
    letters_of_disputes.dispute_decided(case)
    return case


@transaction.atomic
def uphold(
    case: Dispute, answer: str, *, frees_the_money: bool = True, by: User, on: date
) -> Dispute:
    """The municipality confirms that somebody else did it; the certificate pays again.

    What is not debited yet returns to the certificate by the usual way: an application is
    withdrawn, a contract that acts is ended by the payer's direction (R6.45). Raises RuleBroken
    `wrong_status`, `own_family`, `already_documented` where an invoice has the contract (R7.08).
    """
    arbitrating.check_is_another_family(case.certificate.child, by=by)
    case = _lock(case, Dispute.Status.UPHELD)
    if frees_the_money and case.contract is not None:
        free(case.contract, answer, by=by, on=on)
    _decide(case, Dispute.Status.UPHELD, answer, by=by, on=on)
    letters_of_disputes.dispute_decided(case)
    return case


def can_be_freed(contract: Contract | None) -> bool:
    """Whether the contract still keeps money that would return."""
    return contract is not None and contract.status in Contract.COUNTED


def free(contract: Contract, reason: str, *, by: User, on: date) -> None:
    """Return what the contract still keeps; one that has ended or is ending keeps nothing."""
    if not can_be_freed(contract):
        return
    if contract.status == Contract.Status.ACTIVE and contract.starts_on <= on:
        terminating.terminate(
            contract, party=Contract.Party.PAYER, reason=reason[:255], by=by, on=on
        )
    else:
        enrolling.withdraw(contract, by=by, on=on)


def answer_until(case: Dispute) -> date:
    """By when the support centre answers."""
    return term_of_answer(case.certificate, case.raised_on)


def term_of_answer(certificate: Certificate, raised_on: date) -> date:
    """By when a case of that day is answered: as a complaint is, in calendar days."""
    settings = certificate.municipality.settings
    days: int = configuration.value_of("complaint_answer_days", settings)
    return raised_on + timedelta(days=days)


def is_disputed(certificate: Certificate) -> bool:
    """Whether a case is open, so that nothing new is reserved."""
    return certificate.disputes.open().exists()


def _lock(case: Dispute, target: Dispute.Status) -> Dispute:
    """The case, locked before anything its decision changes."""
    case = lock_row(
        Dispute.objects.select_related(
            "certificate__child", "certificate__municipality", "contract__plan", "raised_by"
        ),
        case.pk,
    )
    if target not in TRANSITIONS.get(case.status, ()):
        raise RuleBroken("wrong_status", _("This case has been decided already."))
    return case


def _decide(case: Dispute, status: Dispute.Status, answer: str, *, by: User, on: date) -> None:
    case.status, case.answer = status, answer
    case.decided_by, case.decided_on = by, on
    case.save(update_fields=["status", "answer", "decided_by", "decided_on"])
    audit.record(by, f"dispute.{status}", case.certificate, case=case.pk)
