"""The shape of what a family tells of an achievement."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField
from certificates.models import Achievement


class AchievementForm(forms.Form):
    """What it was, when, of which level, with which result."""

    name = forms.CharField(
        label=_("Contest, festival, competition or exam"),
        max_length=200,
        help_text=_("For example: Young chess player, the cup of the district"),
        error_messages={
            "required": _("Write what it was"),
            "max_length": _("Write no more than 200 characters"),
        },
    )
    day = DayField(
        label=_("Day"),
        help_text=_("As in the diploma, for example 15.11.2026"),
        error_messages={"required": _("Write the day")},
    )
    level = forms.ChoiceField(
        label=_("Level of the event"),
        choices=Achievement.Level.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the level"),
            "invalid_choice": _("Choose the level"),
        },
    )
    result = forms.ChoiceField(
        label=_("Result"),
        choices=Achievement.Result.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the result"),
            "invalid_choice": _("Choose the result"),
        },
    )
