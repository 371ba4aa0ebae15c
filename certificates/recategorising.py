"""A certificate changes its category, with what it means for its money (R2.23, R2.24)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import arbitrating, granting, issuing, ledger, notifications, queueing
from certificates.models import Account, Certificate
from reference import money
from reference.errors import RuleBroken
from reference.models import Category, CategoryTerms, FundingPlan
from users import audit
from users.models import AuditEvent, User

COMMITTED_MONEY = RuleBroken(
    "committed_money",
    _("More than the nominal of that category is already reserved or spent on this certificate."),
    field="category",
)
NO_VACANCY = RuleBroken(
    "no_vacancy", _("There are no vacancies in that category now."), field="category"
)


@transaction.atomic
def change_category(
    certificate: Certificate, category: Category, *, by: User, on: date
) -> Certificate:
    """Give the certificate another category; funded, it gets the nominal of that (R2.24).

    The difference comes to the available money or goes from it. An accounting certificate only
    changes what it would be funded in (R2.23), and waits at the end of the other queue. Raises
    RuleBroken `committed_money`, `no_vacancy`, `no_plan` (the plan does not fund that category),
    `wrong_municipality`, `own_family`, `certificate_not_active`.
    """
    if category.municipality_id != certificate.municipality_id:
        raise RuleBroken("wrong_municipality", _("Choose a category of this municipality."))
    arbitrating.check_is_another_family(certificate.child, by=by)
    terms = _lock_terms(certificate, category)
    certificate = issuing.lock_certificate(certificate)
    issuing.check_active(certificate)
    if certificate.category_id == category.pk:
        return certificate
    event = audit.record(by, "certificate.category_changed", certificate, category=category.pk)
    Certificate.objects.filter(pk=certificate.pk).update(category=category)
    before, certificate.category = certificate.category_id, category
    if certificate.is_funded:
        for account in granting.lock_accounts(certificate):
            if account.plan.ends_on >= on:
                _regrant(account, terms, on=on, event=event)
        notifications.category_changed(certificate)
    else:
        _change_queue(certificate, terms, by=by, on=on)
    for each in terms:
        if each.category_id == before:
            queueing.promote(each, on=on)
    return certificate


def _lock_terms(certificate: Certificate, category: Category) -> list[CategoryTerms]:
    """The terms of both categories in the open plans, locked in one order, their plans held."""
    plans = FundingPlan.objects.filter(
        municipality=certificate.municipality_id, status=FundingPlan.Status.OPEN
    ).order_by("starts_on")
    terms: list[CategoryTerms] = []
    for plan in plans:
        ledger.hold(plan)
        both = CategoryTerms.objects.filter(
            plan=plan, category__in=(certificate.category_id, category.pk)
        )
        terms.extend(queueing.lock(each) for each in both.order_by("pk"))
    return terms


def _regrant(account: Account, terms: list[CategoryTerms], *, on: date, event: AuditEvent) -> None:
    """Move one account to the category the certificate has now, with the difference of nominals.

    An account that stands at a share of its nominal (R3.20, R2.36) keeps that share.
    """
    of_plan = {each.category_id: each for each in terms if each.plan_id == account.plan_id}
    old, new = of_plan.get(account.category_id), of_plan.get(account.certificate.category_id)
    if new is None:
        raise RuleBroken("no_plan", _("The municipality does not fund this category now."))
    if account.plan.counts_hours or not account.nominal:
        # no nominal of a category lies here: hours are counted, or the shift grants it later
        Account.objects.filter(pk=account.pk).update(category=new.category)
        return
    nominal = new.nominal
    if old is not None and old.nominal and account.nominal != old.nominal:
        nominal = money.half_up(Fraction(new.nominal * account.nominal, old.nominal))
    if nominal < account.nominal - account.available:
        raise COMMITTED_MONEY
    vacancies = queueing.vacancies(new, brought=account.nominal)
    if not vacancies.is_open or queueing.is_anyone_waiting(new):
        raise NO_VACANCY
    Account.objects.filter(pk=account.pk).update(category=new.category)
    if nominal > account.nominal:
        ledger.grant(account, nominal - account.nominal, on=on, event=event)
    else:
        ledger.revoke(account, account.nominal - nominal, on=on, event=event)


def _change_queue(
    certificate: Certificate, terms: list[CategoryTerms], *, by: User, on: date
) -> None:
    """One who waits goes to the end of the queue of the new category (R3.12)."""
    if not certificate.queue_places.waiting().exists():
        return
    queueing.leave(certificate, on=on)
    for each in terms:
        if each.category_id == certificate.category_id and each.plan.holds(on):
            queueing.join(certificate, each, by=by, on=on)
            queueing.promote(each, on=on)
