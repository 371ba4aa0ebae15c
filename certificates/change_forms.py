"""The shape of what the payer types when an approved plan changes (R3.17, R3.18)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField, MoneyField
from certificates.forms import CommandForm
from certificates.plan_forms import LimitsForm


class ActForm(forms.Form):
    """The act by which an approved plan changes: it stays with the version (R3.18)."""

    act = forms.CharField(
        label=_("Approving act"),
        required=False,
        max_length=255,
        help_text=_("For example, Order No. 592 of 28.06.2026"),
    )


class ActPressForm(ActForm, CommandForm):
    """The act, and a button that works once."""


class VolumeForm(ActPressForm):
    """All the money of an open plan, corrected inside the period."""

    volume = MoneyField(
        label=_("Volume of support, rubles"),
        required=False,
        help_text=_("Empty means: as much as the limits of the categories come to."),
    )
    field_order = ("volume", "act")


class CloseContractingForm(CommandForm):
    """From which day no contracts of the period may be asked for (R3.17)."""

    since = DayField(
        label=_("The first day without applications"),
        error_messages={"required": _("Enter the day")},
    )
    is_meant = forms.BooleanField(
        label=_("I know that from this day on it cannot be undone"),
        error_messages={"required": _("Tick that you know it cannot be undone")},
    )


class ApprovedLimitsForm(LimitsForm, ActForm):
    """The limits of a category in an approved plan, with the act that changes them."""

    field_order = ("number_limit", "sum_limit", "act")
