"""What a provider types on the pages of the card, and to the remarks beside its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from programs import card
from programs.authoring import ModuleFields
from programs.forms.fields import HalfDone, RublesField
from programs.models import Module, Program, Remark
from programs.models.program import known_video
from providers.models import Provider
from reference.health import HealthCondition
from reference.models import Activity, Direction


class CardForm(HalfDone, forms.ModelForm[Program]):
    """A page of the card."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                field.widget.attrs["class"] = "tiny"


class MainForm(CardForm):
    class Meta:
        model = Program
        fields = card.FORM_SECTIONS["main"].fields
        labels = card.LABELS
        help_texts = {
            "short_name": _("As families say it: it stands in the catalogue"),
            "full_name": _("As in the order that approved the program"),
            "register": _("Who pays: the municipal assignment, certificates, or the parents"),
        }
        widgets = {"full_name": forms.Textarea(attrs={"rows": 2})}

    direction = forms.ModelChoiceField(
        label=_("Direction"), queryset=Direction.objects.all(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, providers: Iterable[Provider] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self._offer_activities():
            del self.fields["activity"]
        own = list(providers)
        if len(own) > 1:
            choices = forms.ModelChoiceField(
                label=_("Organisation"),
                queryset=Provider.objects.filter(pk__in=[one.pk for one in own]),
                empty_label=_("Choose"),
            )
            self.fields = {"provider": choices, **self.fields}

    def _offer_activities(self) -> bool:
        """Activities under the name of their direction; False when the list is empty."""
        groups: dict[str, list[tuple[int, str]]] = {}
        for activity in Activity.objects.select_related("direction"):
            groups.setdefault(str(activity.direction), []).append((activity.pk, activity.name))
        field = self.fields["activity"]
        field.choices = [("", _("Choose")), *groups.items()]  # type: ignore[attr-defined]
        return bool(groups)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        oldest, youngest = data.get("age_to"), data.get("age_from")
        if oldest and youngest and oldest < youngest:
            self.add_error("age_to", _("The oldest age cannot be below the youngest"))
        activity, direction = data.get("activity"), data.get("direction")
        if activity and direction and activity.direction_id != direction.pk:
            self.add_error("activity", _("Choose an activity of the same direction"))
        return data


class ContentForm(CardForm):
    may_wait = ("annotation", "description", "goals", "results", "content_plan")

    class Meta:
        model = Program
        fields = card.FORM_SECTIONS["content"].fields
        help_texts = {
            "annotation": _("One sentence for the catalogue, up to 300 characters"),
            "description": _("What children do at the lessons, in words that parents understand"),
            "results": _("What the child will be able to do"),
            "content_plan": _("Topics with their hours, each on its own line"),
            "keywords": _("Words by which families look for it, with commas"),
        }
        widgets = {
            "annotation": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 6}),
            "goals": forms.Textarea(attrs={"rows": 4}),
            "results": forms.Textarea(attrs={"rows": 4}),
            "content_plan": forms.Textarea(attrs={"rows": 6}),
        }

    video = forms.URLField(
        label=_("Video"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=(known_video,),
        help_text=_("An https address on RuTube, VK, OK or Dzen; the card links to it"),
        error_messages={
            "invalid": _("Write the https address of a video on RuTube, VK, OK or Dzen"),
            "max_length": _("The address of the video is too long"),
        },
    )


class TermsForm(CardForm):
    may_wait = ("equipment",)

    class Meta:
        model = Program
        fields = card.FORM_SECTIONS["terms"].fields
        help_texts = {
            "requirements": _("For example: without selection; sports shoes; a costume"),
            "equipment": _("What the lessons are equipped with"),
        }
        widgets = {
            "requirements": forms.Textarea(attrs={"rows": 3}),
            "equipment": forms.Textarea(attrs={"rows": 3}),
        }

    health_conditions = forms.MultipleChoiceField(
        label=_("Ready for children with health limitations"),
        choices=HealthCondition.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


SECTION_FORMS: Mapping[str, type[CardForm]] = {
    "main": MainForm,
    "content": ContentForm,
    "terms": TermsForm,
}


class AnswersForm(forms.Form):
    """What a provider says to each remark of a page."""

    def __init__(self, *args: Any, remarks: Iterable[Remark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remarks = {f"answer-{remark.pk}": remark for remark in remarks}
        for name, remark in self.remarks.items():
            self.fields[name] = forms.CharField(
                label=_("Your answer to the remark"),
                initial=remark.answer,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Needed only where the field stays as it was"),
            )

    def labelled(self) -> list[tuple[str, Remark, BoundField]]:
        """Each remark with the name of its part of the card, for pages that are not one form."""
        return [
            (self._name_of(remark), remark, self[name]) for name, remark in self.remarks.items()
        ]

    def beside(self) -> dict[str, tuple[Remark, BoundField]]:
        """For each part of the card its remark and the place to answer it."""
        return {remark.field: (remark, self[name]) for name, remark in self.remarks.items()}

    def answers(self) -> list[tuple[Remark, str]]:
        """Each remark with what was said to it."""
        return [(remark, self.cleaned_data[name]) for name, remark in self.remarks.items()]

    @staticmethod
    def _name_of(remark: Remark) -> str:
        return card.label_of(remark.field, remark.review.snapshot.get(remark.field))


class ModuleForm(HalfDone, forms.ModelForm[Module]):
    """A module, and its price where the program has one."""

    price = RublesField(
        label=_("Price of the whole module, rubles"),
        help_text=_("For one child, for all its hours"),
    )
    may_wait = ("price",)

    class Meta:
        model = Module
        fields = (
            "name",
            "months",
            "hours",
            "individual_hours",
            "second_teacher_hours",
            "min_children",
            "max_children",
        )
        help_texts = {
            "name": _("For example: the first year of study"),
            "hours": _("Academic hours of the whole module for one child"),
        }

    def __init__(self, *args: Any, program: Program, by_model: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parents_pay_extra"] = forms.BooleanField(
            label=_("Parents pay the difference above the normative cost"),
            initial=self.instance.parents_pay_extra,
            required=False,
        )
        self.fields["above_recommended"] = _above_recommended(self.instance.above_recommended)
        self.fields["price"].initial = self.instance.price
        if self.instance.pk:
            for name in ("hours", "individual_hours", "second_teacher_hours"):
                self.initial[name] = f"{getattr(self.instance, name).normalize():f}"
        for name in self.Meta.fields[1:]:
            self.fields[name].widget.attrs["class"] = "tiny"
        if program.is_budget:
            del self.fields["price"]
        if program.register != Program.Register.CERTIFIED:
            del self.fields["parents_pay_extra"]
            del self.fields["above_recommended"]
        if not by_model:
            del self.fields["individual_hours"]
            del self.fields["second_teacher_hours"]
        self.order_fields((*self.Meta.fields, "price", "parents_pay_extra", "above_recommended"))

    def clean_hours(self) -> Any:
        hours = self.cleaned_data["hours"]
        if not 0 < hours <= 2000:
            raise forms.ValidationError(_("Write the number of hours, from 1 to 2000"))
        return hours

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        least, most = data.get("min_children"), data.get("max_children")
        if least is not None and not least:
            self.add_error("min_children", _("Write at least 1"))
        if least and most and most < least:
            self.add_error(
                "max_children", _("The most children in a group cannot be fewer than the least.")
            )
        return data

    def values(self) -> ModuleFields:
        """What was typed, for the rule; a field that is not asked for keeps its first value."""
        return ModuleFields(**{name: self.cleaned_data[name] for name in self.fields})


def _above_recommended(initial: bool = False) -> forms.BooleanField:
    """The second tick (R5.13)."""
    return forms.BooleanField(
        label=_("I know that the price is above the recommended one"),
        help_text=_("The nominal of a certificate does not pay the whole module then."),
        initial=initial,
        required=False,
    )


class PriceForm(forms.Form):
    """Another price for a module whose enrollment is closed."""

    price = RublesField(
        label=_("Price of the whole module, rubles"),
        help_text=_("For one child, for all its hours"),
    )
    parents_pay_extra = forms.BooleanField(
        label=_("Parents pay the difference above the normative cost"), required=False
    )
    above_recommended = _above_recommended()
