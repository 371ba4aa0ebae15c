"""Starting the work of the calendar by hand: that it is meant, and by whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import CommandForm
from users.models import User


class JobForm(CommandForm):
    """A job is started: the tick says that it is meant; one that closes a period asks for the
    password again (R1.11).
    """

    is_meant = forms.BooleanField(
        label=_("Start the job now"), error_messages={"required": _("Tick that you mean it")}
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("A period will be closed: this cannot be taken back."),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "medium", "autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )

    def __init__(self, *args: Any, user: User, is_destructive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not is_destructive:
            del self.fields["password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is wrong"))
        return password


class MonthForm(JobForm):
    """The month is turned by hand (R1.11)."""

    is_meant = forms.BooleanField(
        label=_("I have looked at the figures: turn the month"),
        error_messages={"required": _("Tick that you have looked at the figures")},
    )
