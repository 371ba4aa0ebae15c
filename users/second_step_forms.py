from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from users.fields import CodeField
from users.forms import OfPersonForm, PresentPasswordField
from users.securing import ALPHABET, SPARE_LENGTH

TELEPHONE_DIGITS = 6


class TelephoneForm(OfPersonForm):
    """The password and the first code: who finds a page left open does not lock its owner out."""

    old_password = PresentPasswordField()
    code = CodeField(
        label=_("Code of the telephone"),
        help_text=_("Six digits that the application shows now."),
        digits=TELEPHONE_DIGITS,
    )


class EitherCodeField(forms.CharField):
    """Six digits of the telephone, or a spare code with or without its hyphen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Code"),
            max_length=40,
            help_text=_("Six digits of the application, or a spare code."),
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "short"}),
            error_messages={
                "required": _("Enter the code."),
                "invalid": _("Six digits of the application, or eight letters of a spare code."),
            },
            **options,
        )

    def clean(self, value: Any) -> str:
        code = "".join(str(super().clean(value)).lower().split()).replace("-", "")
        is_of_telephone = len(code) == TELEPHONE_DIGITS and code.isascii() and code.isdigit()
        is_spare = len(code) == SPARE_LENGTH and set(code) <= set(ALPHABET)
        if not (is_of_telephone or is_spare):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return code


class SecondStepForm(forms.Form):
    """A code at the door."""

    code = EitherCodeField()


class TurnOffForm(OfPersonForm):
    """The password and a code together."""

    old_password = PresentPasswordField()
    code = EitherCodeField()
