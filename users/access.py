"""Whose letters are whose, and who reads the journal of actions."""

from __future__ import annotations

from django.db import models

from users.models import AuditEvent, Notification, Role, RoleAssignment, User
from users.roles import has_role, municipalities_of

DESK = (Role.CLERK, Role.MOC)
# Whose account a desk may help with: nobody who works on the portal.
FAMILY = (Role.GUARDIAN,)


def letters_of(user: User) -> models.QuerySet[Notification]:
    """The letters written to the person, newest first."""
    return Notification.objects.filter(recipient=user)


def visible_events(user: User) -> models.QuerySet[AuditEvent]:
    """The lines of the journal of actions the person may read: all, or none."""
    events = AuditEvent.objects.select_related("by").order_by("-id")
    return events if has_role(user, Role.ADMINISTRATOR) else events.none()


def families_of_desk(user: User) -> models.QuerySet[User]:
    """The families of the municipality in which the person receives visitors.

    Whoever has any work on the portal is not among them: their rights are not given at a desk.
    """
    at_work = RoleAssignment.objects.exclude(role__in=FAMILY).values("user")
    return (
        User.objects.filter(is_active=True, municipality__in=municipalities_of(user, *DESK))
        .filter(pk__in=RoleAssignment.objects.filter(role__in=FAMILY).values("user"))
        .exclude(pk__in=at_work)
    )


def people_to_help(user: User) -> models.QuerySet[User]:
    """Whose account the person may look at: the desk its families, the administrator anybody."""
    if has_role(user, Role.ADMINISTRATOR):
        return User.objects.all()
    return families_of_desk(user)


def undelivered(user: User) -> models.QuerySet[User]:
    """Those of them whose letters come back, the latest first."""
    return people_to_help(user).filter(email_bounced_at__isnull=False).order_by("-email_bounced_at")
