"""The filters of the catalogue as an address says them: one form that reads it, and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.conditions import Filters, Payment
from programs.families import FamilyChild
from programs.filter_fields import OneOf, SomeOf
from programs.known import Known, KnownMunicipality
from programs.models import Program, Slot
from programs.models.program import AGE_LIMITS
from programs.ordering import Sort
from programs.places import Place
from providers.models import Venue
from reference.health import HealthCondition
from reference.money import KOPECKS_IN_RUBLE

YOUNGEST, OLDEST = (limit.limit_value for limit in AGE_LIMITS)

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
    "no_doctor": "doctor",
    "provider": "provider",
    "venue": "venue",
    "near": "near",
    "within": "within",
}

# Hours between which lessons are given anywhere; the address says the hour alone.
HOURS = [(hour, f"{hour}:00") for hour in range(8, 23)]
RADII = [(km, format_lazy(gettext_lazy("up to {n} km"), n=km)) for km in (1, 3, 5, 10)]
LONGEST_TEXT = 200
MOST_RUBLES = 1_000_000


def _by_word(choices: Iterable[tuple[Any, str | Promise]]) -> dict[str, str | Promise]:
    """Words of an address and what people read for them."""
    return {str(value): words for value, words in choices}


class View(TextChoices):
    """How the found programs are shown."""

    LIST = "list", gettext_lazy("List")
    MAP = "map", gettext_lazy("Map")


class CatalogueForm(forms.Form):
    """Reads an address; what it cannot read is said beside the field and asks for nothing."""

    q = forms.CharField(required=False)
    municipality = OneOf()
    child = OneOf(coerce=int, empty=None)
    age = forms.IntegerField(
        required=False,
        min_value=YOUNGEST,
        max_value=OLDEST,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Enter the child's age in full years, from 3 to 18"),
        ),
    )
    direction = SomeOf()
    activity = OneOf(coerce=int, empty=None)
    max = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_RUBLES,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Enter the sum in whole rubles, for example 1500"),
        ),
    )
    pay = SomeOf(_by_word(Payment.choices))
    register = OneOf(_by_word(Program.Register.choices))
    level = OneOf(_by_word(Program.Level.choices))
    form = OneOf(_by_word(Program.Form.choices))
    health = SomeOf(_by_word(HealthCondition.choices))
    day = SomeOf(_by_word(Slot.Weekday.choices), coerce=int)
    till = OneOf(_by_word(HOURS), coerce=int, empty=None)
    free = forms.BooleanField(required=False)
    next = forms.BooleanField(required=False)
    doctor = forms.BooleanField(required=False)
    provider = OneOf()
    org = forms.CharField(required=False, max_length=LONGEST_TEXT)
    venue = OneOf(coerce=int, empty=None)
    near = OneOf(
        error_messages={"unknown": gettext_lazy("This place is not known. Choose another one.")}
    )
    place = forms.CharField(required=False, max_length=LONGEST_TEXT)
    within = OneOf(_by_word(RADII), coerce=int, empty=None)
    view = OneOf(_by_word(View.choices))
    sort = OneOf(_by_word(Sort.choices))

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        municipalities: Sequence[KnownMunicipality],
        directions: Sequence[Known],
        providers: Sequence[Known],
        activities: Sequence[Known] = (),
        children: Sequence[FamilyChild] = (),
        venues: Sequence[Venue] = (),
        places: Sequence[Place] = (),
    ) -> None:
        super().__init__(data)
        # a word of the language, so it cannot be written among the others
        self.fields["from"] = OneOf(_by_word(HOURS), coerce=int, empty=None)
        self.municipalities = {place.code: place for place in municipalities}
        self.directions = {direction.code: direction for direction in directions}
        self.providers = {provider.code: provider for provider in providers}
        self.activities = {activity.code: activity for activity in activities}
        self.children = {str(child.key): child for child in children}
        self.venues = {str(venue.pk): venue for venue in venues}
        self.places = {place.key: place for place in places}
        for name, known in (
            ("municipality", self.municipalities),
            ("direction", self.directions),
            ("provider", self.providers),
            ("activity", self.activities),
            ("child", self.children),
            ("venue", self.venues),
            ("near", self.places),
        ):
            self._known(name, known)

    def _known(self, name: str, things: Mapping[str, Any]) -> None:
        """What a filter may be asked for."""
        field = self.fields[name]
        assert isinstance(field, OneOf)
        field.known = things

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
        near = self.near_to()
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
            no_doctor=said.get("doctor", False),
            provider=provider.pk if provider else None,
            venue=said.get("venue"),
            near=near.point if near else None,
            within=said.get("within") if near else None,
        )

    def near_to(self) -> Place | None:
        """The place one wants to be near to."""
        return self.places.get(self.cleaned_data.get("near", ""))

    def order(self) -> str:
        """The wanted order of the list; without a place nothing is nearest."""
        wanted = str(self.cleaned_data.get("sort") or Sort.RELEVANCE)
        return Sort.RELEVANCE if wanted == Sort.NEAR and not self.near_to() else wanted

    @property
    def is_map(self) -> bool:
        return bool(self.cleaned_data.get("view") == View.MAP)

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
        if not self.near_to():
            said.pop("within", None)
        return [
            Asked(parameter, str(one), words)
            for parameter, value in said.items()
            if parameter in PARAMETERS.values()
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
        if parameter == "doctor":
            return _("without a medical certificate")
        if parameter == "near":
            return _("near: %(place)s") % {"place": self.places[value].name}
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
        assert isinstance(field, OneOf)
        return str(field.known[str(value)])


def _minutes(hour: int | None) -> int | None:
    return hour * 60 if hour is not None else None


@dataclass(frozen=True)
class Asked:
    """One value of a filter that is at work."""

    parameter: str
    value: str
    words: str
