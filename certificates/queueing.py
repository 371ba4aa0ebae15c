"""The live queue for funded certificates: vacancies, joining, promotion (R3.10–R3.13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from certificates import granting, ledger, notifications
from certificates.models import Account, Certificate, QueuePlace
from reference.models import CategoryTerms, FundingPlan
from users import audit
from users.models import User


@dataclass(frozen=True)
class Vacancies:
    """How many more certificates a category may fund; None means no limit of that kind."""

    by_number: int | None
    by_sum: int | None

    @property
    def left(self) -> int | None:
        """The smaller of the two limits, None when there is neither."""
        limits = [limit for limit in (self.by_number, self.by_sum) if limit is not None]
        return min(limits) if limits else None

    @property
    def is_open(self) -> bool:
        return self.left is None or self.left > 0


def vacancies(terms: CategoryTerms) -> Vacancies:
    """What is left of the limits, counted over the active funded certificates (R3.10)."""
    issued = Account.objects.filter(
        plan=terms.plan_id,
        category=terms.category_id,
        certificate__status=Certificate.Status.ACTIVE,
        certificate__type=Certificate.Type.FUNDED,
    ).aggregate(number=Count("id"), total=Sum("nominal"))
    by_number = by_sum = None
    if terms.number_limit is not None:
        by_number = max(terms.number_limit - issued["number"], 0)
    if terms.sum_limit is not None and terms.nominal:
        by_sum = max(terms.sum_limit - (issued["total"] or 0), 0) // terms.nominal
    return Vacancies(by_number, by_sum)


def lock(terms: CategoryTerms) -> CategoryTerms:
    """Lock the category's terms: grants and promotions in it go one after another (R3.11)."""
    return (
        CategoryTerms.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan__municipality__region", "category")
        .get(pk=terms.pk)
    )


def terms_with_money(certificate: Certificate, on: date) -> list[CategoryTerms]:
    """The terms under which the certificate has money now or in a future plan, plans held.

    In the order of the plans, ready to be locked one after another.
    """
    accounts = (
        Account.objects.filter(
            certificate=certificate, plan__status=FundingPlan.Status.OPEN, plan__ends_on__gte=on
        )
        .select_related("plan")
        .order_by("plan__starts_on")
    )
    terms = []
    for account in accounts:
        ledger.hold(account.plan)
        terms.append(CategoryTerms.objects.get(plan=account.plan, category=account.category_id))
    return terms


def is_anyone_waiting(terms: CategoryTerms) -> bool:
    """Whether somebody stands in the category's queue."""
    return QueuePlace.objects.waiting().filter(category=terms.category_id).exists()


def place_of(certificate: Certificate) -> int | None:
    """The certificate's place in the queue, counted from 1; None when it does not wait (R3.12)."""
    place = certificate.queue_places.waiting().first()
    if place is None:
        return None
    return QueuePlace.objects.waiting().filter(category=place.category_id, pk__lte=place.pk).count()


def join(certificate: Certificate, terms: CategoryTerms, *, by: User | None, on: date) -> None:
    """Put the certificate at the end of its category's queue; already there, nothing changes."""
    if certificate.queue_places.waiting().exists():
        return
    QueuePlace.objects.create(certificate=certificate, category_id=terms.category_id, joined_on=on)
    audit.record(by, "certificate.queued", certificate, job="queue")
    notifications.queued_for_funding(certificate, place_of(certificate) or 1)


def leave(certificate: Certificate, *, on: date) -> None:
    """Give up the certificate's place in the queue, if it has one."""
    certificate.queue_places.waiting().update(left_on=on)


def promote(terms: CategoryTerms, *, on: date) -> int:
    """Fund the first of the queue while there are vacancies (R3.13). Returns how many were funded.

    Called inside the transaction that freed the vacancy, with the terms locked.
    """
    promoted = 0
    waiting = (
        QueuePlace.objects.waiting()
        .filter(category=terms.category_id)
        .select_related("certificate__child")
    )
    left = vacancies(terms).left
    for place in waiting if left is None else waiting[:left]:
        QueuePlace.objects.filter(pk=place.pk).update(left_on=on, is_promoted=True)
        granting.grant_nominal(place.certificate, terms, by=None, job="queue", on=on)
        promoted += 1
    return promoted
