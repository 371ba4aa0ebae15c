"""Fields and widgets that several forms of programs share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reference import money
from reference.errors import RuleBroken


def show_refusal(form: forms.BaseForm, refusal: RuleBroken) -> None:
    """Put a rule's refusal beside the field it belongs to, or above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


class RublesField(forms.CharField):
    """A sum in rubles, «7 200,00», that the code sees in kopecks."""

    default_error_messages = {
        "shape": _("Write the sum in rubles, for example 7200 or 7200,50"),
        "range": _("Write a sum from 0 to 10 000 000 rubles"),
    }
    MOST = 10_000_000 * money.KOPECKS_IN_RUBLE

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "short", "inputmode": "decimal"})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return money.plain(value).replace(".", ",") if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        try:
            kopecks = money.parse(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["shape"], code="shape") from None
        if not 0 <= kopecks <= self.MOST:
            raise forms.ValidationError(self.error_messages["range"], code="range")
        return kopecks


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """A time in a table, where the heading of the column is its label."""

    input_type = "time"

    def __init__(self, *, label: str | Promise) -> None:
        super().__init__(format="%H:%M", attrs={"class": "form-control", "aria-label": label})


class HalfDone(forms.BaseForm):
    """A page that can be saved half full: what is missing is asked for at the end.

    Fields that may wait look needed, and are not insisted on yet.
    """

    may_wait: tuple[str, ...] = ()

    def full_clean(self) -> None:
        waiting = [self.fields[name] for name in self.may_wait if name in self.fields]
        for field in waiting:
            field.required = False
        super().full_clean()
        for field in waiting:
            field.required = True
