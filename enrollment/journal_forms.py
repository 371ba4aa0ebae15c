"""The shape of what is written in the journal of a group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.fields import DayField
from enrollment.document_forms import month_choices
from enrollment.models import Lesson, Mark


class JournalFilters(forms.Form):
    """Which month of the group."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = month_choices(months)


class LessonForm(forms.Form):
    """A lesson of the month: held or cancelled, and when it is made up."""

    status = forms.ChoiceField(label=_("State"), choices=Lesson.Status.choices)
    made_up_on = DayField(label=_("Made up on"), required=False)


class AddLessonForm(forms.Form):
    """A lesson beyond the timetable."""

    day = DayField(label=_("Day"), error_messages={"required": _("Enter the day of the lesson")})
    starts_at = forms.TimeField(
        label=_("Begins at"),
        widget=forms.TextInput(attrs={"class": "tiny", "placeholder": "16:00"}),
        error_messages={
            "required": _("Enter when the lesson begins"),
            "invalid": _("Write the hour and the minutes: 16:00"),
        },
    )


class MarkForm(forms.Form):
    """Whether one child came."""

    kind = forms.ChoiceField(
        label=_("Attendance"), required=False, choices=[("", _("no mark")), *Mark.Kind.choices]
    )
