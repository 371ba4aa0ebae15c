"""Whose letters are whose, and who reads the journal of actions."""

from __future__ import annotations

from django.db import models

from users.models import AuditEvent, Notification, Role, User
from users.roles import has_role


def letters_of(user: User) -> models.QuerySet[Notification]:
    """The letters written to the person, newest first."""
    return Notification.objects.filter(recipient=user)


def visible_events(user: User) -> models.QuerySet[AuditEvent]:
    """The lines of the journal of actions the person may read: all, or none."""
    events = AuditEvent.objects.select_related("by").order_by("-id")
    return events if has_role(user, Role.ADMINISTRATOR) else events.none()
