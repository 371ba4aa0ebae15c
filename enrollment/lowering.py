"""The payer gives one certificate a nominal of its own, below the category's (R2.25)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import granting, issuing, ledger, notifications, queueing
from certificates.models import Account, Certificate
from reference.errors import RuleBroken
from users import audit
from users.models import User


@transaction.atomic
def set_own_nominal(certificate: Certificate, nominal: int, *, by: User, on: date) -> Certificate:
    """Lower the nominal of this certificate in the present period to that many kopecks (R2.25).

    The vacancy does not come free, the money does. Raises RuleBroken `accounting_certificate`,
    `certificate_not_active`, `committed_money` (there is a contract, or money was used),
    `above_nominal`, `no_plan`.
    """
    terms = [queueing.lock(each) for each in queueing.terms_with_money(certificate)]
    certificate = issuing.lock_certificate(certificate)
    issuing.check_active(certificate)
    if not certificate.is_funded:
        raise RuleBroken("accounting_certificate", _("The certificate has no money."))
    account = next(
        (each for each in granting.lock_accounts(certificate) if each.plan.holds(on)), None
    )
    if account is None:
        raise RuleBroken("no_plan", _("The municipality does not fund this category now."))
    if account.available != account.nominal or certificate.contracts.living().exists():
        raise issuing.COMMITTED_MONEY
    if not 0 <= nominal <= account.nominal:
        raise RuleBroken(
            "above_nominal",
            _("The nominal of one certificate can only be lowered."),
            field="nominal",
        )
    event = audit.record(by, "certificate.nominal_lowered", certificate, nominal=nominal)
    ledger.revoke(account, account.nominal - nominal, on=on, event=event)
    Account.objects.filter(pk=account.pk).update(lowered_on=on)
    notifications.nominal_lowered(certificate, nominal)
    for each in terms:
        queueing.promote(each, on=on)
    return certificate
