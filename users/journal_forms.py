from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from users.fields import DayInput


def _kinds() -> list[tuple[str, Any]]:
    """Everything of ours that has a name on screen; what only the portal sees has none."""
    ours = {
        "reference",
        "users",
        "providers",
        "programs",
        "certificates",
        "enrollment",
        "reporting",
    }
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ours and "verbose_name" in model._meta.original_attrs
    ]
    named = [(model._meta.label_lower, str(model._meta.verbose_name)) for model in models]
    return [("", _("Anything")), *sorted(named, key=lambda kind: kind[1].lower())]


class AuditFilterForm(forms.Form):
    """What to look for in the journal of actions."""

    kind = forms.ChoiceField(label=_("About what"), required=False, choices=_kinds)
    person = forms.CharField(label=_("Who: surname or e-mail"), required=False, max_length=100)
    since = forms.DateField(
        label=pgettext_lazy("first day", "From"), required=False, widget=DayInput()
    )
    until = forms.DateField(
        label=pgettext_lazy("last day", "To"), required=False, widget=DayInput()
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since: date | None = cleaned.get("since")
        until: date | None = cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return cleaned
