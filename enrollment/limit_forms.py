"""The shape of what the operator types about limits of places."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 1_000_000
SHORT = {"class": "short"}


class LimitForm(forms.Form):
    """The approved number; empty lifts the limit."""

    number = forms.IntegerField(
        label=_("Limit of places"),
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs=SHORT),
        help_text=_("Empty: without a limit."),
        error_messages={"invalid": _("Enter a whole number")},
    )


def _rating() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Rating coefficient"),
        min_value=Decimal(0),
        max_value=Decimal(10),
        max_digits=6,
        decimal_places=4,
        widget=forms.NumberInput(attrs=SHORT),
    )


class _Proposal(forms.Form):
    """Read from the address: what is not there yet has its usual value."""

    def __init__(self, data: Any, *, initial: dict[str, Any]) -> None:
        asked = {name: data[name] for name in self.base_fields if name in data}
        super().__init__({**initial, **asked} if asked else None, initial=initial)


class NewcomerProposal(_Proposal):
    """What the formula for a newcomer needs and the portal does not know (R4.10)."""

    children = forms.IntegerField(
        label=_("Children from 5 to 18 in the municipality"),
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs=SHORT),
    )
    services = forms.IntegerField(
        label=_("Services of the organisation last year"),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs=SHORT),
    )
    growth = forms.DecimalField(
        label=_("Growth coefficient"),
        min_value=Decimal(0),
        max_value=Decimal(10),
        max_digits=6,
        decimal_places=4,
        widget=forms.NumberInput(attrs=SHORT),
    )
    rating = _rating()


class ExperiencedProposal(_Proposal):
    """What the formula for others needs (R4.10)."""

    rating = _rating()


class ProgramProposal(_Proposal):
    """What the formula for a program needs (R5.22)."""

    base = forms.IntegerField(
        label=_("Base limit of the direction"),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs=SHORT),
    )
    rating = _rating()
