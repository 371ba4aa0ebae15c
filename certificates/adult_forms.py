"""The shape of what people type about who looks after a child, and of a child's corrected data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.correcting import ChildData
from certificates.fields import DayField, NameField, SnilsField
from certificates.inviting import Asked
from certificates.models import ADULTS, Child, Guardianship
from users.fields import (
    NewEmailField,
    ask_about_a_slip,
    keep_the_question_of_a_slip,
    refuse_two_alphabets,
)

SELF = Guardianship.Relation.SELF

RIGHTS = [
    (
        Guardianship.Rights.LIMITED,
        _("May only look: the week, contracts, letters and attendance"),
    ),
    (
        Guardianship.Rights.FULL,
        _("Full rights: money, applications, signatures, data and consents as well"),
    ),
]


class InviteForm(forms.Form):
    """Who is invited, who they are to the child, and what they may do."""

    email = NewEmailField(
        label=_("E-mail of the person"),
        help_text=_("A letter with a link goes there. It names neither you nor the child."),
    )
    insisted_email = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)
    relation = forms.ChoiceField(
        label=_("Who is this person to the child?"),
        choices=[*ADULTS, (SELF.value, SELF.label)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who this person is to the child")},
    )
    rights = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=RIGHTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what this person may do")},
    )

    def clean_email(self) -> str:
        return ask_about_a_slip(self)

    def clean(self) -> dict[str, Any]:
        keep_the_question_of_a_slip(self)
        return super().clean() or self.cleaned_data

    @property
    def asked(self) -> Asked:
        """Who is asked, as the rule takes it."""
        return Asked(
            self.cleaned_data["email"],
            Guardianship.Relation(self.cleaned_data["relation"]),
            Guardianship.Rights(self.cleaned_data["rights"]),
        )


class RightsForm(forms.Form):
    """What a person may do from now on."""

    rights = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=RIGHTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what this person may do")},
    )

    @property
    def chosen(self) -> Guardianship.Rights:
        """The choice, as the rule takes it."""
        return Guardianship.Rights(self.cleaned_data["rights"])


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which documents were shown, or which court decided. The journal keeps it."),
        error_messages={"required": _("Write by which documents or decision")},
    )


class RightsAtDeskForm(RightsForm):
    """The desk decides, by documents."""

    reason = reason_field()


class ReasonForm(forms.Form):
    """The desk takes a person off, by documents."""

    reason = reason_field()


class AdultAtDeskForm(RightsForm):
    """A representative whose documents lie on the desk."""

    email = NewEmailField(
        label=_("E-mail of the person"),
        help_text=_("The one the person has registered with on the portal."),
    )
    relation = forms.ChoiceField(
        label=_("Who is this person to the child?"),
        choices=ADULTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who this person is to the child")},
    )
    documents_seen = forms.BooleanField(
        label=_("I have seen the documents that say so"),
        error_messages={"required": _("Tick that you have seen the documents")},
    )
    field_order = ("email", "relation", "rights", "documents_seen")


class ChildDataForm(forms.Form):
    """A child's data; those of the documents are left out where the family may not mend them."""

    last_name = NameField(
        label=_("Surname"), error_messages={"required": _("Enter the child's surname")}
    )
    first_name = NameField(
        label=_("First name"), error_messages={"required": _("Enter the child's first name")}
    )
    patronymic = NameField(label=_("Patronymic"), required=False)
    birth_date = DayField(
        label=_("Date of birth"), error_messages={"required": _("Enter the child's date of birth")}
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Child.Sex.choices, widget=forms.RadioSelect)
    snils = SnilsField(
        label=_("SNILS"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    settlement = forms.CharField(label=_("Town or village"), required=False, max_length=120)
    school = forms.CharField(label=_("School or kindergarten"), required=False, max_length=160)

    def __init__(self, *args: Any, child: Child, left_out: tuple[str, ...] = (), **kwargs: Any):
        self.known = ChildData.of(child)
        kwargs["initial"] = vars(self.known)
        super().__init__(*args, **kwargs)
        for name in left_out:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        refuse_two_alphabets(self)
        return super().clean() or self.cleaned_data

    @property
    def told(self) -> ChildData:
        """What was typed, and what was known of the rest."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name != "reason"}
        if "snils" in typed:
            typed["snils"] = typed["snils"] or None
        return ChildData(**{**vars(self.known), **typed})


class CorrectForm(ChildDataForm):
    """The desk corrects by documents."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a slip in the surname, birth certificate shown."),
        error_messages={"required": _("Write why the data are corrected")},
    )
