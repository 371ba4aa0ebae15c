"""The shape of what people type about opinions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.evaluating import Said
from enrollment.models import Opinion
from programs.rating import MARKS

LONGEST = 2000

# Words people choose between, and the marks of a hundred they stand for (R5.23).
CHOICES = [
    ("100", _("excellent")),
    ("75", _("good")),
    ("50", _("so-so")),
    ("25", _("bad")),
    ("0", _("very bad")),
]
ASKED = {
    "results": (_("The child's results"), _("Mark the child's results")),
    "staff": (_("Teachers"), _("Mark the teachers")),
    "equipment": (_("Rooms and equipment"), _("Mark the rooms and the equipment")),
    "overall": (_("On the whole"), _("Mark the program on the whole")),
}


def words_of(mark: int) -> str:
    """A mark in the words nearest to it."""
    step, rest = divmod(mark, 25)
    return str(dict(CHOICES)[str(25 * (step + (rest > 12)))])


class OpinionForm(forms.Form):
    """Four marks by words, and what the parent wants to say."""

    text = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Everyone will read it, without your name. Please name nobody and give no telephone "
            "numbers: the support centre reads it first."
        ),
        error_messages={"max_length": _("At most 2 000 letters, please")},
    )

    def __init__(self, *args: Any, opinion: Opinion | None = None, **kwargs: Any) -> None:
        if opinion is not None:
            known = {name: str(getattr(opinion, name)) for name in (*MARKS, "text")}
            kwargs["initial"] = known
        super().__init__(*args, **kwargs)
        for name, (label, mistake) in ASKED.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": mistake, "invalid_choice": mistake},
            )
        self.order_fields([*MARKS, "text"])

    def said(self) -> Said:
        """What the parent says."""
        data = self.cleaned_data
        return Said(text=data["text"], **{name: int(data[name]) for name in MARKS})


class AnswerForm(forms.Form):
    """What the organisation says to an opinion."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Everyone will read it. Do not guess who wrote the opinion, and name no child: the "
            "support centre reads the answer first."
        ),
        error_messages={
            "required": _("Write the answer"),
            "max_length": _("At most 2 000 letters, please"),
        },
    )


class VerdictForm(forms.Form):
    """Which words were read."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class ReasonedVerdictForm(VerdictForm):
    """Why words are sent back or hidden: their author reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author reads these words in the letter."),
        error_messages={"required": _("Enter the reason")},
    )
