"""The shape of the coefficients a municipality asks for, and of a cost entered by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import estimating
from programs.forms.fields import RublesField
from programs.models import CostParameters
from reference import money
from reference.models import Direction

# The letter of R5.10 stands after each name, as in the order the municipality has before it.
LABELS = {
    "wage": _("Average monthly wage, rubles (W)"),
    "rates": _("Rates per teacher (S)"),
    "weekly_load": _("Weekly load of a rate, hours (L)"),
    "weeks_in_month": _("Weeks in a month (Wm)"),
    "additional_teachers": _("Coefficient of additional teachers (A)"),
    "other_staff": _("Share of other staff (U)"),
    "payroll_charges": _("Payroll charges (C)"),
    "vacations": _("Coefficient of vacations (V)"),
    "qualification": _("Qualification of the teacher (K1)"),
    "second_qualification": _("Qualification of the second teacher (K2)"),
    "premises_hours": _("Useful hours of premises a year (P)"),
    "equipped": _("Degree of equipment (Q)"),
    "services": _("Services except training, rubles (B)"),
    "years_between_trainings": _("Years between trainings (Y)"),
    "weeks_in_year": _("Weeks in a year (Ww)"),
    "training": _("Training and medical services, rubles (M)"),
}


class CostParametersForm(forms.Form):
    """A whole set of coefficients with the act it stands on."""

    act = forms.CharField(
        label=_("Supporting act"),
        max_length=255,
        help_text=_("For example, Order No. 592 of 28.06.2026"),
        error_messages={"required": _("Enter the act that approves the parameters")},
    )

    def __init__(self, *args: Any, known: CostParameters | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = known.values if known else {}
        for name, label in LABELS.items():
            self._add(name, label, values.get(name), is_sum=name in estimating.SUMS)
        for direction in Direction.objects.order_by("position"):
            name = f"{estimating.EQUIPMENT}{direction.code}"
            equipment = _("Equipment, rubles (E): %(direction)s") % {"direction": direction}
            self._add(name, equipment, values.get(name), is_sum=True)
        self.order_fields([*(name for name in self.fields if name != "act"), "act"])

    def _add(self, name: str, label: Any, value: str | None, *, is_sum: bool) -> None:
        required = {"required": _("Enter the value: %(name)s") % {"name": label}}
        if is_sum:
            self.fields[name] = RublesField(
                label=label,
                initial=money.parse(value) if value else None,
                error_messages=required,
            )
            return
        self.fields[name] = forms.DecimalField(
            label=label,
            initial=Decimal(value) if value else None,
            min_value=0,
            max_digits=10,
            decimal_places=4,
            localize=True,
            widget=forms.TextInput(attrs={"class": "tiny", "inputmode": "decimal"}),
            error_messages={
                **required,
                "invalid": _("Write a number, for example 1,302"),
                "min_value": _("The value cannot be below zero"),
            },
        )

    def values(self) -> dict[str, Decimal]:
        """What was typed, sums in rubles, as the rule takes it."""
        typed = {name: self.cleaned_data[name] for name in estimating.names()}
        return {
            name: Decimal(money.plain(value)) if isinstance(value, int) else value
            for name, value in typed.items()
        }


class NormativeCostForm(forms.Form):
    """The normative cost of a module, by hand."""

    cost = RublesField(
        label=_("Normative cost of the module, rubles"),
        error_messages={"required": _("Enter the normative cost")},
    )
