"""Lists of documents for payment: what a filter finds, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from enrollment import paydays
from enrollment.models import Document
from enrollment.models.document import DocumentQuerySet
from reference.days import Month


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
    """The documents with all that a row of a list shows."""
    return (
        documents.select_related("provider", "municipality", "plan__municipality__region")
        .annotate(contracts=Count("lines"))
        .order_by("-id")
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
