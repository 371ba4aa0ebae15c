"""How records stood at the end of a day, read from the days written on them.

A report for a quarter is often ordered after the quarter's end. Statuses are of now, dates are
for ever: each status of a past day is worked out from the dates of the steps that followed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from certificates.models import Certificate
from enrollment.models import BudgetPlace, Contract
from reference.days import Month

S = Contract.Status
P = BudgetPlace.Status


def contracts_on(day: date) -> QuerySet[Any]:
    """Contracts requested by that day with `stood`, their status at its end (6.4)."""
    signed = Q(signed_on__lte=day)
    outlived = Q(status=S.CLOSED, ends_on__gte=day)
    # by notice, or by time: the last month has begun
    ending = Q(notice_on__lte=day) | Q(notice_on=None, ends_on__lte=Month.of(day).last_day)
    return (
        Contract.objects.filter(requested_on__lte=day)
        .exclude(status=S.DELETED)
        .annotate(
            stood=_status(
                When(status__in=(S.REFUSED, S.WITHDRAWN), decided_on__lte=day, then=F("status")),
                When(Q(status=S.CLOSED) & ~outlived, then=Value(S.CLOSED)),
                When(
                    signed & Q(status__in=(S.TERMINATING, S.CLOSED)) & ending,
                    then=Value(S.TERMINATING),
                ),
                When(signed, then=Value(S.ACTIVE)),
                When(accepted_on__lte=day, then=Value(S.ACCEPTED)),
                default=Value(S.REQUESTED),
            )
        )
    )


def places_on(day: date) -> QuerySet[Any]:
    """Places without certificate money asked for by that day, with `stood` (6.6)."""
    decided = Q(decided_on__lte=day) | Q(decided_on=None)
    return BudgetPlace.objects.filter(requested_on__lte=day).annotate(
        stood=_status(
            When(status=P.LEFT, left_on__lte=day, then=Value(P.LEFT)),
            When(decided & Q(status__in=(P.LEFT, P.ACTIVE)), then=Value(P.ACTIVE)),
            When(decided & Q(status__in=(P.REFUSED, P.WITHDRAWN)), then=F("status")),
            default=Value(P.NEW),
        )
    )


def certificates_on(day: date) -> QuerySet[Any]:
    """Certificates living at the end of that day, with `stood` and the type of that day (I03)."""
    types = Certificate.Type
    return Certificate.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=day), issued_on__lte=day
    ).annotate(
        stood=_status(
            When(suspended_on__lte=day, then=Value(Certificate.Status.SUSPENDED)),
            default=Value(Certificate.Status.ACTIVE),
        ),
        # the type has two values, so before its last change it was the other one
        type_then=_status(
            When(type_changed_on__lte=day, then=F("type")),
            When(type=types.FUNDED, then=Value(types.ACCOUNTING)),
            default=Value(types.FUNDED),
        ),
    )


def _status(*steps: When, default: Value | F) -> Case:
    return Case(*steps, default=default, output_field=CharField())
