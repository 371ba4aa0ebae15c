"""The shape of questions, complaints and their answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import CommandForm

LONGEST = 2000
TOO_LONG = _("Write no more than 2000 characters")


class QuestionForm(CommandForm):
    """What a family asks an organisation."""

    words = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "The organisation reads these words and not your name, phone or e-mail. If you want "
            "to be called, write the number here."
        ),
        error_messages={"required": _("Write the question"), "max_length": TOO_LONG},
    )


class ComplaintForm(CommandForm):
    """What a family asks the support centre to look into."""

    words = forms.CharField(
        label=_("What happened, and what do you ask for"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "The support centre reads these words with your name, phone and e-mail. The "
            "organisation does not read them."
        ),
        error_messages={"required": _("Write what happened"), "max_length": TOO_LONG},
    )


class ReplyForm(CommandForm):
    """The answer, which the family reads in a letter."""

    words = forms.CharField(
        label=_("Answer to the family"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The family reads these words in a letter. It is answered once."),
        error_messages={"required": _("Write the answer"), "max_length": TOO_LONG},
    )
