"""Forms of “this was not me”."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import CommandForm
from enrollment import disputing
from enrollment.models import Dispute


class DisputeForm(CommandForm):
    """What happened, in the family's words."""

    words = forms.CharField(
        label=_("What happened"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example: I did not apply for this program and know nothing about it."),
        error_messages={
            "required": _("Write what happened"),
            "max_length": _("Write no more than 2000 characters"),
        },
    )


class DecisionForm(CommandForm):
    """What the municipality has found."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Dispute.Status.EXPLAINED.value, _("Explained: it was done rightly")),
            (Dispute.Status.UPHELD.value, _("Confirmed: somebody else did it")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the decision"),
            "invalid_choice": _("Choose the decision"),
        },
    )
    answer = forms.CharField(
        label=_("Answer to the family"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who did what and when. The family reads these words in the letter."),
        error_messages={
            "required": _("Write the answer"),
            "max_length": _("Write no more than 2000 characters"),
        },
    )
    frees_the_money = forms.BooleanField(
        label=_("If confirmed: return to the certificate what is not debited yet"),
        required=False,
        initial=True,
        help_text=_("The application is withdrawn; a contract that acts ends with this month."),
    )

    def __init__(self, *args: Any, case: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not disputing.can_be_freed(case.contract):
            del self.fields["frees_the_money"]
