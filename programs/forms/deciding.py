"""What people type when they decide: remarks, reasons, protocols, a password."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import card
from users.models import User


class RemarksForm(forms.Form):
    """A remark beside each part of the card, and a comment on the whole."""

    comment = forms.CharField(
        label=_("Comment on the whole card"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, parts: Iterable[card.Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {part.key: f"remark-{part.key}" for part in parts}
        for part in parts:
            self.fields[self.names[part.key]] = forms.CharField(
                label=_("Remark on “%(field)s”") % {"field": part.label},
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def remarks(self) -> dict[str, str]:
        """What was written, by part of the card."""
        return {
            key: self.cleaned_data[name]
            for key, name in self.names.items()
            if self.cleaned_data[name].strip()
        }


class ReasonForm(forms.Form):
    """Why something is refused or taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The provider reads it word for word"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ProtocolForm(forms.Form):
    """The ground of a certification."""

    protocol = forms.CharField(
        label=_("Protocol of the assessment"),
        help_text=_("Number and date, for example: No. 12 of 25.08.2026"),
        max_length=120,
    )


class ArchiveForm(forms.Form):
    """Archiving asks for the password again and a tick (R1.11, R5.19)."""

    is_meant = forms.BooleanField(
        label=_("I understand that the program leaves the catalogue for good"),
        error_messages={"required": _("Tick this to go on")},
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "medium", "autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is wrong"))
        return password
