"""The hours of a child's week on the pages of its certificate, which knows no contracts itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from certificates.models import Certificate
from enrollment import forming
from reference.models import FundingPlan

register = template.Library()


@register.simple_tag
def weekly_load(certificate: Certificate, plan: FundingPlan, on: date) -> forming.Week | None:
    """What the child's fullest week from that day on holds, and its norm."""
    return forming.week_of(certificate, plan, on=on)


@register.inclusion_tag("enrollment/_week.html")
def social_certificates(certificate: Certificate, plan: FundingPlan, on: date) -> dict[str, Any]:
    """The week of a certificate as a bar, and the social certificates that fill it."""
    week = forming.week_of(certificate, plan, on=on)
    return {
        "week": week,
        "parts": _parts(week) if week else [],
        "plan": plan,
        "formed": forming.living(certificate),
        "places": forming.significant_places(certificate).select_related("group__program"),
    }


@dataclass(frozen=True)
class Part:
    """A stretch of the bar; `start` and `width` in percent of the norm with its extra."""

    colour: str
    label: str
    minutes: int
    start: str
    width: str


def _parts(week: forming.Week) -> list[Part]:
    whole = max(week.norm.weekly + week.norm.extra, week.taken, 1)
    extra_left = whole - max(week.taken, week.norm.weekly)
    parts, before = [], 0
    for colour, label, minutes in (
        ("accent", _("taken"), week.taken),
        ("success", _("free for certified programs"), week.left),
        ("warning", _("more for programs of the significant register"), extra_left),
    ):
        start, width = before * 100 / whole, minutes * 100 / whole
        parts.append(Part(colour, label, minutes, f"{start:.2f}%", f"{width:.2f}%"))
        before += minutes
    return parts
