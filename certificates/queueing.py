"""The live queue for funded certificates: vacancies, joining, promotion (R3.10, R3.12, R3.13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from certificates import granting, ledger, notifications
from certificates.models import Account, Certificate, QueuePlace
from reference.errors import RuleBroken
from reference.models import CategoryTerms, FundingPlan
from users import audit
from users.models import User


@dataclass(frozen=True)
class Vacancies:
    """How many more certificates a category may fund; None means no limit of that kind."""

    by_number: int | None
    by_sum: int | None
    by_volume: int | None = None

    @property
    def left(self) -> int | None:
        """The smallest of the limits, None when there is none."""
        limits = [
            limit for limit in (self.by_number, self.by_sum, self.by_volume) if limit is not None
        ]
        return min(limits) if limits else None

    @property
    def is_open(self) -> bool:
        return self.left is None or self.left > 0


def vacancies(terms: CategoryTerms, *, brought: int = 0) -> Vacancies:
    """What is left of the limits, counted over the active funded certificates (R3.10).

    The volume of the plan is left by what it has issued to anyone, also to those closed since;
    `brought` kopecks of it come along with a certificate of another category (R2.24).
    """
    accounts = Account.objects.filter(plan=terms.plan_id)
    issued = accounts.filter(
        Q(nominal__gt=0) | Q(lowered_on__isnull=False),
        category=terms.category_id,
        certificate__status=Certificate.Status.ACTIVE,
        certificate__type=Certificate.Type.FUNDED,
    ).aggregate(number=Count("id"), total=Sum("nominal", default=0))
    by_number = by_sum = by_volume = None
    if terms.number_limit is not None:
        by_number = max(terms.number_limit - issued["number"], 0)
    if terms.sum_limit is not None and terms.nominal:
        by_sum = max(terms.sum_limit - int(issued["total"]), 0) // terms.nominal
    if terms.plan.volume is not None and terms.nominal:
        left = terms.plan.volume - ledger.issued_by(terms.plan) + brought
        by_volume = max(left, 0) // terms.nominal
    return Vacancies(by_number, by_sum, by_volume)


def lock(terms: CategoryTerms) -> CategoryTerms:
    """Lock the category's terms: grants and promotions in it go one after another (R3.11).

    The plan's row is locked before them: all its categories draw on one volume, and whoever needs
    two categories of a plan has waited at the same door.
    """
    return (
        CategoryTerms.objects.select_for_update(of=("plan", "self"), no_key=True)
        .select_related("plan__municipality__region", "category")
        .get(pk=terms.pk)
    )


def terms_with_money(certificate: Certificate) -> list[CategoryTerms]:
    """The terms under which the certificate has money now or in a future plan, plans held.

    Also those under which it is about to get some: whoever grants it meanwhile is waited for. In
    the order of the plans, ready to be locked one after another.
    """
    plans = FundingPlan.objects.filter(
        municipality=certificate.municipality_id, status=FundingPlan.Status.OPEN
    ).order_by("starts_on")
    terms: list[CategoryTerms] = []
    for plan in plans:
        try:
            ledger.hold(plan)
        except RuleBroken:  # its closing began while it was waited for, and takes what is left
            continue
        account = Account.objects.filter(certificate=certificate, plan=plan).first()
        category = account.category_id if account else certificate.category_id
        terms.extend(CategoryTerms.objects.filter(plan=plan, category=category))
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

    Called inside the transaction that freed the vacancy, with the terms locked. Only the plan of
    the day funds: one that has not begun gives its nominals when it begins (R8.03).
    """
    if terms.plan.status != FundingPlan.Status.OPEN or not terms.plan.holds(on):
        return 0
    if terms.plan.counts_hours:
        return 0
    left = vacancies(terms).left
    if left == 0:
        return 0
    promoted = 0
    waiting = QueuePlace.objects.waiting().filter(category=terms.category_id)
    for place in waiting.iterator():
        certificate = _lock_waiting(place, on=on)
        if certificate is None:
            continue
        granting.grant_nominal(certificate, terms, by=None, job="queue", on=on)
        promoted += 1
        if promoted == left:
            break
    return promoted


def _lock_waiting(place: QueuePlace, *, on: date) -> Certificate | None:
    """Lock the certificate and end its place; None when it has left the queue meanwhile."""
    certificate = (
        Certificate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("child")
        .get(pk=place.certificate_id)
    )
    ended = QueuePlace.objects.waiting().filter(pk=place.pk)
    return certificate if ended.update(left_on=on, is_promoted=True) else None
