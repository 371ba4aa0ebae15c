"""What a provider types about a group and its weekly timetable."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.forms.fields import DayInput, TimeInput
from programs.grouping import GroupFields, SlotFields, check_timetable
from programs.models import Group, Slot
from providers.models import Provider, ProviderMember
from reference.errors import RuleBroken

STARTS = pgettext_lazy("time", "From")
ENDS = pgettext_lazy("time", "To")


class GroupForm(forms.ModelForm[Group]):
    """A group without its timetable."""

    class Meta:
        model = Group
        fields = (
            "name",
            "starts_on",
            "ends_on",
            "capacity",
            "kept_until",
            "venue",
            "room",
            "teachers",
        )
        help_texts = {
            "name": _("So that families tell groups apart: “LEGO-1, Tue and Thu”"),
            "kept_until": _("Until this day only children who study in the program may apply."),
        }
        labels = {"capacity": _("Number of places")}
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "kept_until": DayInput(),
            "teachers": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].widget.attrs["class"] = "tiny"
        self.fields["room"].widget.attrs["class"] = "medium"
        venues, teachers = self.fields["venue"], self.fields["teachers"]
        venues.queryset = provider.venues.all()  # type: ignore[attr-defined]
        venues.empty_label = _("Choose")  # type: ignore[attr-defined]
        teachers.queryset = teachers_of(provider)  # type: ignore[attr-defined]
        teachers.label_from_instance = name_of  # type: ignore[attr-defined]
        if not teachers_of(provider).exists():
            del self.fields["teachers"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day must be later than the first."))
        if (places := data.get("capacity")) and places < self.instance.seats_taken:
            self.add_error("capacity", _("There are more children in the group already"))
        return data

    def values(self) -> GroupFields:
        """What was typed, for the rule."""
        names = ("name", "starts_on", "ends_on", "capacity", "venue", "room", "kept_until")
        return GroupFields(**{name: self.cleaned_data[name] for name in names})

    def teachers(self) -> list[ProviderMember]:
        """Whoever was ticked."""
        return list(self.cleaned_data.get("teachers") or ())


class SlotForm(forms.Form):
    """One weekly meeting; a row left empty is no meeting."""

    weekday = forms.TypedChoiceField(
        label=_("Day"),
        choices=[("", _("no lesson")), *Slot.Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"class": "form-select", "aria-label": _("Day")}),
    )
    starts_at = forms.TimeField(label=STARTS, widget=TimeInput(label=STARTS), required=False)
    ends_at = forms.TimeField(label=ENDS, widget=TimeInput(label=ENDS), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("weekday") is None:
            return data
        for name in ("starts_at", "ends_at"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Write the time"))
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("A lesson must end later than it starts."))
        return data


class BaseTimetable(forms.BaseFormSet[SlotForm]):
    """The weekly timetable of a group."""

    def slots(self) -> list[SlotFields]:
        """The meetings that were written."""
        return [
            SlotFields(**form.cleaned_data)
            for form in self.forms
            if form.cleaned_data.get("weekday") is not None
        ]

    def complaints(self) -> list[str]:
        """Everything that is wrong, each with its line, for the summary above the page."""
        of_lines = [
            _("Timetable, line %(n)s: %(error)s") % {"n": number, "error": error}
            for number, form in enumerate(self.forms, start=1)
            for errors in form.errors.values()
            for error in errors
        ]
        return [*of_lines, *map(str, self.non_form_errors())]

    def clean(self) -> None:
        if any(self.errors):
            return
        try:
            check_timetable(self.slots())
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal


MOST_SLOTS = 14
# Django would draw a thousand rows more for whoever asks for them.
Timetable = cast(
    "type[BaseTimetable]",
    forms.formset_factory(
        SlotForm, formset=BaseTimetable, extra=3, max_num=MOST_SLOTS, absolute_max=MOST_SLOTS
    ),
)


def teachers_of(provider: Provider) -> Any:
    """The people who may teach a group of the provider."""
    return provider.members.filter(
        is_active=True, position=ProviderMember.Position.TEACHER
    ).select_related("user")


def name_of(member: ProviderMember) -> str:
    return member.user.full_name
