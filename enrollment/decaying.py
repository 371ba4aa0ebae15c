"""A nominal that was not used at once is lowered at its first use (R3.20, W23)."""

from __future__ import annotations

from datetime import date

from certificates import ledger, prorating
from certificates.models import Account
from enrollment.models import Contract
from reference.models import CategoryTerms, FundingPlan
from users import audit
from users.models import User


def excess(account: Account, plan: FundingPlan | None, *, on: date) -> int:
    """What the first application of the period takes off the nominal, in kopecks (R3.20).

    Later applications take nothing: the certificate is in use. One that was refused or withdrawn
    was no use of it.
    """
    if plan is None or plan.counts_hours or not plan.setting("nominal_decay"):
        return 0
    if account.contracts.exclude(status__in=Contract.GONE).exists():
        return 0
    terms = CategoryTerms.objects.filter(plan=plan, category=account.category_id).first()
    if terms is None:
        return 0
    left = prorating.for_the_rest(terms.nominal, plan, on=on)
    return min(max(account.nominal - left, 0), account.available)


def lower(account: Account, plan: FundingPlan | None, *, by: User | None, on: date) -> None:
    """Revoke what has decayed, before the application reserves. The account is locked."""
    amount = excess(account, plan, on=on)
    if amount:
        event = audit.record(by, "certificate.decayed", account.certificate, amount=amount)
        ledger.revoke(account, amount, on=on, event=event)
