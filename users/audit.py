"""Who did what: one line for every change (R1.12)."""

from __future__ import annotations

from typing import Any

from django.db import models

from users.models import AuditEvent, User


def record(
    by: User | None, action: str, target: models.Model, *, job: str = "", **details: Any
) -> AuditEvent:
    """Write the audit line of a change, in the transaction of that change.

    The actor is a person or, when `by` is None, the named job. Details carry reasons and sums,
    never names, contacts or documents of people.
    """
    return AuditEvent.objects.create(
        by=by,
        job="" if by else job or action,
        action=action,
        target_kind=target._meta.label_lower,
        target_key=str(target.pk),
        details=details,
    )


def history_of(target: models.Model) -> models.QuerySet[AuditEvent]:
    """Everything done to this object, oldest first."""
    return (
        AuditEvent.objects.filter(target_kind=target._meta.label_lower, target_key=str(target.pk))
        .select_related("by")
        .order_by("id")
    )
