"""Suspending and closing a certificate, with what it means for its contracts (R2.28–R2.32)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import issuing, queueing
from certificates.models import Certificate
from enrollment import enrolling, terminating
from enrollment.models import Contract
from reference.errors import RuleBroken
from users.models import User


@transaction.atomic
def suspend(certificate: Certificate, reason: str, *, by: User, on: date) -> Certificate:
    """Suspend the certificate: its applications are refused, its money returns (R2.28).

    Raises RuleBroken `active_contract`, `certificate_not_active`.
    """
    _lock_terms(certificate, on)
    if certificate.contracts.filter(status=Contract.Status.ACTIVE).exists():
        raise RuleBroken(
            "active_contract",
            _("The child studies by this certificate. First the contract has to be terminated."),
        )
    _refuse_applications(certificate, by=by, on=on)
    return issuing.suspend(certificate, reason, by=by, on=on)


@transaction.atomic
def close(certificate: Certificate, reason: str, *, by: User | None, on: date) -> Certificate:
    """Close the certificate: applications end, contracts act to the end of the month (R2.32).

    Raises RuleBroken `certificate_closed`.
    """
    _lock_terms(certificate, on)
    _refuse_applications(certificate, by=by, on=on)
    for contract in certificate.contracts.filter(status=Contract.Status.ACTIVE):
        if on < contract.starts_on:
            enrolling.withdraw(contract, by=by, on=on, job="closing")
        else:
            terminating.terminate(contract, party=Contract.Party.PAYER, reason=reason, by=by, on=on)
    return issuing.close(certificate, reason, by=by, on=on)


def resume(certificate: Certificate, *, by: User, on: date) -> Certificate:
    """Resume the certificate in a later period (R2.29). Raises what `issuing.resume` does."""
    return issuing.resume(certificate, by=by, on=on)


def _lock_terms(certificate: Certificate, on: date) -> None:
    """The vacancy that comes free belongs to the queue: its lock comes before the contracts'."""
    for terms in queueing.terms_with_money(certificate, on):
        queueing.lock(terms)


def _refuse_applications(certificate: Certificate, *, by: User | None, on: date) -> None:
    waiting = (Contract.Status.REQUESTED, Contract.Status.ACCEPTED)
    for contract in certificate.contracts.filter(status__in=waiting).order_by("id"):
        enrolling.refuse(contract, Contract.Refusal.SUSPENDED, by=by, on=on, job="suspension")
