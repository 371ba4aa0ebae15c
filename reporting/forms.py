from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reference.days import Quarter
from reference.models import Municipality

FIRST_YEAR = 2018
QUARTERS = ((1, "I"), (2, "II"), (3, "III"), (4, "IV"))


class OrderForm(forms.Form):
    """For which quarter a report is ordered, and for which municipality where there is a choice."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Municipality"), empty_label=None
    )
    year = forms.TypedChoiceField(coerce=int, label=_("Year"))
    quarter = forms.TypedChoiceField(
        choices=QUARTERS,
        coerce=int,
        label=_("Quarter"),
        widget=forms.Select(attrs={"class": "short"}),
    )

    def __init__(
        self, data: Any = None, *, municipalities: list[Municipality], on: date, **kwargs: Any
    ) -> None:
        current = Quarter.of(on)
        initial = {
            "municipality": municipalities[0],
            "year": current.year,
            "quarter": current.number,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.fields["year"] = forms.TypedChoiceField(
            choices=[(year, str(year)) for year in range(on.year, FIRST_YEAR - 1, -1)],
            coerce=int,
            label=_("Year"),
            widget=forms.Select(attrs={"class": "short"}),
        )
        choice = self.fields["municipality"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Municipality.objects.filter(pk__in=[each.pk for each in municipalities])
        if len(municipalities) == 1:
            choice.widget = forms.HiddenInput()

    def asked_quarter(self) -> Quarter:
        """The quarter of a valid form."""
        return Quarter(self.cleaned_data["year"], self.cleaned_data["quarter"])


class PopulationForm(forms.Form):
    """How many children live in the municipality, and who says so."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=FIRST_YEAR,
        max_value=2100,
        help_text=_("The figure as of 1 January of this year."),
        widget=forms.NumberInput(attrs={"class": "tiny"}),
    )
    age_from = forms.IntegerField(
        label=_("Age from"),
        min_value=0,
        max_value=25,
        widget=forms.NumberInput(attrs={"class": "tiny"}),
    )
    age_to = forms.IntegerField(
        label=_("Age to, inclusive"),
        min_value=0,
        max_value=25,
        widget=forms.NumberInput(attrs={"class": "tiny"}),
    )
    children = forms.IntegerField(
        label=_("Number of children"),
        min_value=1,
        max_value=9_999_999,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    source = forms.CharField(
        label=_("Source of the figure"),
        max_length=255,
        help_text=_("For example: Rosstat, bulletin “Population by sex and age”, table 2."),
    )
