"""A child turns 18: the certificate closes, contracts run to their day (R2.04, R2.33).

Closing has its usual effects (R2.31, R2.32).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from certificates import granting, issuing, ledger, queueing, registering
from certificates.models import Account, Certificate
from certificates.models.certificate import CertificateQuerySet
from enrollment import enrolling, freezing, lifecycle
from enrollment.models import Contract
from reference import configuration
from reference.errors import RuleBroken
from reference.models import FundingPlan, Municipality
from users import audit
from users.models import User

CHUNK = 500
STUDYING = (Contract.Status.ACTIVE, Contract.Status.TERMINATING)


def close_of_age(municipality: Municipality, *, on: date, by: User | None = None) -> int:
    """Close the certificates of those who have turned 18 (R2.31), every day. Returns how many.

    Under `finish_month` contracts run to the end of that month; under `finish_contract` the free
    money lapses and the certificate closes when its last contract is over (R2.33). Each is a
    transaction of its own: a run that was killed goes on, a second one does nothing.
    """
    closed, after = 0, 0
    while chunk := list(_of_age(municipality, on=on, after=after)[:CHUNK]):
        closed += sum(_come_of_age(certificate, by=by, on=on) for certificate in chunk)
        after = chunk[-1].pk
    return closed


def _of_age(municipality: Municipality, *, on: date, after: int) -> CertificateQuerySet:
    """The certificates to work on, after that one, in the order of their keys."""
    found = (
        Certificate.objects.living()
        .filter(
            municipality=municipality,
            pk__gt=after,
            child__birth_date__lte=registering.born_by(municipality, on=on),
        )
        .order_by("pk")
    )
    if _rule(municipality, on) == "finish_month":
        return found
    studies = Contract.objects.filter(certificate=OuterRef("pk"), status__in=STUDYING)
    applies = Contract.objects.filter(certificate=OuterRef("pk"), status__in=enrolling.UNSIGNED)
    has_money = Account.objects.filter(
        certificate=OuterRef("pk"), plan__status=FundingPlan.Status.OPEN, available__gt=0
    )
    return found.filter(~Exists(studies) | Exists(applies) | Exists(has_money))


def _rule(municipality: Municipality, on: date) -> str:
    """What happens to contracts on the birthday: the plan's word, else the region's."""
    plan = ledger.plan_of(municipality, on)
    return str(
        configuration.value_of("age_18_rule", plan.settings if plan else {}, municipality.settings)
    )


def _come_of_age(certificate: Certificate, *, by: User | None, on: date) -> bool:
    """Close the certificate, or take what is free of it. Returns whether it was closed."""
    try:
        if _rule(certificate.municipality, on) == "finish_contract" and _finish(
            certificate, by=by, on=on
        ):
            return False
        freezing.close(certificate, _("the child turned 18"), by=by, on=on)
    except RuleBroken:  # closed meanwhile, or its period is being closed: the next day comes back
        return False
    return True


@transaction.atomic
def _finish(certificate: Certificate, *, by: User | None, on: date) -> bool:
    """Refuse applications and lapse free money; whether contracts are left to finish (R2.33)."""
    for terms in queueing.terms_with_money(certificate):
        queueing.lock(terms)
    contracts = lifecycle.lock_together(certificate.contracts.living())
    for contract in contracts:
        if contract.status in enrolling.UNSIGNED:
            enrolling.refuse(contract, Contract.Refusal.AGE, by=by, on=on, job="coming of age")
    if not any(contract.status in STUDYING for contract in contracts):
        return False
    certificate = issuing.lock_certificate(certificate)
    accounts = [each for each in granting.lock_accounts(certificate) if each.available]
    if accounts:
        event = audit.record(by, "certificate.came_of_age", certificate, job="coming of age")
        for account in accounts:
            ledger.lapse(account, account.available, on=on, event=event)
    return True
