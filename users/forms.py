from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reference.errors import RuleBroken
from reference.models import Municipality
from users import guarding
from users.contacts import likely_email, normal_email, normal_phone
from users.models import User
from users.registering import PersonFields

letters_only = RegexValidator(
    r"^[^\W\d_]+(?:[ .'’\-][^\W\d_]+)*\.?$", _("Use letters, spaces and hyphens only.")
)


# As long as the account and the count of wrong passwords can keep.
EMAIL_LENGTH = 254


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


class PersonForm(forms.Form):
    """What a person tells of themselves."""

    last_name = NameField(
        label=_("Surname"),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Enter your surname.")},
    )
    first_name = NameField(
        label=_("First name"),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Enter your first name.")},
    )
    patronymic = NameField(
        label=_("Patronymic"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "additional-name"}),
    )
    phone = PhoneField(
        label=_("Mobile phone"),
        help_text=_("For example, +7 (900) 123-45-67."),
        error_messages={"required": _("Enter your phone.")},
    )

    @property
    def person(self) -> PersonFields:
        """What was told, as the rules take it."""
        names = ("last_name", "first_name", "patronymic", "phone")
        return PersonFields(**{name: self.cleaned_data[name] for name in names})


class PasswordField(forms.CharField):
    """A new password; after a mistake elsewhere it need not be typed again."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(
            attrs={"autocomplete": "new-password", "class": "medium"}, render_value=True
        )
        super().__init__(
            strip=False,
            widget=widget,
            error_messages={"required": _("Enter a password.")},
            **options,
        )


PASSWORD_HINT = _("At least 8 characters, not digits alone.")


class RegisterForm(PersonForm):
    """A parent registers."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        label=_("Municipality"),
        empty_label=_("Choose where your family lives"),
        error_messages={"required": _("Choose the municipality.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=EMAIL_LENGTH,
        help_text=_("You will sign in with it; letters about your applications come to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail."),
            "invalid": _("Enter the e-mail in full, for example name@mail.ru."),
        },
    )
    insisted_email = forms.CharField(required=False, widget=forms.HiddenInput)
    password = PasswordField(label=_("Password"), help_text=PASSWORD_HINT)
    terms = forms.BooleanField(
        label=_("I accept the terms of use and agree to the processing of my personal data"),
        error_messages={"required": _("Without your consent we may not keep your data.")},
    )
    field_order = ("last_name", "first_name", "patronymic", "phone", "municipality", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"].help_text = format_html(
            '<a href="{}" target="_blank">{}</a>',
            reverse("users:terms"),
            _("Read the terms (in a new tab)"),
        )
        only = list(Municipality.objects.all()[:2])
        if len(only) == 1:
            field = self.fields["municipality"]
            field.initial, field.widget, field.disabled = only[0].pk, forms.HiddenInput(), True

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        meant = likely_email(email)
        insisted = self.add_prefix("insisted_email")
        if meant and email != self.data.get(insisted):
            # The next press with the same address takes it as it is.
            self.data = {**_single(self.data), insisted: email}
            raise ValidationError(
                _("Perhaps you meant %(meant)s? If the e-mail is right, press the button again."),
                params={"meant": meant},
                code="likely_typo",
            )
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _check_password(self, User(**_about(cleaned)))
        return cleaned


class SignInForm(AuthenticationForm):
    """E-mail and password. A wrong one of the two is the same sentence."""

    username = forms.EmailField(
        label=_("E-mail"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": _("Enter your e-mail."),
            "invalid": _("Enter the e-mail in full, for example name@mail.ru."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter the password.")},
    )
    error_messages = {
        "invalid_login": _("The e-mail or the password is wrong. Check both and try again."),
        "inactive": _("The e-mail or the password is wrong. Check both and try again."),
        "paused": _(
            "Too many wrong passwords. Try again in a quarter of an hour, or recover the password."
        ),
    }

    def clean_username(self) -> str:
        return normal_email(self.cleaned_data["username"])

    def get_invalid_login_error(self) -> ValidationError:
        paused = guarding.is_paused(self.request)
        code = "paused" if paused else "invalid_login"
        return ValidationError(self.error_messages[code], code=code)


class RecoveryForm(forms.Form):
    """Where to send the letter."""

    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": _("Enter your e-mail."),
            "invalid": _("Enter the e-mail in full, for example name@mail.ru."),
        },
    )


class NewPasswordForm(forms.Form):
    """A new password for someone known."""

    password = PasswordField(label=_("New password"), help_text=PASSWORD_HINT)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        _check_password(self, self.user)
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """A new password, after the old one was shown to be known."""

    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "medium"}, render_value=True
        ),
        error_messages={"required": _("Enter the present password.")},
    )
    field_order = ("old_password", "password")

    def clean_old_password(self) -> str:
        typed: str = self.cleaned_data["old_password"]
        if not self.user.check_password(typed):
            raise ValidationError(_("This is not your present password."), code="wrong_password")
        return typed


class LettersForm(forms.Form):
    """Which letters a person wants; those about contracts and applications always come."""

    gets_reminders = forms.BooleanField(
        label=_("Remind me that money on a certificate will lapse"),
        help_text=_(
            "90, 60 and 30 days before the end of the period: how much is left, and which programs "
            "nearby it would pay for. Letters about applications and contracts always come."
        ),
        required=False,
    )


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "short"})


def _kinds() -> list[tuple[str, Any]]:
    """Everything of ours that has a name on screen; what only the portal sees has none."""
    ours = {
        "reference",
        "users",
        "providers",
        "programs",
        "certificates",
        "enrollment",
        "reporting",
    }
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ours and "verbose_name" in model._meta.original_attrs
    ]
    named = [(model._meta.label_lower, str(model._meta.verbose_name)) for model in models]
    return [("", _("Anything")), *sorted(named, key=lambda kind: kind[1].lower())]


class AuditFilterForm(forms.Form):
    """What to look for in the journal of actions."""

    kind = forms.ChoiceField(label=_("About what"), required=False, choices=_kinds)
    person = forms.CharField(label=_("Who: surname or e-mail"), required=False, max_length=100)
    since = forms.DateField(
        label=pgettext_lazy("first day", "From"), required=False, widget=DayInput()
    )
    until = forms.DateField(
        label=pgettext_lazy("last day", "To"), required=False, widget=DayInput()
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since: date | None = cleaned.get("since")
        until: date | None = cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return cleaned


def _single(data: Any) -> dict[str, Any]:
    """What was sent, one value for a name, as our plain fields read it."""
    return {name: data[name] for name in data}


def _about(cleaned: dict[str, Any]) -> dict[str, str]:
    return {name: cleaned.get(name, "") for name in ("email", "last_name", "first_name")}


def _check_password(form: forms.Form, user: User) -> None:
    """Put what is wrong with a new password beside its field."""
    password = form.cleaned_data.get("password")
    if password:
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            form.add_error("password", " ".join(error.messages))
