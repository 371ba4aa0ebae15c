"""The shape of what the payer types about a plan: periods, nominals, limits, hours of a week."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField, HoursField, MoneyField
from reference.hours import MINUTES_IN_HOUR
from reference.models import FundingPlan


class NominalForm(forms.Form):
    """A new nominal of a category, in rubles."""

    nominal = MoneyField(
        label=_("New nominal, rubles"),
        error_messages={"required": _("Enter the new nominal")},
    )


class LimitsForm(forms.Form):
    """How many certificates of a category may have money, and for what sum together."""

    number_limit = forms.IntegerField(
        label=_("Limit of the number of certificates"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_("Empty means no limit."),
        widget=forms.TextInput(attrs={"class": "tiny", "inputmode": "numeric"}),
        error_messages={
            "invalid": _("Enter a whole number"),
            "min_value": _("Enter a whole number, zero or more"),
        },
    )
    sum_limit = MoneyField(
        label=_("Limit of the sum of nominals, rubles"),
        required=False,
        help_text=_("Empty means no limit."),
    )


class TermsForm(LimitsForm):
    """What a category gets in a plan that is still a draft."""

    category_name = forms.CharField(
        label=_("Category"),
        max_length=120,
        error_messages={"required": _("Enter the name of the category")},
    )
    nominal = MoneyField(
        label=_("Nominal for the period, rubles"),
        error_messages={"required": _("Enter the nominal")},
    )

    field_order = ("category_name", "nominal", "number_limit", "sum_limit")


class WeeklyTermsForm(forms.Form):
    """What a category gets in a draft that counts hours of a week (R3.21)."""

    category_name = forms.CharField(
        label=_("Category"),
        max_length=120,
        error_messages={"required": _("Enter the name of the category")},
    )
    weekly_norm = HoursField(
        label=_("Norm of a child, hours a week"),
        initial=12 * MINUTES_IN_HOUR,
        help_text=_("What the municipality pays for one child in a week."),
        error_messages={"required": _("Enter the norm of a week")},
    )
    weekly_extra = HoursField(
        label=_("More for programs of the significant register, hours a week"),
        initial=4 * MINUTES_IN_HOUR,
        error_messages={"required": _("Enter how much is added, or 0")},
    )
    weekly_threshold = HoursField(
        label=_("A social certificate is formed while no more is taken than, hours a week"),
        initial=11 * MINUTES_IN_HOUR + 30,
        error_messages={"required": _("Enter the load up to which certificates are formed")},
    )
    sum_limit = MoneyField(
        label=_("Money for the category, rubles"),
        required=False,
        help_text=_("Empty means no limit."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        norm, threshold = data.get("weekly_norm"), data.get("weekly_threshold")
        if norm is not None and threshold is not None and threshold > norm:
            self.add_error("weekly_threshold", _("It cannot be more than the norm"))
        return data


class PlanForm(forms.Form):
    """The next period: its days, its money and the act that approves it."""

    UNITS = {
        "pf_money": (FundingPlan.Regime.MONEY, FundingPlan.BalanceUnit.RUBLES),
        "social_order": (FundingPlan.Regime.SOCIAL_ORDER, FundingPlan.BalanceUnit.HOURS),
        "social_order_rubles": (FundingPlan.Regime.SOCIAL_ORDER, FundingPlan.BalanceUnit.RUBLES),
    }

    regime = forms.ChoiceField(
        label=_("How education is paid for"),
        choices=[
            ("pf_money", _("Certificates with a nominal in rubles")),
            ("social_order", _("Social certificates within hours of a week")),
            ("social_order_rubles", _("Social certificates within a nominal in rubles")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how education is paid for")},
    )

    starts_on = DayField(
        label=_("First day"), error_messages={"required": _("Enter the first day of the period")}
    )
    ends_on = DayField(
        label=_("Last day"), error_messages={"required": _("Enter the last day of the period")}
    )
    volume = MoneyField(
        label=_("Volume of support, rubles"),
        required=False,
        help_text=_("All the money of the period by the municipal act."),
    )
    act = forms.CharField(
        label=_("Approving act"),
        required=False,
        max_length=255,
        help_text=_("For example, Order No. 592 of 28.06.2026"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day is before the first day"))
        if "regime" in data:
            data["regime"], data["balance_unit"] = self.UNITS[data["regime"]]
        return data

    @classmethod
    def regime_of(cls, plan: FundingPlan | None) -> str:
        """The choice that stands for the plan."""
        if plan is None:
            return "pf_money"
        chosen = (FundingPlan.Regime(plan.regime), FundingPlan.BalanceUnit(plan.balance_unit))
        return next(name for name, units in cls.UNITS.items() if units == chosen)
