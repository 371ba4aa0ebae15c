"""The shape of what people type about children and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates import searching
from certificates.fields import DayField, NameField, SnilsField
from certificates.models import REPRESENTATIVES, Application, Certificate, Child
from certificates.registering import ChildFields
from reference.errors import RuleBroken
from reference.health import HealthCondition
from reference.models import Category, Municipality
from users.fields import letters_only, refuse_two_alphabets

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from certificates.models.certificate import CertificateQuerySet


def show_refusal(form: forms.BaseForm, refusal: RuleBroken) -> None:
    """Put a rule's refusal beside the field it belongs to, or above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


class CommandForm(forms.Form):
    """A button that must work once: the page carries the key of its press."""

    command = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ChildForm(forms.Form):
    """A parent writes the child down, as in the documents."""

    last_name = NameField(
        label=_("Surname"),
        help_text=_("As in the birth certificate or the passport"),
        validators=[letters_only],
        error_messages={"required": _("Enter the child's surname")},
    )
    first_name = NameField(
        label=_("First name"),
        validators=[letters_only],
        error_messages={"required": _("Enter the child's first name")},
    )
    patronymic = NameField(label=_("Patronymic"), required=False, validators=[letters_only])
    birth_date = DayField(
        label=_("Date of birth"),
        help_text=_("For example, 01.09.2015"),
        error_messages={"required": _("Enter the child's date of birth")},
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=Child.Sex.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose: a boy or a girl")},
    )
    snils = SnilsField(
        label=_("SNILS"),
        required=False,
        max_length=30,
        help_text=_(
            "Eleven digits, with or without dashes: 112-233-445 95. "
            "If it is not at hand, leave the field empty."
        ),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.select_related("region"),
        label=_("Municipality where the child lives"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the municipality where the child lives")},
    )
    settlement = forms.CharField(label=_("Town or village"), required=False, max_length=120)
    school = forms.CharField(
        label=_("School or kindergarten"),
        required=False,
        max_length=160,
        help_text=_("For example, School No. 2, class 3 B"),
    )
    relation = forms.ChoiceField(
        label=_("Who are you to the child?"),
        choices=REPRESENTATIVES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who you are to the child")},
    )

    def clean(self) -> dict[str, Any]:
        refuse_two_alphabets(self)
        return super().clean() or self.cleaned_data

    def fields_of_child(self) -> ChildFields:
        """What was typed, as the rule takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "relation"}
        return ChildFields(**{**typed, "snils": typed["snils"] or None})


class HealthForm(forms.Form):
    """A health limitation of the child, told by the parent's own wish (R6.11)."""

    condition = forms.ChoiceField(
        label=_("Health limitation"),
        required=False,
        choices=[("", _("none, or I do not want to tell")), *HealthCondition.choices],
        widget=forms.RadioSelect,
    )
    agrees = forms.BooleanField(
        label=_(
            "I agree that the portal keeps this and compares it with what programs are ready for"
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("condition") and not data.get("agrees"):
            self.add_error("agrees", _("Tick that you agree, or choose not to tell"))
        return data


class MoveForm(CommandForm):
    """Where the child lives now (R2.34)."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=_("Municipality where the child lives now"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the municipality where the child lives")},
    )

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Municipality.objects.filter(
            region=certificate.municipality.region_id
        ).exclude(pk=certificate.municipality_id)


class ConfirmForm(CommandForm):
    """The desk has seen the documents and chooses the category."""

    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Category by the documents"),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("It decides how much money the certificate gets if the family asks for it."),
        error_messages={"required": _("Choose the category")},
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories: QuerySet[Category] = municipality.categories.all()
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = categories
        # where there is a choice, the clerk makes it: one press must not make it for them
        field.initial = categories.first() if categories.count() == 1 else None


class RejectForm(forms.Form):
    """Why the application is rejected: the family reads it word for word."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Application.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason")},
    )
    comment = forms.CharField(
        label=_("What the family should do"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The family reads these words in the letter and on the page."),
    )


class ApplicationFilters(forms.Form):
    """The desk looks for a child."""

    q = forms.CharField(
        label=_("Number of the application, surname, SNILS or date of birth"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


class RegisterFilters(forms.Form):
    """The register of certificates, narrowed."""

    q = forms.CharField(
        label=_("Number, surname, SNILS or date of birth"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    type = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=[("", _("All")), *Certificate.Type.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), *Certificate.Status.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Category"),
        required=False,
        empty_label=_("All"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, categories: QuerySet[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = categories

    def narrow(self, found: CertificateQuerySet) -> CertificateQuerySet:
        """Those of the certificates that fit; an address that cannot be read filters nothing."""
        if not self.is_valid():
            return found
        wanted = self.cleaned_data
        condition = Q()
        for name in ("type", "status", "category"):
            if wanted[name]:
                condition &= Q(**{name: wanted[name]})
        if wanted["q"]:
            condition &= searching.child_is(wanted["q"])
        return found.filter(condition)
