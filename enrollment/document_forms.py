"""The shape of what providers and payers type about documents for payment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField, MoneyField
from certificates.forms import CommandForm
from enrollment.forms import ANY
from enrollment.models import Document
from providers.models import Provider
from reference.days import Month
from reference.models import Municipality

Parties = dict[str, tuple[Provider, Municipality]]

GROUP = "group-"  # before the key of a group, in the name of its per cent

MONTH_NEEDED = {"required": _("Choose the month"), "invalid_choice": _("Choose the month")}
LESSONS_NEEDED = _("Enter both: how many lessons were planned and how many were held")


def month_choices(months: Iterable[date]) -> list[tuple[str, str]]:
    """Months by their first days, as a select shows them."""
    return [(str(Month.of(day)), date_format(day, "F Y").lower()) for day in months]


def _choices(field: forms.Field) -> forms.ChoiceField:
    assert isinstance(field, forms.ChoiceField)
    return field


class PartiesForm(forms.Form):
    """Between whom: asked only where the person has more than one provider or payer."""

    parties = forms.ChoiceField(
        label=_("Organisation and payer"),
        error_messages={
            "required": _("Choose the payer"),
            "invalid_choice": _("Choose the payer"),
        },
    )

    def __init__(self, *args: Any, parties: Parties, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["parties"]).choices = [
            (key, f"{provider.short_name} – {municipality.name}")
            for key, (provider, municipality) in parties.items()
        ]
        if len(parties) == 1:
            self.fields["parties"].widget = forms.HiddenInput()


class AdvanceForm(PartiesForm):
    """What share of the month is asked for in advance (R7.03)."""

    percent = forms.IntegerField(
        label=_("Per cent of the month's payments"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "tiny"}),
        error_messages={"required": _("Enter how many per cent you ask for")},
    )

    def clean(self) -> dict[str, Any]:
        """The per cents of single groups, by their keys; an empty one says nothing (R7.03)."""
        data = super().clean() or self.cleaned_data
        typed = {
            name.removeprefix(GROUP): str(value).strip()
            for name, value in self.data.items()
            if name.startswith(GROUP)
        }
        pressed = str(self.data.get("lowered", ""))
        typed |= dict(pair.split(":", 1) for pair in pressed.split(";") if ":" in pair)
        data["lowered"] = {}
        for key, value in typed.items():
            if value and not (key.isdecimal() and value.isdecimal() and len(key + value) < 20):
                raise forms.ValidationError(_("Enter the per cent of a group as a whole number."))
            if value:
                data["lowered"][int(key)] = int(value)
        return data

    @property
    def lowered_text(self) -> str:
        """The per cents of single groups as one hidden field."""
        return ";".join(f"{key}:{value}" for key, value in self.cleaned_data["lowered"].items())


class InvoiceForm(PartiesForm):
    """Which month is invoiced."""

    month = forms.ChoiceField(label=_("Month"), error_messages=MONTH_NEEDED)

    def __init__(self, *args: Any, months: Iterable[Month], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["month"]).choices = month_choices(each.first_day for each in months)


class LessonsForm(forms.Form):
    """A contract of a month: lessons planned and held; an untouched row stays as it is (R7.11)."""

    planned = forms.IntegerField(
        label=_("Lessons planned"), min_value=1, max_value=200, required=False
    )
    held = forms.IntegerField(label=_("Lessons held"), min_value=0, max_value=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors or not self.has_changed():
            return data
        planned, held = data.get("planned"), data.get("held")
        if planned is None or held is None:
            raise forms.ValidationError(LESSONS_NEEDED)
        if held > planned:
            raise forms.ValidationError(_("No more lessons can be held than were planned."))
        return data


class LessonsFilters(forms.Form):
    """Which month, and which group."""

    month = forms.ChoiceField(label=_("Month"))
    group = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(
        self,
        *args: Any,
        months: Iterable[date],
        groups: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["month"]).choices = month_choices(months)
        _choices(self.fields["group"]).choices = [("", ANY), *groups]


class DocumentFilters(forms.Form):
    """Documents, narrowed."""

    kind = forms.ChoiceField(
        label=_("Kind of document"), required=False, choices=[("", ANY), *Document.Kind.choices]
    )
    month = forms.ChoiceField(label=_("Month"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    provider = forms.CharField(label=_("Organisation"), required=False, max_length=100)

    def __init__(
        self,
        *args: Any,
        months: Iterable[date],
        statuses: Iterable[Document.Status],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["month"]).choices = [("", ANY), *month_choices(months)]
        _choices(self.fields["status"]).choices = [
            ("", ANY),
            *((each.value, each.label) for each in statuses),
        ]


class GiveBackForm(CommandForm):
    """Why a document is returned: the organisation reads it (R7.18)."""

    refusal = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose the reason")), *Document.Refusal.choices],
        error_messages={
            "required": _("Choose the reason"),
            "invalid_choice": _("Choose the reason"),
        },
    )
    reason = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation reads these words and issues the document anew."),
    )

    def clean_refusal(self) -> Document.Refusal:
        return Document.Refusal(self.cleaned_data["refusal"])


class PayForm(CommandForm):
    """The money went through the treasury: by which order, on which day (R7.22)."""

    payment_order = forms.CharField(
        label=_("Number of the payment order"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"required": _("Enter the number of the payment order")},
    )
    paid_on = DayField(
        label=_("Date of the payment order"),
        error_messages={"required": _("Enter the date of the payment order")},
    )

    def __init__(self, *args: Any, to_pay: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not to_pay:  # everything is covered by the advance: the payer accepts, nothing is paid
            self.fields["payment_order"].required = False


class RepaymentForm(CommandForm):
    """What the provider has returned, by which order, on which day (R7.14, R7.22)."""

    amount = MoneyField(
        label=_("Sum, rubles"), error_messages={"required": _("Enter the sum that was returned")}
    )
    payment_order = forms.CharField(
        label=_("Number of the payment order"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"required": _("Enter the number of the payment order")},
    )
    paid_on = DayField(
        label=_("Date of the payment order"),
        error_messages={"required": _("Enter the date of the payment order")},
    )


class CorrectionForm(CommandForm):
    """What was truly delivered in a paid month of a contract, and what the error was (R7.19)."""

    planned = forms.IntegerField(
        label=_("Lessons planned"),
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "tiny"}),
        error_messages={"required": _("Enter how many lessons were planned")},
    )
    held = forms.IntegerField(
        label=_("Lessons held"),
        min_value=0,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "tiny"}),
        error_messages={"required": _("Enter how many lessons were held")},
    )
    reason = forms.CharField(
        label=_("What the error was"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The payer reads these words. Do not name children in them."),
        error_messages={"required": _("Say what the error was.")},
    )


class SettlementFilters(forms.Form):
    """By the end of which month."""

    month = forms.ChoiceField(label=_("By the end of the month"))

    def __init__(self, *args: Any, months: Iterable[Month], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["month"]).choices = month_choices(each.first_day for each in months)


class TransferFilters(forms.Form):
    """Which month, and whether what waits or what is paid."""

    month = forms.ChoiceField(label=_("Month"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("wait for payment")), ("paid", _("paid already"))],
    )

    def __init__(self, *args: Any, months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["month"]).choices = [("", ANY), *month_choices(months)]


class DeleteContractForm(CommandForm):
    """Why a contract was erroneous, and that it is meant (R1.11)."""

    reason = forms.CharField(
        label=_("What the error is"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The words stay in the contract and in the journal of actions."),
        error_messages={"required": _("Say what the error is")},
    )
    is_meant = forms.BooleanField(
        label=_("I have checked: the contract is erroneous and must be deleted"),
        error_messages={"required": _("Tick that you have checked the contract")},
    )
