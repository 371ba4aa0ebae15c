"""The shape of what people type about applications, contracts and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField
from certificates.forms import CommandForm
from certificates.models import Certificate
from enrollment import reasons
from enrollment.models import Contract
from programs.models import Group, Program
from reference.models import Direction
from reference.money import rubles

if TYPE_CHECKING:
    from django.db.models import QuerySet

ANY = _("all")


class CertificateField(forms.ModelChoiceField[Certificate]):
    """A parent chooses a child, by name and kind of certificate."""

    def label_from_instance(self, obj: Certificate) -> str:
        return f"{obj.child.first_name} ({obj.get_type_display()})"


class ChoiceForm(forms.Form):
    """For which child, from which day."""

    certificate = CertificateField(
        Certificate.objects.none(),
        label=_("Child"),
        empty_label=None,
        error_messages={"required": _("Choose a child"), "invalid_choice": _("Choose a child")},
    )
    starts_on = DayField(
        label=_("First day of lessons"),
        error_messages={"required": _("Enter the first day of lessons")},
    )

    def __init__(self, *args: Any, certificates: QuerySet[Certificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["certificate"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = certificates


class ApplyForm(CommandForm):
    """The ticks of an application (R6.21), and the balance the parent was shown (R6.22)."""

    expected_available = forms.IntegerField(widget=forms.HiddenInput, required=False)
    wants = forms.BooleanField(
        label=_("I want to apply for this place"),
        error_messages={"required": _("Tick that you want to apply")},
    )
    pays = forms.BooleanField(
        error_messages={"required": _("Tick that you know about your own payment")},
    )
    has_read = forms.BooleanField(
        label=_("I have read the conditions above"),
        error_messages={"required": _("Tick that you have read the conditions")},
    )

    def __init__(self, *args: Any, own_part: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_part:
            self.fields["pays"].label = _("I know that I pay %(sum)s myself") % {
                "sum": rubles(own_part)
            }
        else:
            del self.fields["pays"]

    def show_balance(self, available: int) -> None:
        """After a refusal the page shows a fresh calculation: the next press confirms that one."""
        self.data = {
            **{name: self.data.get(name) for name in self.data},
            self.add_prefix("expected_available"): str(available),
        }


class SignForm(CommandForm):
    """The offer is accepted by one tick."""

    accepts = forms.BooleanField(
        label=_("I have read the offer and accept it: enrol the child in the group"),
        error_messages={"required": _("Tick that you accept the offer")},
    )


class LeaveForm(CommandForm):
    """A parent leaves without having to say why (R6.45)."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You do not have to say. The organisation reads these words."),
    )


class LeaveContractForm(LeaveForm):
    """Leaving a contract also asks how good the program was (R6.45)."""

    MARKS = [
        ("5", _("5, very good")),
        ("4", _("4, good")),
        ("3", _("3, so-so")),
        ("2", _("2, bad")),
        ("1", _("1, very bad")),
    ]
    satisfaction = forms.TypedChoiceField(
        label=_("How do you mark the program"),
        required=False,
        choices=MARKS,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )


class RefuseForm(CommandForm):
    """Why an application is refused: the family reads it (R6.29)."""

    refusal = forms.ChoiceField(
        label=_("Reason"),
        error_messages={"required": _("Choose the reason")},
    )
    comment = forms.CharField(
        label=_("What the family should do"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The family reads these words in the letter and on the page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["refusal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose the reason")), *reasons.choices()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("refusal") == Contract.Refusal.OTHER and not data.get("comment"):
            self.add_error("comment", _("Say what the reason is"))
        return data


class OrderForm(CommandForm):
    """The child is enrolled by an order of the organisation (R6.39)."""

    order_number = forms.CharField(
        label=_("Number of the order of enrollment"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"required": _("Enter the number of the order")},
    )


class TerminateForm(CommandForm):
    """The organisation may end a contract only for a reason of the contract (R6.46)."""

    BY_AGREEMENT = Contract.Party.AGREEMENT
    GROUNDS = [*Contract.Ground.choices, (BY_AGREEMENT.value, BY_AGREEMENT.label)]
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=GROUNDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground")},
    )
    comment = forms.CharField(
        label=_("In detail"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The family reads these words in the notice."),
    )


class ReasonForm(CommandForm):
    """Why a certificate is suspended: the family reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The family reads these words in the letter."),
        error_messages={"required": _("Enter the reason")},
    )


class InboxFilters(forms.Form):
    """The organisation's applications, narrowed."""

    program = forms.ModelChoiceField(
        Program.objects.none(), label=_("Program"), required=False, empty_label=ANY
    )
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, empty_label=ANY
    )
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(
        self, *args: Any, programs: QuerySet[Program], groups: QuerySet[Group], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("program", programs), ("group", groups)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [("", ANY), *Contract.Status.choices]


class RegisterFilters(forms.Form):
    """The municipality's contracts, narrowed."""

    q = forms.CharField(
        label=_("Number of the contract or the certificate"), required=False, max_length=40
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", ANY), *Contract.Status.choices]
    )
    direction = forms.ModelChoiceField(
        Direction.objects.all(), label=_("Direction"), required=False, empty_label=ANY
    )
    provider = forms.CharField(label=_("Organisation"), required=False, max_length=100)
