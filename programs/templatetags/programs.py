"""Programs on pages of other floors: templates stand above all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from programs import showing
from programs.filtering import Option
from programs.models import Program
from providers.models import Provider

register = template.Library()


@register.inclusion_tag("programs/_programs_of.html")
def programs_of(provider: Provider, on: date) -> dict[str, Any]:
    """What the provider teaches, as the catalogue shows it."""
    published = Program.objects.published().filter(provider=provider)
    return {"tiles": showing.list_of(published, on=on)}


@register.simple_tag
def option_list(items: Iterable[Option]) -> SafeString:
    """The options of a select with their counters, in one piece: there may be three hundred."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (
                item.value,
                SafeString(" selected") if item.is_chosen else "",
                item.label if item.count is None else f"{item.label} ({item.count})",
            )
            for item in items
        ),
    )
