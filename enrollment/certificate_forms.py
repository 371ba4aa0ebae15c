"""The shape of what the municipality types about one certificate, or about many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from certificates.fields import MoneyField
from certificates.forms import CommandForm
from certificates.models import Certificate
from reference.models import Category, Direction, FundingPlan, Municipality

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CategoryForm(CommandForm):
    """Another category for a certificate (R2.24)."""

    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("New category"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the category")},
    )

    def __init__(self, *args: Any, categories: QuerySet[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = categories


class OwnNominalForm(CommandForm):
    """A lower nominal of one certificate (R2.25)."""

    nominal = MoneyField(
        label=_("Nominal of this certificate, rubles"),
        error_messages={"required": _("Enter the nominal")},
    )


class UnusedForm(CommandForm):
    """The tick without which unused certificates are not returned (R1.11, R2.17)."""

    is_meant = forms.BooleanField(
        label=_("I have looked at the list: return these certificates to accounting"),
        error_messages={"required": _("Tick that you have looked at the list")},
    )


class FindForm(forms.Form):
    """A certificate of another municipality, by what the family has shown."""

    words = forms.CharField(
        label=_("Number of the certificate or SNILS of the child"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}
        ),
        error_messages={"required": _("Enter the number or the SNILS")},
    )


class TransferForm(CategoryForm):
    """Where the child lives now; the documents were seen (R2.34)."""

    settlement = forms.CharField(label=_("Town or village"), required=False, max_length=120)
    documents_seen = forms.BooleanField(
        label=_("I have seen the documents: the child lives in our municipality"),
        error_messages={"required": _("Tick that you have seen the documents")},
    )
    field_order = ("command", "category", "settlement", "documents_seen")

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, categories=municipality.categories.all(), **kwargs)
        if municipality.categories.count() == 1:
            self.fields["category"].initial = municipality.categories.first()


class DirectionsForm(CommandForm):
    """How many contracts of each direction the plan pays at the same time (R3.02, R3.15)."""

    act = forms.CharField(
        label=_("Approving act"),
        required=False,
        max_length=255,
        help_text=_("For example, Order No. 592 of 28.06.2026"),
    )

    def __init__(self, *args: Any, plan: FundingPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = dict(plan.direction_limits.values_list("direction", "number"))
        for direction in Direction.objects.all():
            self.fields[direction.code] = forms.IntegerField(
                label=direction.name,
                required=False,
                min_value=0,
                max_value=1_000_000,
                initial=limits.get(direction.code),
                widget=forms.TextInput(attrs={"class": "tiny", "inputmode": "numeric"}),
                error_messages={"invalid": _("Enter a whole number")},
            )
        self.order_fields([*(name for name in self.fields if name != "act"), "act"])

    def numbers(self) -> dict[str, int | None]:
        """What was typed, by the codes of directions; None means no limit."""
        codes = Direction.objects.values_list("code", flat=True)
        return {code: self.cleaned_data[code] for code in codes}


class CloseForm(CommandForm):
    """On which ground a certificate is closed (R2.31): the family reads it."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=Certificate.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground")},
    )
    comment = forms.CharField(
        label=_("In detail"),
        required=False,
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The family reads these words in the letter."),
    )

    def clean(self) -> dict[str, Any]:
        """The reason as the register keeps it: the ground and the words, in its language."""
        data = super().clean() or self.cleaned_data
        if ground := data.get("ground"):
            with translation.override(settings.LANGUAGE_CODE):
                told = str(Certificate.Ground(ground).label)
            data["reason"] = ". ".join(filter(None, (told, data.get("comment", "").strip())))
        return data
