"""Programs on pages of other floors: templates stand above all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from programs import showing
from programs.models import Program
from providers.models import Provider

register = template.Library()


@register.inclusion_tag("programs/_programs_of.html")
def programs_of(provider: Provider, on: date) -> dict[str, Any]:
    """What the provider teaches, as the catalogue shows it."""
    published = Program.objects.published().filter(provider=provider)
    return {"tiles": showing.list_of(published, on=on)}
