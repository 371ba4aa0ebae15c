"""Forms of consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import consenting
from certificates.models import Child, Consent, Guardianship
from users.models import User


class ConsentForm(forms.Form):
    """The consent's own tick (R11.02)."""

    agree = forms.BooleanField(
        label=_("I have read the text and give my consent"),
        error_messages={"required": _("Without the consent a certificate cannot be issued")},
    )


class WithdrawConsentForm(forms.Form):
    """Taking the consent back has a tick of its own too (R11.04)."""

    is_meant = forms.BooleanField(
        label=_("I have read what follows and withdraw my consent"),
        error_messages={"required": _("Tick the box if you want to withdraw the consent")},
    )


class PersonField(forms.ModelChoiceField[User]):
    """A representative by the full name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class PaperConsentForm(forms.Form):
    """A paper was brought to the desk: whose, and what it says."""

    person = PersonField(
        User.objects.none(),
        label=_("Representative who signed the paper"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose the representative"),
            "invalid_choice": _("Choose a representative of this child"),
        },
    )
    paper = forms.ChoiceField(
        label=_("What the paper says"),
        choices=[
            ("given", _("gives the consent (the present text)")),
            ("withdrawn", _("withdraws the consent")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what the paper says"),
            "invalid_choice": _("Choose what the paper says"),
        },
    )
    is_meant = forms.BooleanField(
        label=_("I have seen the signed paper and the passport of the representative"),
        error_messages={"required": _("Without the signed paper nothing is noted")},
    )

    def __init__(self, *args: Any, child: Child, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child = child
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(
            guardianships__child=child, guardianships__rights=Guardianship.Rights.FULL
        ).order_by("pk")

    def note(self, *, by: User) -> None:
        """Note the paper. Raises what the rule raises."""
        person, paper = self.cleaned_data["person"], Consent.Channel.PAPER
        if self.cleaned_data["paper"] == "given":
            consenting.give(self.child, of=person, by=by, channel=paper)
        else:
            consenting.withdraw(self.child, of=person, by=by, channel=paper)
