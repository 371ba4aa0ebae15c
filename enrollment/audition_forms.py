"""The shape of an invitation to an entrance test."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField


class EntranceTestForm(forms.Form):
    """When and where, and what the family should bring and know."""

    day = DayField(
        label=_("Day"),
        help_text=_("Not later than the day of your answer"),
        error_messages={"required": _("Write the day")},
    )
    starts_at = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"class": "short", "type": "time"}, format="%H:%M"),
        error_messages={"required": _("Write the time"), "invalid": _("Write the time: 17:30")},
    )
    where = forms.CharField(
        label=_("Where"),
        max_length=200,
        error_messages={
            "required": _("Write the address"),
            "max_length": _("Write no more than 200 characters"),
        },
    )
    words = forms.CharField(
        label=_("What to bring and to know"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Write no more than 1000 characters")},
    )
