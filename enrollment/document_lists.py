"""Lists of documents for payment: what a filter finds, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, When

from enrollment import drafting, paydays
from enrollment.models import Document, Instalment
from enrollment.models.document import DocumentQuerySet
from providers.models import Provider
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import FundingPlan, Municipality


def months_of(documents: DocumentQuerySet) -> list[date]:
    """The months there are documents for, the latest first."""
    return list(documents.order_by("-month").values_list("month", flat=True).distinct())


def narrowed(documents: DocumentQuerySet, wanted: dict[str, Any]) -> DocumentQuerySet:
    """The documents that fit the filters; one that is empty does not filter."""
    if kind := wanted.get("kind"):
        documents = documents.filter(kind=kind)
    if month := wanted.get("month"):
        documents = documents.filter(month=Month.parse(month).first_day)
    if status := wanted.get("status"):
        documents = documents.filter(status=status)
    if name := wanted.get("provider"):
        documents = documents.filter(provider__short_name__icontains=name)
    return documents


def for_list(documents: DocumentQuerySet) -> DocumentQuerySet:
    """The documents with all that a row of a list shows, those that wait for the payer first."""
    return (
        documents.select_related("provider", "municipality", "plan__municipality__region")
        .annotate(contracts=Count("lines"))
        .order_by(Case(When(status__in=paydays.WAITING, then=0), default=1), "-id")
    )


def overdue_among(documents: Iterable[Document], *, on: date) -> set[int]:
    """The keys of those that should have been paid by the day (R7.16)."""
    return {each.pk for each in documents if paydays.is_overdue(each, on=on)}


def totals_of(documents: DocumentQuerySet) -> dict[str, int]:
    """How many there are, and what the standing ones ask for and were paid, in kopecks."""
    standing = ~Q(status__in=Document.VOID)
    totals: dict[str, int] = documents.aggregate(
        number=Count("pk"),
        asked=Sum("to_pay", filter=standing, default=0),
        paid=Sum("to_pay", filter=Q(status=Document.Status.PAID), default=0),
    )
    return totals


def months_to_invoice(provider: Provider, municipality: Municipality, on: date) -> list[Month]:
    """The months of this provider that may be invoiced on the day and are not, oldest first."""
    invoiced = Document.objects.living().filter(
        provider=provider,
        plan=OuterRef("contract__plan"),
        kind=Document.Kind.INVOICE,
        month=OuterRef("month"),
    )
    found = (
        Instalment.objects.filter(
            ~Exists(invoiced),
            contract__provider=provider,
            contract__plan__municipality=municipality,
            status=Instalment.Status.DEBITED,
            certificate_amount__gt=0,
        )
        .order_by("month", "contract__plan")
        .values_list("month", "contract__plan")
        .distinct()
    )
    plans = {plan.pk: plan for plan in municipality.funding_plans.select_related("municipality")}
    return [
        month
        for month, plan in ((Month.of(day), plans[key]) for day, key in found)
        if _may_be_invoiced(plan, month, on)
    ]


def _may_be_invoiced(plan: FundingPlan, month: Month, on: date) -> bool:
    try:
        drafting.check_invoice(plan, month, on=on)
    except RuleBroken:
        return False
    return True


@dataclass(frozen=True)
class GroupShare:
    """A group of an advance: its contracts, its month's payments, the per cent asked for it."""

    key: int
    name: str
    contracts: int
    amount: int
    percent: int | None  # None: that of the whole document


def groups_to_advance(
    provider: Provider,
    plan: FundingPlan,
    month: Month,
    *,
    percent: int,
    lowered: Mapping[int, int],
) -> list[GroupShare]:
    """The groups of the month; each may be asked for with a per cent of its own (R7.03)."""
    found = (
        Instalment.objects.filter(
            contract__provider=provider,
            contract__plan=plan,
            month=month.first_day,
            status=Instalment.Status.DEBITED,
            certificate_amount__gt=0,
        )
        .order_by("contract__group__program__short_name", "contract__group__name")
        .values_list(
            "contract__group", "contract__group__program__short_name", "contract__group__name"
        )
        .annotate(Count("pk"), Sum("certificate_amount"))
    )
    return [
        GroupShare(key, f"{program}, {name}", contracts, amount, lowered.get(key))
        for key, program, name, contracts, amount in found
    ]
