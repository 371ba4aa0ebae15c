from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from users.fields import EMAIL_LENGTH


class WhoForm(forms.Form):
    """Whom the desk looks for."""

    who = forms.CharField(
        label=_("E-mail or phone, in full"),
        max_length=EMAIL_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "medium"}),
        error_messages={"required": _("Enter the e-mail or the phone.")},
    )


class SeenForm(forms.Form):
    """The clerk has seen who it is."""

    is_seen = forms.BooleanField(
        label=_("I have seen the passport of this person and the document of the child"),
        error_messages={"required": _("Look at the documents first.")},
    )
