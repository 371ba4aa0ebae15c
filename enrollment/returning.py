"""Funded certificates that nobody uses become accounting ones again (R2.17, W21).

The payer launches it. It goes in chunks, each one transaction of set-based statements; what was
read to choose the certificates is asked again once they are locked.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from certificates import ledger, notifications, queueing
from certificates.models import Account, Certificate, Entry
from certificates.models.certificate import CertificateQuerySet
from enrollment.models import Contract
from reference.models import CategoryTerms, FundingPlan, Municipality
from reference.stamps import PortalNow
from users import audit
from users.models import AuditEvent, User

CHUNK = 1_000
UNDONE = (Contract.Status.REFUSED, Contract.Status.WITHDRAWN)


def unused(municipality: Municipality, *, at: datetime) -> CertificateQuerySet:
    """The funded certificates of the municipality that are unused at that moment (R2.17).

    More than `days_to_first_application` full days have passed since the money was credited (the
    type was changed, or the period began), there is no application except refused ones, and since
    each refusal at least `days_after_refusal` full days. Suspended certificates are left alone.
    """
    on = at.astimezone(ZoneInfo(municipality.time_zone)).date()
    plan = ledger.plan_of(municipality, on)
    if plan is None or plan.status != FundingPlan.Status.OPEN:
        return Certificate.objects.none()
    latest_change = at - timedelta(days=plan.setting("days_to_first_application") + 1)
    latest_refusal = at - timedelta(days=plan.setting("days_after_refusal"))
    begun = datetime.combine(plan.starts_on, time.min, ZoneInfo(municipality.time_zone))
    if begun > latest_change:
        return Certificate.objects.none()
    applications = Contract.objects.filter(
        certificate=OuterRef("pk"), plan__in=_plans(municipality, plan)
    ).exclude(status=Contract.Status.DELETED)
    refused_lately = Q(decided_at__gt=latest_refusal) | Q(
        decided_at__isnull=True, decided_on__gte=latest_refusal.date()
    )
    committed = Account.objects.filter(
        certificate=OuterRef("pk"), plan__in=_plans(municipality, plan)
    ).exclude(available=F("nominal"))
    return (
        Certificate.objects.active()
        .funded()
        .filter(municipality=municipality, type_changed_at__lte=latest_change)
        .exclude(Exists(applications.exclude(status__in=UNDONE)))
        .exclude(Exists(applications.filter(refused_lately)))
        .exclude(Exists(committed))
    )


def _plans(municipality: Municipality, present: FundingPlan) -> list[FundingPlan]:
    """The plan of now and those of the future, oldest first."""
    return list(
        municipality.funding_plans.filter(
            status=FundingPlan.Status.OPEN, starts_on__gte=present.starts_on
        ).order_by("starts_on")
    )


def return_unused(municipality: Municipality, *, by: User | None, at: datetime) -> int:
    """Turn the unused certificates into accounting ones; the queue gets their vacancies (R2.18).

    Returns how many. Started twice, the second finds nothing.
    """
    returned = 0
    after: int | None = 0
    while after is not None:
        number, after = _return_chunk(municipality, after=after, by=by, at=at)
        returned += number
    return returned


@transaction.atomic
def _return_chunk(
    municipality: Municipality, *, after: int, by: User | None, at: datetime
) -> tuple[int, int | None]:
    """The next certificates after that one, and the last of them, None at the end."""
    on = at.astimezone(ZoneInfo(municipality.time_zone)).date()
    found = unused(municipality, at=at).filter(pk__gt=after).order_by("pk")
    chosen = list(found.values_list("pk", flat=True)[:CHUNK])
    present = ledger.plan_of(municipality, on)
    if not chosen or present is None:
        return 0, None
    plans = _plans(municipality, present)
    terms = _lock(plans, chosen)
    still = list(unused(municipality, at=at).filter(pk__in=chosen).values_list("pk", flat=True))
    event = audit.record(
        by, "certificates.unused_returned", municipality, job="unused", number=len(still)
    )
    ledger.post_selected(
        Entry.Kind.REVOKE,
        """
        SELECT id AS account_id, available AS amount, NULL::bigint AS contract_id,
            NULL::date AS month, 'revoke:' || id || ':' || %s AS key
        FROM certificates_account
        WHERE certificate_id = ANY(%s) AND plan_id = ANY(%s)
        ORDER BY id
        """,
        [str(event.pk), still, [plan.pk for plan in plans]],
        on=on,
        event=event,
    )
    _become_accounting(still, on=on, event=event)
    for each in terms:
        queueing.promote(each, on=on)
    return len(still), chosen[-1]


def _lock(plans: list[FundingPlan], certificates: list[int]) -> list[CategoryTerms]:
    """Plans, terms, certificates, accounts: in the global order of locks."""
    for plan in plans:
        ledger.hold(plan)
    terms = [
        queueing.lock(each)
        for each in CategoryTerms.objects.filter(plan__in=plans).order_by("plan__starts_on", "pk")
    ]
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(rows.filter(pk__in=certificates).values_list("pk"))
    accounts = Account.objects.filter(certificate__in=certificates, plan__in=plans)
    ledger.lock_all(accounts.values_list("pk", flat=True))
    return terms


def _become_accounting(certificates: list[int], *, on: date, event: AuditEvent) -> None:
    """Change the type of many at once, write it down for each, tell their families (R2.19)."""
    Certificate.objects.filter(pk__in=certificates).update(
        type=Certificate.Type.ACCOUNTING,
        type_changed_on=on,
        type_changed_at=PortalNow(),
    )
    audit.record_each(event, "certificate.unfunded", Certificate, certificates)
    notifications.unused_returned(certificates)
