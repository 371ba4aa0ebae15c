"""The filters of the catalogue as an address says them and as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs import families
from programs.conditions import Filters, Payment
from programs.families import FamilyChild
from programs.models import Program, Slot
from programs.models.program import AGE_LIMITS
from programs.searching import Sort
from providers.models import Provider
from reference.health import HealthCondition
from reference.models import Activity, Direction, Municipality
from reference.money import KOPECKS_IN_RUBLE
from users.models import User

YOUNGEST, OLDEST = (limit.limit_value for limit in AGE_LIMITS)

# Longer lists of organisations are no help in a drop-down; there one chooses a municipality first.
SHORT_LIST = 100

# What each filter is called in an address.
PARAMETERS = {
    "text": "q",
    "municipality": "municipality",
    "child": "child",
    "age": "age",
    "directions": "direction",
    "activity": "activity",
    "payments": "pay",
    "own_part": "max",
    "register": "register",
    "level": "level",
    "form": "form",
    "health": "health",
    "weekdays": "day",
    "opens": "from",
    "closes": "till",
    "free_only": "free",
    "next_year": "next",
    "provider": "provider",
}


# Hours between which lessons are given anywhere; the address says the hour alone.
HOURS = [(hour, f"{hour}:00") for hour in range(8, 23)]
LONGEST_TEXT = 200
MOST_RUBLES = 1_000_000


class CatalogueForm(forms.Form):
    """Reads an address; what it cannot read is said beside the field and asks for nothing."""

    q = forms.CharField(required=False)
    municipality = forms.ChoiceField(required=False)
    child = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
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
    activity = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    max = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_RUBLES,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Enter the sum in whole rubles, for example 1500"),
        ),
    )
    pay = forms.MultipleChoiceField(required=False, choices=Payment.choices)
    register = forms.ChoiceField(required=False, choices=Program.Register.choices)
    level = forms.ChoiceField(required=False, choices=Program.Level.choices)
    form = forms.ChoiceField(required=False, choices=Program.Form.choices)
    health = forms.MultipleChoiceField(required=False, choices=HealthCondition.choices)
    day = forms.TypedMultipleChoiceField(required=False, choices=Slot.Weekday.choices, coerce=int)
    till = forms.TypedChoiceField(required=False, choices=HOURS, coerce=int, empty_value=None)
    free = forms.BooleanField(required=False)
    next = forms.BooleanField(required=False)
    provider = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False, choices=Sort.choices)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        municipalities: Sequence[Municipality],
        directions: Sequence[Direction],
        providers: Sequence[Provider],
        activities: Sequence[Activity] = (),
        children: Sequence[FamilyChild] = (),
    ) -> None:
        super().__init__(data)
        # a word of the language, so it cannot be written among the others
        self.fields["from"] = forms.TypedChoiceField(
            required=False, choices=HOURS, coerce=int, empty_value=None
        )
        self.municipalities = {place.slug: place for place in municipalities}
        self.directions = {direction.code: direction for direction in directions}
        self.providers = {provider.slug: provider for provider in providers}
        self.activities = {str(activity.pk): activity for activity in activities}
        self.children = {str(child.key): child for child in children}
        for name, known in (
            ("municipality", self.municipalities),
            ("direction", self.directions),
            ("provider", self.providers),
            ("activity", self.activities),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(code, str(thing)) for code, thing in known.items()]
        field = self.fields["child"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, child.name) for code, child in self.children.items()]

    def clean_q(self) -> str:
        """The words; nobody reads further than so many letters."""
        said: str = self.cleaned_data["q"]
        return said[:LONGEST_TEXT]

    def filters(self) -> Filters:
        """What is asked for, as far as it could be read."""
        self.is_valid()
        said = self.cleaned_data
        municipality = self.municipalities.get(said.get("municipality", ""))
        provider = self.providers.get(said.get("provider", ""))
        child = self.children.get(str(said.get("child")))
        rubles = said.get("max")
        return Filters(
            text=said.get("q", ""),
            municipality=municipality.pk if municipality else None,
            child=child.key if child else None,
            age=child.age if child else said.get("age"),
            is_funded=child.is_funded if child else True,
            directions=tuple(said.get("direction", ())),
            activity=said.get("activity"),
            payments=tuple(said.get("pay", ())),
            own_part=rubles * KOPECKS_IN_RUBLE if rubles is not None else None,
            register=said.get("register", ""),
            level=said.get("level", ""),
            form=said.get("form", ""),
            health=tuple(said.get("health", ())),
            weekdays=tuple(said.get("day", ())),
            opens=_minutes(said.get("from")),
            closes=_minutes(said.get("till")),
            free_only=said.get("free", False),
            next_year=said.get("next", False),
            provider=provider.pk if provider else None,
        )

    def order(self) -> str:
        """The wanted order of the list."""
        return str(self.cleaned_data.get("sort") or Sort.RELEVANCE)

    def asked(self) -> list[Asked]:
        """Every value that is asked for, in words, for the chips above the list."""
        nothing: tuple[object, ...] = ("", None, False, [])
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in nothing or (value == 0 and name == "max")
        }
        if said.get("child"):
            # the age comes from the child
            said.pop("age", None)
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
        if parameter == "next":
            return _("next school year")
        if parameter == "max":
            return _("up to %(sum)s ₽ a month") % {"sum": f"{value:_}".replace("_", "\u202f")}
        if parameter == "from":
            return _("from %(hour)s:00") % {"hour": value}
        if parameter == "till":
            return _("till %(hour)s:00") % {"hour": value}
        if parameter == "child":
            return _("for my child: %(name)s") % {"name": self.children[str(value)].name}
        field = self.fields[parameter]
        assert isinstance(field, forms.ChoiceField)
        labels = {str(code): label for code, label in field.choices}  # type: ignore[misc, union-attr]
        return str(labels.get(str(value), ""))


def read(address: MultiValueDict[str, str], user: Any, *, on: date) -> CatalogueForm:
    """The form that reads an address, with what this person may choose."""
    municipalities = list(Municipality.objects.only("name", "slug"))
    directions = [code for code in address.getlist("direction") if "\x00" not in code]
    return CatalogueForm(
        address,
        municipalities=municipalities,
        directions=list(Direction.objects.all()),
        providers=_providers(address, municipalities),
        activities=list(Activity.objects.filter(direction__in=directions)) if directions else (),
        children=families.children_seen_by(user, on=on) if isinstance(user, User) else (),
    )


def _providers(
    address: MultiValueDict[str, str], municipalities: list[Municipality]
) -> list[Provider]:
    """Organisations to choose from: of the chosen municipality, or all while they are few."""
    active = Provider.objects.active().only("short_name", "slug").order_by("short_name")
    chosen = address.get("municipality")
    if place := next((place for place in municipalities if place.slug == chosen), None):
        return list(active.filter(municipality=place))
    few = list(active[: SHORT_LIST + 1])
    if len(few) <= SHORT_LIST:
        return few
    asked = (address.get("provider") or "").replace("\x00", "")
    return list(active.filter(slug=asked)) if asked else []


def _minutes(hour: int | None) -> int | None:
    return hour * 60 if hour is not None else None


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
    counts: Mapping[Any, int] | None = None,
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
