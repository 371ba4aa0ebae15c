from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.models import Provider, Venue
from providers.registering import DETAILS, IDENTITY
from reference import points
from reference.models import FundingPlan
from reference.money import parse
from users.fields import DayInput, PhoneField
from users.forms import RegisterForm

NUMBERS = {"inputmode": "numeric", "class": "medium"}


class RepresentativeForm(RegisterForm):
    """Whoever applies for an organisation and has no account yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["municipality"]


def secure_sites(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """A site typed without its scheme is an https one."""
    if isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


class DetailsForm(forms.ModelForm[Provider]):
    """What a provider keeps up to date by itself."""

    phone = PhoneField(
        label=_("Phone for families"),
        required=False,
        help_text=_("Everyone sees it on the page of the organisation."),
    )

    class Meta:
        model = Provider
        fields: tuple[str, ...] = DETAILS
        formfield_callback = secure_sites
        labels = {
            "licence_number": _("Licence: number"),
            "licence_on": _("Licence: date"),
            "licence_issuer": _("Licence: issued by"),
            "head_name": _("Who signs contracts: full name"),
            "head_position": _("Position of the one who signs"),
        }
        help_texts = {
            "licence_number": _("Everyone needs it but an entrepreneur who works alone."),
            "head_basis": _(
                "For example, of the Charter or of a power of attorney № 5 of 01.09.2026"
            ),
            "address": _("Where letters reach the organisation."),
            "parent_payment_mode": _(
                "It goes into new contracts; those that are signed stay as they are."
            ),
        }
        widgets = {
            "parent_payment_mode": forms.RadioSelect(),
            "licence_on": DayInput(),
            "bik": forms.TextInput(attrs=NUMBERS),
            "account": forms.TextInput(attrs=NUMBERS),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_payment_mode"].required = False

    def clean_parent_payment_mode(self) -> int:
        """Left alone, it stays as it is (R6.36)."""
        return int(self.cleaned_data["parent_payment_mode"] or self.instance.parent_payment_mode)


class ProviderForm(DetailsForm):
    """The whole card: of an application, and until it is decided."""

    class Meta(DetailsForm.Meta):
        fields = IDENTITY + DETAILS
        widgets = {
            **DetailsForm.Meta.widgets,
            "inn": forms.TextInput(attrs=NUMBERS),
            "kpp": forms.TextInput(attrs=NUMBERS),
            "ogrn": forms.TextInput(attrs=NUMBERS),
        }
        help_texts = {
            **DetailsForm.Meta.help_texts,
            "full_name": _("As in the charter."),
            "short_name": _("As families know it: it stands in the catalogue."),
            "inn": _("Ten digits; twelve for an entrepreneur."),
            "kpp": _("Nine digits. Every organisation has one; an entrepreneur has none."),
            "ogrn": _("Thirteen digits; fifteen for an entrepreneur."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ogrn"].required = True
        municipality = self.fields["municipality"]
        assert isinstance(municipality, forms.ModelChoiceField)
        municipality.label = _("Municipality")
        municipality.empty_label = _("Choose")


class PointField(forms.CharField):
    """Latitude and longitude in one line, as maps give them; the value is a Point, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=60,
            widget=forms.TextInput(
                attrs={"class": "medium", "autocomplete": "off", "data-point": ""}
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return points.parse(text)
        except ValueError:
            raise forms.ValidationError(
                _("Enter two numbers, latitude and longitude, for example 55.7522, 37.6156"),
                code="invalid",
            ) from None


class VenueForm(forms.ModelForm[Venue]):
    """A place where the provider teaches."""

    point = PointField(
        label=_("Point on the map"),
        required=False,
        help_text=_(
            "Latitude and longitude, for example 55.7522, 37.6156: any map shows them for a "
            "house. Families find the nearest programs by it."
        ),
    )

    class Meta:
        model = Venue
        fields = ("name", "settlement", "settlement_kind", "address")
        labels = {"settlement_kind": _("Kind of the settlement")}
        help_texts = {
            "name": _("For example, main building"),
            "settlement": _("With its kind: г. Приозёрск, с. Ключи"),
            "address": _("Street and house"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].initial = self.instance.point

    def clean(self) -> dict[str, Any]:
        """The point as the two columns of a venue."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "point" in said:
            point = said.pop("point")
            said["latitude"] = point.latitude if point else None
            said["longitude"] = point.longitude if point else None
        return said


class ReasonForm(forms.Form):
    """Why it is decided so."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The provider will read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Say why: the provider will read it")},
    )


class AppealForm(forms.Form):
    """Why the provider does not agree with a rejection."""

    reason = forms.CharField(
        label=_("What you do not agree with"),
        help_text=_("The payer will read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Say what you do not agree with")},
    )


class RequestForm(forms.Form):
    """For which plan an agreement is asked."""

    plan = forms.ModelChoiceField(
        FundingPlan.objects.none(),
        label=_("Municipality and period"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose whose certificates are to be paid")},
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = plans


class RublesField(forms.CharField):
    """Rubles as people type them; the value is kopecks, or None."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            kopecks = parse(text)
        except ValueError:
            raise forms.ValidationError(
                _("Enter a sum in rubles, for example 150 000 or 1 521,12"), code="invalid"
            ) from None
        if not 0 <= kopecks <= 10**14:
            raise forms.ValidationError(_("Such a sum cannot be right"), code="invalid")
        return kopecks


class MaximumForm(forms.Form):
    """How much certificates may pay under an agreement."""

    maximum = RublesField(
        label=_("Maximum sum, rubles"),
        required=False,
        help_text=_("Leave empty when the agreement has no maximum."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )


class AgreementForm(MaximumForm):
    """Requisites of the signed agreement."""

    number = forms.CharField(
        label=_("Number of the agreement"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"required": _("Enter the number of the agreement")},
    )
    signed_on = forms.DateField(
        label=_("Date of signing"),
        widget=DayInput(),
        error_messages={"required": _("Enter the date of signing")},
    )
    text = forms.CharField(
        label=_("Own terms of the agreement"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Leave empty when the duties of the Rules are enough."),
    )
    field_order = ("number", "signed_on", "maximum", "text")
