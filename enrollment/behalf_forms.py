"""The shape of an application that an organisation sends for a family."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField
from enrollment.forms import ApplyForm
from users.fields import CodeField


class BehalfForm(forms.Form):
    """Both the number and the day of birth: an organisation does not look children up (R6.27)."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the number of the certificate")},
    )
    birth_date = DayField(
        label=_("Child's date of birth"),
        error_messages={"required": _("Enter the child's date of birth")},
    )
    starts_on = DayField(
        label=_("First day of lessons"),
        error_messages={"required": _("Enter the first day of lessons")},
    )
    consent = forms.BooleanField(
        label=_("The parent's signed consent to this application is kept by the organisation"),
        error_messages={"required": _("Without the parent's consent there is no application")},
    )


class BehalfApplyForm(ApplyForm):
    """The parent's ticks, and the code that the parent tells the organisation (R6.27)."""

    code = CodeField(
        label=_("Code that the parent has told you"),
        help_text=_("The parent finds it in the letter or among the letters of the portal."),
    )

    def __init__(self, *args: Any, needs_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_code:
            del self.fields["code"]
