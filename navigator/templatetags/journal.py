"""The journal of actions in words."""

from __future__ import annotations

from django import template
from django.apps import apps
from django.utils.functional import Promise

from navigator.actions import ACTIONS
from navigator.details import in_words
from users.models import AuditEvent

register = template.Library()


@register.filter
def action(event: AuditEvent) -> str | Promise:
    """What was done, in words; an action without words is shown by its code."""
    return ACTIONS.get(event.action, event.action)


@register.filter
def details(event: AuditEvent) -> str:
    """What else was noted: reasons and sums under their names."""
    return "; ".join(in_words(event))


@register.filter
def target(event: AuditEvent) -> str:
    """What it was done to: the kind and the key, never a name."""
    try:
        kind = str(apps.get_model(event.target_kind)._meta.verbose_name)
    except LookupError:
        kind = event.target_kind
    return f"{kind} {event.target_key}"
