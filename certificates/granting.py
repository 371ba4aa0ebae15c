"""A certificate gets its nominal or gives it back: what funding, the queue and freezing share.

Locks are taken in the order plan → terms of the category → certificate → account.
"""

from __future__ import annotations

from datetime import date

from certificates import ledger, notifications, prorating
from certificates.models import Account, Certificate, Entry
from reference.models import CategoryTerms, FundingPlan
from reference.stamps import PortalNow
from users import audit
from users.models import AuditEvent, User


def terms_of(certificate: Certificate, plan: FundingPlan) -> CategoryTerms | None:
    """What the certificate's category gets in the plan, if the plan has the category."""
    return (
        CategoryTerms.objects.filter(plan=plan, category=certificate.category_id)
        .select_related("plan__municipality__region", "category")
        .first()
    )


def grant_nominal(
    certificate: Certificate,
    terms: CategoryTerms,
    *,
    by: User | None,
    on: date,
    job: str = "",
) -> Account:
    """Make the certificate funded and credit the nominal of its category (R2.14).

    The caller has locked the terms and found a vacancy.
    """
    nominal = prorating.nominal_for(certificate, terms, on=on)
    account = ledger.open_account(certificate, terms.plan, terms.category)
    event = audit.record(by, "certificate.funded", certificate, job=job, nominal=nominal)
    ledger.grant(account, nominal, on=on, event=event)
    Certificate.objects.filter(pk=certificate.pk).update(
        type=Certificate.Type.FUNDED, type_changed_on=on, type_changed_at=PortalNow()
    )
    certificate.type, certificate.type_changed_on = Certificate.Type.FUNDED, on
    notifications.funding_granted(certificate, nominal)
    return account


def lock_accounts(certificate: Certificate) -> list[Account]:
    """Lock the certificate's accounts in the plans of now and of the future, oldest first.

    With them one of a period that is over but waits for its shift: its money does not stay either.
    """
    return list(
        Account.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan")
        .filter(certificate=certificate, plan__status=FundingPlan.Status.OPEN)
        .order_by("id")
    )


def take_back(accounts: list[Account], *, on: date, event: AuditEvent) -> int:
    """Return all free money of these locked accounts to their plans. Returns the sum, kopecks.

    What is left of a period that is over lapses, as the shift would have it (R8.01).
    """
    taken = 0
    for account in accounts:
        if account.plan.ends_on < on:
            ledger.lapse(account, account.available, on=on, event=event)
        else:
            ledger.revoke(account, account.available, on=on, event=event)
            taken += account.available
    return taken


def pass_on(account_ids: list[int], *, on: date, event: AuditEvent) -> None:
    """Money that came back to where nobody can use it goes to the budget at once (R2.32, R8.05).

    That is an account of a closed period, or of a certificate that is not active and funded. In a
    plan of hours it goes back to the plan (R6.60). The caller has held the plans and moved the
    money, so the accounts are locked.
    """
    ledger.post_selected(
        Entry.Kind.REVOKE,
        """
        SELECT account.id AS account_id, account.available AS amount,
            NULL::bigint AS contract_id, NULL::date AS month,
            'revoke:' || account.id || ':' || %s AS key
        FROM certificates_account account
        JOIN reference_fundingplan plan ON plan.id = account.plan_id
        WHERE account.id = ANY(%s) AND plan.balance_unit = 'hours' AND plan.status <> 'closed'
        ORDER BY account.id
        """,
        [str(event.pk), account_ids],
        on=on,
        event=event,
    )
    ledger.post_selected(
        Entry.Kind.LAPSE,
        """
        SELECT account.id AS account_id, account.available AS amount,
            NULL::bigint AS contract_id, NULL::date AS month,
            'lapse:' || account.id || ':' || %s AS key
        FROM certificates_account account
        JOIN certificates_certificate certificate ON certificate.id = account.certificate_id
        JOIN reference_fundingplan plan ON plan.id = account.plan_id
        WHERE account.id = ANY(%s)
            AND (plan.status = 'closed'
                OR certificate.status <> 'active' OR certificate.type <> 'funded')
        ORDER BY account.id
        """,
        [str(event.pk), account_ids],
        on=on,
        event=event,
    )
