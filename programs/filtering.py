"""The filters of the catalogue as an address says them and as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.models import Program, Slot
from programs.models.program import AGE_LIMITS
from programs.searching import Filters, Payment, Sort
from providers.models import Provider
from reference.models import Direction, Municipality

YOUNGEST, OLDEST = (limit.limit_value for limit in AGE_LIMITS)

# What each filter is called in an address.
PARAMETERS = {
    "text": "q",
    "municipality": "municipality",
    "age": "age",
    "directions": "direction",
    "payments": "pay",
    "register": "register",
    "level": "level",
    "weekdays": "day",
    "free_only": "free",
    "provider": "provider",
}


class CatalogueForm(forms.Form):
    """Reads an address; what it cannot read is said beside the field and asks for nothing."""

    q = forms.CharField(required=False, max_length=200)
    municipality = forms.ChoiceField(required=False)
    age = forms.IntegerField(
        required=False,
        min_value=YOUNGEST,
        max_value=OLDEST,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Enter the child's age in full years, from 3 to 18"),
        ),
    )
    direction = forms.MultipleChoiceField(required=False)
    pay = forms.MultipleChoiceField(required=False, choices=Payment.choices)
    register = forms.ChoiceField(required=False, choices=Program.Register.choices)
    level = forms.ChoiceField(required=False, choices=Program.Level.choices)
    day = forms.TypedMultipleChoiceField(required=False, choices=Slot.Weekday.choices, coerce=int)
    free = forms.BooleanField(required=False)
    provider = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False, choices=Sort.choices)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        municipalities: Sequence[Municipality],
        directions: Sequence[Direction],
        providers: Sequence[Provider],
    ) -> None:
        super().__init__(data)
        self.municipalities = {place.slug: place for place in municipalities}
        self.directions = {direction.code: direction for direction in directions}
        self.providers = {provider.slug: provider for provider in providers}
        for name, known in (
            ("municipality", self.municipalities),
            ("direction", self.directions),
            ("provider", self.providers),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(code, str(thing)) for code, thing in known.items()]

    def filters(self) -> Filters:
        """What is asked for, as far as it could be read."""
        self.is_valid()
        said = self.cleaned_data
        municipality = self.municipalities.get(said.get("municipality", ""))
        provider = self.providers.get(said.get("provider", ""))
        return Filters(
            text=said.get("q", ""),
            municipality=municipality.pk if municipality else None,
            age=said.get("age"),
            directions=tuple(said.get("direction", ())),
            payments=tuple(said.get("pay", ())),
            register=said.get("register", ""),
            level=said.get("level", ""),
            weekdays=tuple(said.get("day", ())),
            free_only=said.get("free", False),
            provider=provider.pk if provider else None,
        )

    def order(self) -> str:
        """The wanted order of the list."""
        return str(self.cleaned_data.get("sort") or Sort.RELEVANCE)

    def asked(self) -> list[Asked]:
        """Every value that is asked for, in words, for the chips above the list."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return [
            Asked(parameter, str(one), words)
            for parameter, value in said.items()
            if parameter != "sort"
            for one in (value if isinstance(value, list) else [value])
            if (words := self.words(parameter, one))
        ]

    def words(self, parameter: str, value: Any) -> str:
        """One value of a filter as people read it."""
        if parameter == "q":
            return _("“%(words)s”") % {"words": value}
        if parameter == "age":
            return ngettext("%(n)s year old", "%(n)s years old", value) % {"n": value}
        if parameter == "free":
            return _("with free places")
        field = self.fields[parameter]
        assert isinstance(field, forms.ChoiceField)
        labels = {str(code): label for code, label in field.choices}  # type: ignore[misc, union-attr]
        return str(labels.get(str(value), ""))


@dataclass(frozen=True)
class Asked:
    """One value of a filter that is at work."""

    parameter: str
    value: str
    words: str


@dataclass(frozen=True)
class Option:
    """One choice of a filter: its words, how many programs it gives, whether it is chosen."""

    value: str
    label: str
    is_chosen: bool
    count: int | None = None


def options(
    choices: Iterable[tuple[Any, str | Promise]],
    chosen: Iterable[Any],
    counts: Mapping[str, int] | None = None,
) -> list[Option]:
    """The choices of a filter as its fieldset shows them."""
    wanted = {str(one) for one in chosen}
    return [
        Option(
            str(value),
            capfirst(str(label)),
            str(value) in wanted,
            counts.get(value, 0) if counts is not None else None,
        )
        for value, label in choices
    ]
