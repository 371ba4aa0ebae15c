"""Fields that read a day, a sum, hours, a name and СНИЛС as people write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reference import hours, money

NOT_DIGITS = re.compile(r"[\s\-‐-―]+")
DAY = re.compile(r"(\d{1,2})[\s.,/\-](\d{1,2})[\s.,/\-](\d{4})|(\d\d)(\d\d)(\d{4})")
NAMED_DAY = re.compile(r"(\d{1,2})\s+([а-я]+)\s+(\d{4})(?:\s*г\.?)?")
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
SUM = re.compile(r"-?[0-9\s]{1,30}([.,][0-9]{1,6})?")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class DayField(forms.Field):
    """A day as people write it: 01.09.2015, 1/9/2015, 01092015, 1 сентября 2015, 2015-09-01."""

    default_error_messages = {
        "shape": _("Write the day, the month and the year with points: 01.09.2015"),
        "no_such_day": _("There is no such day in the calendar: check the day and the month"),
        "no_such_year": _("Check the year, there seems to be a slip in it"),
    }
    YEARS = range(1900, 2200)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "short"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%d.%m.%Y") if isinstance(value, (date, datetime)) else value

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        if found := DAY.fullmatch(text):
            day, month, year = (int(part) for part in found.groups() if part)
        elif (found := NAMED_DAY.fullmatch(text.lower())) and found[2] in MONTHS:
            day, month, year = int(found[1]), MONTHS.index(found[2]) + 1, int(found[3])
        elif found := ISO_DAY.fullmatch(text):
            year, month, day = map(int, found.groups())
        else:
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        if year not in self.YEARS:
            raise forms.ValidationError(self.error_messages["no_such_year"], code="no_such_year")
        try:
            return date(year, month, day)
        except ValueError:
            raise forms.ValidationError(
                self.error_messages["no_such_day"], code="no_such_day"
            ) from None


class MoneyField(forms.Field):
    """A sum in rubles as people type it ("9 600,00"); cleaned into kopecks."""

    default_error_messages = {
        "shape": _("Write the sum in rubles and kopecks: 9600,00"),
        "negative": _("The sum cannot be less than nothing"),
        "enormous": _("The sum is too large: check the number of digits"),
    }
    MOST = 10**15

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "short", "inputmode": "decimal"})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return money.rubles(value).removesuffix("₽").strip() if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").replace("₽", "").strip()
        if not text:
            return None
        try:
            if not SUM.fullmatch(text):
                raise ValueError(text)
            kopecks = money.parse("".join(text.split()))
        except ValueError:
            raise forms.ValidationError(self.error_messages["shape"], code="shape") from None
        if kopecks < 0:
            raise forms.ValidationError(self.error_messages["negative"], code="negative")
        if kopecks > self.MOST:
            raise forms.ValidationError(self.error_messages["enormous"], code="enormous")
        return kopecks


class HoursField(forms.Field):
    """Hours of a week as people type them ("11,5"); cleaned into minutes."""

    default_error_messages = {
        "shape": _("Write the hours of a week: 12 or 11,5"),
        "enormous": _("There are not so many hours in a week"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "tiny", "inputmode": "decimal"})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return hours.plain(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if not SUM.fullmatch(text):
                raise ValueError(text)
            minutes = hours.parse("".join(text.split()))
        except ValueError:
            raise forms.ValidationError(self.error_messages["shape"], code="shape") from None
        if minutes < 0:
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        if minutes > hours.MINUTES_IN_WEEK:
            raise forms.ValidationError(self.error_messages["enormous"], code="enormous")
        return minutes


class SnilsField(forms.CharField):
    """СНИЛС with or without its dashes and spaces; cleaned into eleven digits."""

    default_error_messages = {"shape": _("SNILS has eleven digits: 112-233-445 95")}

    def to_python(self, value: Any) -> Any:
        digits = NOT_DIGITS.sub("", str(super().to_python(value) or ""))
        if digits and not re.fullmatch(r"[0-9]{11}", digits):
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        return digits

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{11}", value):
            return f"{value[:3]}-{value[3:6]}-{value[6:9]} {value[9:]}"
        return value


class NameField(forms.CharField):
    """A name as in the documents; spaces at the ends and doubled ones go."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)

    def to_python(self, value: Any) -> Any:
        return " ".join(str(super().to_python(value) or "").split())
