"""Who did what: one line for every change (R1.12)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from reference.prepared import insert
from users.models import AuditEvent, User


def record(
    by: User | None, action: str, target: models.Model, *, job: str = "", **details: Any
) -> AuditEvent:
    """Write the audit line of a change, in the transaction of that change (R1.12).

    The actor is a person or, when `by` is None, the named job. Details carry reasons and sums,
    never names, contacts or documents of people.
    """
    return insert(
        AuditEvent(
            by=by,
            job="" if by else job or action,
            action=action,
            target_kind=target._meta.label_lower,
            target_key=str(target.pk),
            details=details,
        )
    )


def record_each(event: AuditEvent, action: str, model: type[models.Model], keys: list[int]) -> None:
    """Write the same line for many targets at once, by the actor of the event they belong to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO users_auditevent (by_id, job, action, target_kind, target_key, details)
            SELECT %s::bigint, %s, %s, %s, key::text, '{}'::jsonb
            FROM unnest(%s::bigint[]) AS key
            """,
            [event.by_id, event.job, action, model._meta.label_lower, keys],
        )


def history_of(target: models.Model) -> models.QuerySet[AuditEvent]:
    """Everything done to this object, oldest first."""
    return (
        AuditEvent.objects.filter(target_kind=target._meta.label_lower, target_key=str(target.pk))
        .select_related("by")
        .order_by("id")
    )


def find(
    events: models.QuerySet[AuditEvent],
    *,
    kind: str = "",
    person: str = "",
    since: date | None = None,
    until: date | None = None,
) -> models.QuerySet[AuditEvent]:
    """The lines about one kind of thing, by one person (surname, e-mail or a job's name), of days.

    Days are the portal's local days, both inclusive.
    """
    if kind:
        events = events.filter(target_kind=kind)
    if person := person.strip():
        events = events.filter(
            Q(by__last_name__istartswith=person) | Q(by__email__iexact=person) | Q(job=person)
        )
    if since:
        events = events.filter(at__gte=_local(since, time.min))
    if until:
        events = events.filter(at__lte=_local(until, time.max))
    return events


def _local(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(settings.TIME_ZONE))
