"""How figures of a report are printed and opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reference import money
from reporting.frozen import KOPECKS, TENTHS
from reporting.wording import WORDS

register = template.Library()

NOTHING = "—"
ROMAN = ("", "I", "II", "III", "IV")


@register.simple_tag(takes_context=True)
def figure(context: Context, asked: Mapping[str, Any]) -> str | SafeString:
    """A figure as people read it; on the page (`opens_lists`) a link to the list behind it."""
    words = in_words(asked["value"], asked["unit"])
    if not context.get("opens_lists") or asked["value"] is None:
        return words
    url = reverse("reporting:figure", args=(context["run"].pk, asked["key"]))
    return format_html('<a href="{}">{}</a>', url, words)


@register.filter
def in_words(value: int | None, unit: str) -> str:
    """A value in its unit: 1 604 · 69,4 · 2 790 000,00 (rubles, without the sign)."""
    if value is None:
        return NOTHING
    if unit == KOPECKS:
        return money.rubles(value).removesuffix(f"{money.NO_BREAK_SPACE}₽")
    sign, size = ("−" if value < 0 else ""), abs(value)
    if unit == TENTHS:
        return f"{sign}{_thousands(size // 10)},{size % 10}"
    return sign + _thousands(size)


@register.filter
def change_in_words(value: int | None, unit: str) -> str:
    """A difference with its sign: +37, −2, 0."""
    words = in_words(value, unit)
    return f"+{words}" if value is not None and value > 0 else words


@register.filter
def named(code: str, words: str) -> str | Promise:
    """The word of a code: `{{ row.code|named:"register" }}`."""
    return WORDS[words][code]


@register.filter
def roman(quarter: int) -> str:
    return ROMAN[quarter]


@register.filter
def day_of(text: str) -> date:
    """The day kept in a report as "2026-09-30"."""
    return date.fromisoformat(text)


@register.filter
def moment_of(text: str) -> datetime:
    """The moment kept in a report as "2026-10-02T09:15+03:00"."""
    return datetime.fromisoformat(text)


def _thousands(size: int) -> str:
    return f"{size:,}".replace(",", money.NO_BREAK_SPACE)
