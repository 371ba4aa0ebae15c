"""The shape of what a provider notes about a contract."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField
from certificates.forms import CommandForm
from enrollment.models import Contract
from providers.forms import RublesField


class ResultForm(forms.Form):
    """What the learning came to (R6.52)."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=Contract.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the result")},
    )
    document = forms.CharField(
        label=_("Document: number and date"),
        required=False,
        max_length=120,
        help_text=_("Only where a document is issued."),
    )


class PaymentForm(CommandForm):
    """Money that came from a parent (R6.37)."""

    amount = RublesField(
        label=_("Sum, rubles"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
        error_messages={"required": _("Enter the sum")},
    )
    paid_on = DayField(
        label=_("Day of payment"), error_messages={"required": _("Enter the day of payment")}
    )
