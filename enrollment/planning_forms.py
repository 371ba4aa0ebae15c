"""Forms of the payer who plans a period: the calculator of parameters (R3.07)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField, MoneyField
from enrollment.calculating import PER_CENT, Assumptions, Experience, Study


class CalculatorForm(forms.Form):
    """What the municipality supposes: children, their share, hours, money, norms and shares."""

    population = forms.IntegerField(
        label=_("Children of 5–17 in the municipality"),
        min_value=1,
        max_value=10_000_000,
        help_text=_("By the figures of Rosstat."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter how many children live in the municipality"),
            "invalid": _("Enter a whole number"),
        },
    )
    covered = forms.IntegerField(
        label=_("Of a hundred children, how many will have a funded certificate"),
        min_value=1,
        max_value=PER_CENT,
        widget=forms.TextInput(attrs={"class": "tiny", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter the share of children, in per cent"),
            "invalid": _("Enter a whole number"),
        },
    )
    hours = forms.DecimalField(
        label=_("Hours of one average program in the period"),
        min_value=1,
        max_value=2000,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"class": "tiny", "inputmode": "decimal"}),
        error_messages={
            "required": _("Enter the hours of an average program"),
            "invalid": _("Enter a number of hours"),
        },
    )
    volume = MoneyField(
        label=_("Budget line of the period, rubles"),
        required=False,
        help_text=_("Empty: the calculator says how much everyone would need."),
    )

    def __init__(self, *args: Any, experience: Experience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.studies = experience.studies
        for study in self.studies:
            code, name = study.direction.code, study.direction.name
            self.fields[f"hour_{code}"] = MoneyField(
                label=_("%(direction)s: norm of a person-hour, rubles") % {"direction": name},
                required=False,
                initial=study.hour or None,
            )
            self.fields[f"share_{code}"] = forms.IntegerField(
                label=_("%(direction)s: share of children, per cent") % {"direction": name},
                required=False,
                min_value=0,
                max_value=PER_CENT,
                initial=study.share,
                widget=forms.TextInput(attrs={"class": "tiny", "inputmode": "numeric"}),
                error_messages={"invalid": _("Enter a whole number")},
            )
        if experience.hours and not self.is_bound:
            self.initial.setdefault("hours", experience.hours.normalize())

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each direction, side by side."""
        return [
            {
                "direction": study.direction,
                "hour": self[f"hour_{study.direction.code}"],
                "share": self[f"share_{study.direction.code}"],
            }
            for study in self.studies
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for study in self.studies:
            code = study.direction.code
            if data.get(f"share_{code}") and not data.get(f"hour_{code}"):
                self.add_error(
                    f"hour_{code}", _("Children choose this direction: enter its norm of an hour")
                )
        return data

    def assumptions(self) -> Assumptions:
        """What was typed, as the calculator takes it."""
        data = self.cleaned_data
        return Assumptions(
            population=data["population"],
            covered=data["covered"],
            hours=data["hours"],
            volume=data["volume"],
            studies=tuple(
                Study(
                    study.direction,
                    data[f"hour_{study.direction.code}"] or 0,
                    data[f"share_{study.direction.code}"] or 0,
                )
                for study in self.studies
            ),
        )


class DraftForm(forms.Form):
    """Where the proposal goes: the category and the days of the draft."""

    category = forms.CharField(
        label=_("Category"),
        max_length=120,
        error_messages={"required": _("Enter the name of the category")},
    )
    starts_on = DayField(
        label=_("First day"), error_messages={"required": _("Enter the first day of the period")}
    )
    ends_on = DayField(
        label=_("Last day"), error_messages={"required": _("Enter the last day of the period")}
    )
