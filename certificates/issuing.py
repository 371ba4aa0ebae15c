"""The life of a certificate: asked for, issued, funded, suspended, closed (section 2)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import (
    acting,
    arbitrating,
    consenting,
    granting,
    ledger,
    notifications,
    numbering,
    queueing,
    registering,
)
from certificates.models import Account, Application, Certificate, Child, Guardianship
from reference import configuration
from reference.errors import RuleBroken, refusing
from reference.locking import lock_row
from reference.models import Category, CategoryTerms, FundingPlan, Municipality
from reference.stamps import PortalNow
from users import audit
from users.models import AuditEvent, User

HAS_CERTIFICATE = RuleBroken("has_certificate", _("The child has a certificate already."))

COMMITTED_MONEY = RuleBroken(
    "committed_money",
    _("Money of this certificate is reserved or spent in this or the next period."),
)


@transaction.atomic
def apply(child: Child, *, by: User, on: date) -> Application:
    """Ask for a certificate for the child (2.4).

    Raises RuleBroken `email_not_confirmed` (the answer comes by letter), `age`, `no_consent`,
    `has_certificate`, `already_applied`.
    """
    acting.hold(child.pk, by=by)
    if by.email_confirmed_at is None:
        raise RuleBroken(
            "email_not_confirmed",
            _("First confirm your e-mail: the answer comes there. The letter can be sent again."),
        )
    registering.check_age(child.birth_date, child.municipality, on=on)
    if not registering.has_consent(child):
        raise RuleBroken("no_consent", _("First give the consent to data processing."))
    if child.certificates.living().exists():
        raise HAS_CERTIFICATE
    applied = RuleBroken("already_applied", _("The application is already under consideration."))
    with refusing({"application_one_open_per_child": applied}):
        application = Application.objects.create(
            child=child, municipality=child.municipality, submitted_by=by, submitted_on=on
        )
    audit.record(by, "application.submitted", application)
    notifications.application_submitted(application)
    return application


@transaction.atomic
def confirm(application: Application, category: Category, *, by: User, on: date) -> Certificate:
    """Note that the documents were seen and issue an accounting certificate (R2.06, R2.13, R2.26).

    Every child who fits gets one: no limit is asked (R2.05).

    The category is what the child will be funded in, if ever (R2.23); the parent asks for the money
    in person afterwards (R2.27). Raises RuleBroken
    `already_decided`, `own_family`, `consent_withdrawn`, `age`, `has_certificate`,
    `wrong_municipality`.
    """
    application = _lock_open(application)
    child, municipality = application.child, application.municipality
    arbitrating.check_is_another_family(child, by=by)
    if consenting.lock_withdrawn(child):  # (R11.04)
        raise consenting.WITHDRAWN
    registering.check_age(child.birth_date, municipality, on=on)
    if category.municipality_id != municipality.pk:
        raise RuleBroken("wrong_municipality", _("Choose a category of this municipality."))
    with refusing({"certificate_one_living_per_child": HAS_CERTIFICATE}):
        certificate = Certificate.objects.create(
            number=numbering.next_number(municipality),
            child=child,
            municipality=municipality,
            category=category,
            issued_on=on,
            type_changed_on=on,
        )
    Child.objects.filter(pk=child.pk).update(documents_seen_on=on, documents_seen_by=by)
    Guardianship.objects.filter(  # who came with the documents is now known by them (R11.01)
        child=child, user=application.submitted_by_id, documents_seen_on=None
    ).exclude(relation=Guardianship.Relation.SELF).update(
        documents_seen_on=on, documents_seen_by=by
    )
    _decide(application, Application.Status.CONFIRMED, by=by, on=on)
    audit.record(by, "certificate.issued", certificate)
    notifications.certificate_issued(certificate)
    return certificate


@transaction.atomic
def reject(
    application: Application, reason: str, comment: str = "", *, by: User, on: date
) -> Application:
    """Refuse the application with a reason. Raises RuleBroken `already_decided`."""
    application = _lock_open(application)
    application.reason, application.comment = reason, comment
    _decide(application, Application.Status.REJECTED, by=by, on=on)
    notifications.application_rejected(application)
    return application


def settle(application: Application, *, by: User, on: date) -> None:
    """Note that what the application asked for was done in another way: the child moved (R2.34)."""
    _decide(_lock_open(application), Application.Status.CONFIRMED, by=by, on=on)


def expire(municipality: Municipality, on: date) -> int:
    """End the applications nobody came with documents for in time (2.4). Returns how many."""
    days = configuration.value_of("document_confirm_days", municipality.settings)
    late = municipality.certificate_applications.filter(
        status=Application.Status.SUBMITTED, submitted_on__lt=on - timedelta(days=days)
    )
    expired = 0
    for application in late:
        try:
            _expire_one(application, on=on)
        except RuleBroken:  # a clerk decided it while the job was coming
            continue
        expired += 1
    return expired


@transaction.atomic
def _expire_one(application: Application, *, on: date) -> None:
    application = _lock_open(application)
    _decide(application, Application.Status.EXPIRED, by=None, on=on)
    notifications.application_expired(application)


def _lock_open(application: Application) -> Application:
    locked = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("child", "municipality__region")
        .get(pk=application.pk)
    )
    if locked.status != Application.Status.SUBMITTED:
        raise RuleBroken("already_decided", _("This application has been decided already."))
    return locked


def _decide(
    application: Application, status: Application.Status, *, by: User | None, on: date
) -> None:
    application.status = status
    application.decided_by, application.decided_on = by, on
    application.save(update_fields=["status", "decided_by", "decided_on", "reason", "comment"])
    audit.record(by, f"application.{status}", application, job="expiry", reason=application.reason)


@transaction.atomic
def request_funding(certificate: Certificate, *, by: User | None, on: date) -> Certificate:
    """Fund the certificate, or put it into the queue when there is no vacancy (R2.14, R3.12).

    Asked twice, nothing changes. Raises RuleBroken `no_plan`, `certificate_not_active`,
    `no_vacancy` (where the municipality keeps no queue), `funding_not_needed` (R6.57),
    `consent_withdrawn` (R11.04).
    """
    acting.hold_with(certificate.pk, by=by)
    consenting.check(certificate.child)
    plan = ledger.plan_of(certificate.municipality, on)
    terms = granting.terms_of(certificate, plan) if plan else None
    if plan is None or terms is None or plan.status != FundingPlan.Status.OPEN:
        raise RuleBroken("no_plan", _("The municipality does not fund this category now."))
    if plan.counts_hours:
        raise RuleBroken(
            "funding_not_needed",
            _("There is no need to ask for funding: choose a program and apply for a place."),
        )
    ledger.hold(plan)
    terms = queueing.lock(terms)
    certificate = lock_certificate(certificate)
    check_active(certificate)
    _check_category(certificate, terms)
    if certificate.is_funded:
        return certificate
    if queueing.vacancies(terms).is_open and not queueing.is_anyone_waiting(terms):
        granting.grant_nominal(certificate, terms, by=by, on=on)
    elif plan.setting("queue_enabled"):
        queueing.join(certificate, terms, by=by, on=on)
        queueing.promote(terms, on=on)
        certificate.refresh_from_db()
    else:
        raise RuleBroken("no_vacancy", _("There are no vacancies in this category now."))
    return certificate


@transaction.atomic
def return_to_accounting(certificate: Certificate, *, by: User, on: date) -> Certificate:
    """Give the funding back while nothing was reserved or spent (R2.16, R2.18).

    The head of the queue gets the vacancy. Raises RuleBroken `accounting_certificate`,
    `certificate_not_active`, `committed_money`.
    """
    acting.hold_with(certificate.pk, by=by)
    terms = [queueing.lock(found) for found in queueing.terms_with_money(certificate)]
    certificate = lock_certificate(certificate)
    check_active(certificate)
    if not certificate.is_funded:
        raise RuleBroken("accounting_certificate", _("The certificate has no money."))
    accounts = granting.lock_accounts(certificate)
    if any(
        account.reserved or (account.plan.ends_on >= on and account.available != account.nominal)
        for account in accounts
    ):
        raise COMMITTED_MONEY
    event = audit.record(by, "certificate.unfunded", certificate)
    granting.take_back(accounts, on=on, event=event)
    _become_accounting(certificate, on=on)
    for found in terms:
        queueing.promote(found, on=on)
    notifications.funding_returned(certificate)
    return certificate


def _become_accounting(certificate: Certificate, *, on: date) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(
        type=Certificate.Type.ACCOUNTING, type_changed_on=on, type_changed_at=PortalNow()
    )
    certificate.type, certificate.type_changed_on = Certificate.Type.ACCOUNTING, on


@transaction.atomic
def leave_queue(certificate: Certificate, *, by: User, on: date) -> None:
    """Give up the place in the queue for funding."""
    acting.hold_with(certificate.pk, by=by)
    certificate = lock_certificate(certificate)
    if queueing.place_of(certificate) is not None:
        queueing.leave(certificate, on=on)
        audit.record(by, "certificate.left_queue", certificate)


@transaction.atomic
def suspend(certificate: Certificate, reason: str, *, by: User, on: date) -> Certificate:
    """Freeze the certificate and take its free money back to the plan (R2.28).

    The contracts are the business of `enrollment.freezing`, which calls this; here money still
    reserved is a refusal: RuleBroken `committed_money`, `certificate_not_active`.
    """
    terms = [queueing.lock(found) for found in queueing.terms_with_money(certificate)]
    certificate = lock_certificate(certificate)
    check_active(certificate)
    accounts = granting.lock_accounts(certificate)
    if any(account.reserved for account in accounts):
        raise COMMITTED_MONEY
    event = audit.record(by, "certificate.suspended", certificate, reason=reason)
    certificate.available_when_suspended = granting.take_back(accounts, on=on, event=event)
    certificate.status, certificate.suspended_on = Certificate.Status.SUSPENDED, on
    certificate.reason = reason
    certificate.save(update_fields=["status", "suspended_on", "reason", "available_when_suspended"])
    queueing.leave(certificate, on=on)
    for found in terms:
        queueing.promote(found, on=on)
    notifications.certificate_suspended(certificate)
    return certificate


@transaction.atomic
def resume(certificate: Certificate, *, by: User, on: date) -> Certificate:
    """Unfreeze the certificate in a later period, with that period's nominal (R2.29).

    Raises RuleBroken `certificate_not_suspended`, `frozen_this_period`, `no_vacancy`.
    """
    plan = ledger.plan_of(certificate.municipality, on)
    terms = granting.terms_of(certificate, plan) if plan and certificate.is_funded else None
    if plan and terms:
        ledger.hold(plan)
        terms = queueing.lock(terms)
    certificate = lock_certificate(certificate)
    if terms:
        _check_category(certificate, terms)
    if certificate.status != Certificate.Status.SUSPENDED or certificate.suspended_on is None:
        raise RuleBroken("certificate_not_suspended", _("The certificate is not suspended."))
    if plan and plan.holds(certificate.suspended_on):
        raise RuleBroken(
            "frozen_this_period",
            _("A certificate cannot be resumed in the period in which it was suspended."),
        )
    if terms and not queueing.vacancies(terms).is_open:
        raise RuleBroken("no_vacancy", _("There are no vacancies in this category now."))
    certificate.status, certificate.suspended_on = Certificate.Status.ACTIVE, None
    certificate.available_when_suspended, certificate.reason = None, ""
    certificate.save(update_fields=["status", "suspended_on", "available_when_suspended", "reason"])
    audit.record(by, "certificate.resumed", certificate)
    if terms:
        granting.grant_nominal(certificate, terms, by=by, on=on)
    notifications.certificate_resumed(certificate)
    return certificate


@transaction.atomic
def close(certificate: Certificate, reason: str, *, by: User | None, on: date) -> Certificate:
    """Take the certificate out of the register for good; its free money lapses (R2.31, R2.32).

    Money of the month that still runs stays debited. Called by `enrollment.freezing` after the
    contracts. Raises RuleBroken `committed_money`, `certificate_closed`.
    """
    terms = [queueing.lock(found) for found in queueing.terms_with_money(certificate)]
    certificate = lock_certificate(certificate)
    if certificate.status == Certificate.Status.CLOSED:
        raise RuleBroken("certificate_closed", _("The certificate is closed already."))
    accounts = granting.lock_accounts(certificate)
    if any(account.reserved for account in accounts):
        raise COMMITTED_MONEY
    event = audit.record(by, "certificate.closed", certificate, job="closing", reason=reason)
    _lapse(accounts, on=on, event=event)
    certificate.status, certificate.closed_on = Certificate.Status.CLOSED, on
    certificate.suspended_on, certificate.reason = None, reason
    certificate.save(update_fields=["status", "closed_on", "suspended_on", "reason"])
    queueing.leave(certificate, on=on)
    for found in terms:
        queueing.promote(found, on=on)
    notifications.certificate_closed(certificate)
    return certificate


def _lapse(accounts: list[Account], *, on: date, event: AuditEvent) -> None:
    for account in accounts:
        ledger.lapse(account, account.available, on=on, event=event)


def lock_certificate(certificate: Certificate) -> Certificate:
    """Lock the certificate's row and read it fresh, with its child and municipality."""
    return lock_row(
        Certificate.objects.select_related("child", "municipality__region", "category"),
        certificate.pk,
    )


def check_active(certificate: Certificate) -> None:
    """Raise RuleBroken `certificate_not_active` unless the certificate is active."""
    if not certificate.is_active:
        raise RuleBroken("certificate_not_active", _("The certificate is suspended or closed."))


def _check_category(certificate: Certificate, terms: CategoryTerms) -> None:
    """Raise RuleBroken `category_changed` when the terms were read for another category (R2.24)."""
    if certificate.category_id != terms.category_id:
        raise RuleBroken(
            "category_changed",
            _("The category of the certificate has just been changed. Open its page again."),
        )
