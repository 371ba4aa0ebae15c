from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reference.models import Municipality
from users import guarding
from users.contacts import normal_email
from users.fields import (
    EMAIL_LENGTH,
    PASSWORD_HINT,
    DayInput,
    NameField,
    NewEmailField,
    PasswordField,
    PhoneField,
    ask_about_a_slip,
    check_password,
)
from users.models import User
from users.registering import PersonFields


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


class RegisterForm(PersonForm):
    """A parent registers."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        label=_("Municipality"),
        empty_label=_("Choose where your family lives"),
        error_messages={"required": _("Choose the municipality.")},
    )
    email = NewEmailField(
        label=_("E-mail"),
        help_text=_("You will sign in with it; letters about your applications come to it."),
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
        return ask_about_a_slip(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_password(self, User(**_about(cleaned)))
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

    def clean(self) -> dict[str, Any]:
        if self.request and guarding.pause_if_spraying(self.request):
            raise self.get_invalid_login_error()
        return super().clean()

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
        check_password(self, self.user)
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


def _about(cleaned: dict[str, Any]) -> dict[str, str]:
    return {name: cleaned.get(name, "") for name in ("email", "last_name", "first_name")}
