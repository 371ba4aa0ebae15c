"""Fields that people fill in about themselves: names, phone, e-mail, a new password, a day."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken
from users.contacts import likely_email, normal_email, normal_phone, tidy_email
from users.models import User

# As long as the account and the count of wrong passwords can keep.
EMAIL_LENGTH = 254

NAME_PARTS = ("last_name", "first_name", "patronymic")
RUSSIAN, LATIN = re.compile("[А-Яа-яЁё]"), re.compile("[A-Za-z]")
letters_only = RegexValidator(
    r"^[^\W\d_]+(?:[ .'’\-][^\W\d_]+)*\.?$", _("Use letters, spaces and hyphens only.")
)


def refuse_two_alphabets(form: forms.Form) -> None:
    """A name half in Latin letters is a slip of the keyboard, and nobody would find it again."""
    parts = {name: str(form.cleaned_data.get(name, "")) for name in NAME_PARTS}
    if any(RUSSIAN.search(part) for part in parts.values()):
        for name, part in parts.items():
            if LATIN.search(part) and name in form.fields:
                form.add_error(
                    name,
                    ValidationError(
                        _("There are Latin letters here: write the whole name in Russian."),
                        code="two_alphabets",
                    ),
                )


class NameField(forms.CharField):
    """A part of a person's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, validators=[letters_only], **options)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())


class PhoneField(forms.CharField):
    """A phone, tidied to the way it is kept."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "medium"})
        super().__init__(max_length=40, widget=widget, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return normal_phone(text) if text else ""
        except RuleBroken as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal


class KnownEmailField(forms.EmailField):
    """The e-mail that somebody signs in by."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("E-mail"),
            max_length=EMAIL_LENGTH,
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
            error_messages={
                "required": _("Enter your e-mail."),
                "invalid": _("Enter the e-mail in full, for example name@mail.ru."),
            },
            **options,
        )


class NewEmailField(forms.CharField):
    """An address that letters are to reach: what is surely a slip is said with what was meant."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=EMAIL_LENGTH,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            error_messages={
                "required": _("Enter your e-mail."),
                "invalid": _("Enter the e-mail in full, for example name@mail.ru."),
                "meant": _("Such an e-mail cannot be. Perhaps you meant %(meant)s?"),
            },
            **options,
        )

    def clean(self, value: Any) -> str:
        email = normal_email(super().clean(value))
        if not _can_be(email):
            meant = tidy_email(email)
            if _can_be(meant):
                raise ValidationError(
                    self.error_messages["meant"], params={"meant": meant}, code="meant"
                )
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return email


def _can_be(email: str) -> bool:
    """Whether letters can be sent there at all."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return email.isascii()


def ask_about_a_slip(form: forms.Form) -> str:
    """The form's e-mail; a likely slip is asked about once, and the next press takes it as it is.

    The form has a hidden field `insisted_email` beside its `email`, and at its end asks
    `keep_the_question_of_a_slip`.
    """
    email: str = form.cleaned_data["email"]
    meant = likely_email(email)
    insisted = form.add_prefix("insisted_email")
    if meant and email != form.data.get(insisted):
        form.data = {**_single(form.data), insisted: email}
        raise ValidationError(
            _("Perhaps you meant %(meant)s? If the e-mail is right, press the button again."),
            params={"meant": meant},
            code="likely_typo",
        )
    return email


def keep_the_question_of_a_slip(form: forms.Form) -> None:
    """Where more is wrong than the slip, the next press mends that: the slip is asked about again.

    The form has said all that is wrong with it.
    """
    if len(form.errors) > 1 and form.has_error("email", "likely_typo"):
        form.data = {**_single(form.data), form.add_prefix("insisted_email"): ""}


class PasswordInput(forms.PasswordInput):
    """A password, which a button beside it shows to who types on a telephone."""

    def __init__(self, autocomplete: str, *, render_value: bool = False) -> None:
        words = {"data-show": _("Show the password"), "data-hide": _("Hide the password")}
        attrs = {"autocomplete": autocomplete, "class": "medium", **words}
        super().__init__(attrs=attrs, render_value=render_value)


class PasswordField(forms.CharField):
    """A new password; after a mistake elsewhere it need not be typed again."""

    def __init__(self, **options: Any) -> None:
        widget = PasswordInput("new-password", render_value=True)
        super().__init__(
            strip=False,
            widget=widget,
            error_messages={"required": _("Enter a password.")},
            **options,
        )


PASSWORD_HINT = _("At least 8 characters, not digits alone.")


class CodeField(forms.CharField):
    """A code of digits, however they are grouped."""

    def __init__(self, *, digits: int = 6, **options: Any) -> None:
        self.digits = digits
        widget = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}
        )
        super().__init__(
            max_length=40,
            widget=widget,
            error_messages={
                "required": _("Enter the code."),
                "invalid": _("The code is %(digits)s digits.") % {"digits": digits},
            },
            **options,
        )

    def clean(self, value: Any) -> str:
        code = "".join(str(super().clean(value)).split()).replace("-", "")
        if not (code.isascii() and code.isdigit() and len(code) == self.digits):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return code


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "short"})


def _single(data: Any) -> dict[str, Any]:
    """What was sent, one value for a name, as our plain fields read it."""
    return {name: data[name] for name in data}


# Why a password is too weak, in words that stand in one sentence; the codes are Django's.
WEAK = {
    "password_too_short": _("it is shorter than 8 characters"),
    "password_too_common": _("everybody knows it"),
    "password_entirely_numeric": _("it has digits alone"),
    "password_too_similar": _("it is like your name or e-mail"),
}


def check_password(form: forms.Form, user: User) -> None:
    """Put what is wrong with a new password beside its field, in one sentence."""
    password = form.cleaned_data.get("password")
    if password:
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            reasons = [str(WEAK.get(str(one.code), one.message)) for one in error.error_list]
            words = _("This password is too weak: %(reasons)s.")
            form.add_error("password", str(words) % {"reasons": ", ".join(reasons)})
