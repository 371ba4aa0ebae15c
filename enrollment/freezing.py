"""Suspending and closing a certificate, with what it means for its contracts.

R2.28, R2.29, R2.31, R2.32.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import issuing, queueing
from certificates.models import Certificate
from enrollment import enrolling, instalments, lifecycle, terminating, waiting
from enrollment.models import Contract
from reference.errors import RuleBroken
from reference.models import FundingPlan
from users.models import User


@transaction.atomic
def suspend(certificate: Certificate, reason: str, *, by: User, on: date) -> Certificate:
    """Suspend the certificate: its applications are refused, its money returns (R2.28).

    Raises RuleBroken `active_contract`, `certificate_not_active`.
    """
    contracts = _lock(certificate)
    if any(contract.status == Contract.Status.ACTIVE for contract in contracts):
        raise RuleBroken(
            "active_contract",
            _("The child studies by this certificate. First the contract has to be terminated."),
        )
    _refuse_applications(contracts, by=by, on=on)
    _debit_begun(contracts, by=by, on=on)
    return issuing.suspend(certificate, reason, by=by, on=on)


@transaction.atomic
def close(certificate: Certificate, reason: str, *, by: User | None, on: date) -> Certificate:
    """Close the certificate: applications end, contracts act to the end of the month (R2.32).

    The reason begins with one of the register's grounds (R2.31).
    Raises RuleBroken `certificate_closed`.
    """
    contracts = _lock(certificate)
    _refuse_applications(contracts, by=by, on=on)
    for contract in contracts:
        if contract.status != Contract.Status.ACTIVE:
            continue
        if on < contract.starts_on:
            enrolling.withdraw(contract, by=by, on=on, job="closing")
        else:
            terminating.terminate(contract, party=Contract.Party.PAYER, reason=reason, by=by, on=on)
    _debit_begun(contracts, by=by, on=on)
    waiting.leave_all(certificate, by=by, on=on)
    return issuing.close(certificate, reason, by=by, on=on)


def resume(certificate: Certificate, *, by: User, on: date) -> Certificate:
    """Resume the certificate in a later period (R2.29). Raises what `issuing.resume` does."""
    return issuing.resume(certificate, by=by, on=on)


def _lock(certificate: Certificate) -> list[Contract]:
    """The contracts that hold a place, locked and read fresh.

    The vacancy that comes free belongs to the queue: its lock comes before the contracts'. A
    period that is being closed ends its contracts by itself.
    """
    for terms in queueing.terms_with_money(certificate):
        queueing.lock(terms)
    living = certificate.contracts.living().exclude(plan__status=FundingPlan.Status.CLOSING)
    return lifecycle.lock_together(living, groups=waiting.groups_waited_for(certificate))


def _refuse_applications(contracts: list[Contract], *, by: User | None, on: date) -> None:
    for contract in contracts:
        if contract.status in enrolling.UNSIGNED:
            enrolling.refuse(contract, Contract.Refusal.SUSPENDED, by=by, on=on, job="suspension")


def _debit_begun(contracts: list[Contract], *, by: User | None, on: date) -> None:
    """A month that has begun is the provider's, also before the work of the 1st has come."""
    for contract in contracts:
        if contract.status in (Contract.Status.ACTIVE, Contract.Status.TERMINATING):
            instalments.debit_begun(contract, by=by, on=on)
