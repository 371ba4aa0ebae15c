from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from reference.models import Municipality
from users import guarding, topics
from users.contacts import normal_email
from users.fields import (
    EMAIL_LENGTH,
    PASSWORD_HINT,
    CodeField,
    KnownEmailField,
    NameField,
    NewEmailField,
    PasswordField,
    PasswordInput,
    PhoneField,
    ask_about_a_slip,
    check_password,
    keep_the_question_of_a_slip,
    refuse_two_alphabets,
)
from users.models import Role, User
from users.registering import PersonFields
from users.roles import has_role


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

    def clean(self) -> dict[str, Any]:
        refuse_two_alphabets(self)
        return super().clean() or self.cleaned_data

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
        cleaned = super().clean()
        check_password(self, User(**_about(cleaned)))
        keep_the_question_of_a_slip(self)
        return cleaned


class SignInForm(AuthenticationForm):
    """E-mail and password. A wrong one of the two is the same sentence."""

    username = KnownEmailField()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=PasswordInput("current-password"),
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
    """Where to send the letter: an e-mail, or the number of a child's certificate."""

    email = forms.CharField(
        label=_("E-mail or certificate number"),
        max_length=EMAIL_LENGTH,
        help_text=_("By the number the letter goes to the e-mail of the child’s representative."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "class": "medium"}),
        error_messages={"required": _("Enter the e-mail or the number.")},
    )

    def clean_email(self) -> str:
        said: str = self.cleaned_data["email"]
        if "@" not in said and not any(letter.isdigit() for letter in said):
            raise ValidationError(
                _("Enter an e-mail, for example name@mail.ru, or the digits of the certificate."),
                code="neither",
            )
        return said


class PresentPasswordField(forms.CharField):
    """The password one has: shown to be known before something of weight is changed."""

    def __init__(self, **options: Any) -> None:
        widget = PasswordInput("current-password", render_value=True)
        super().__init__(
            label=_("Present password"),
            strip=False,
            widget=widget,
            error_messages={"required": _("Enter the present password.")},
            **options,
        )


class OfPersonForm(forms.Form):
    """A form of somebody who has signed in."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old_password(self) -> str:
        typed: str = self.cleaned_data["old_password"]
        if not self.user.check_password(typed):
            raise ValidationError(_("This is not your present password."), code="wrong_password")
        return typed


class NewPasswordForm(OfPersonForm):
    """A new password for someone known."""

    password = PasswordField(label=_("New password"), help_text=PASSWORD_HINT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_password(self, self.user)
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """A new password, after the old one was shown to be known."""

    old_password = PresentPasswordField()
    field_order = ("old_password", "password")


class ChangeEmailForm(OfPersonForm):
    """Another e-mail, by whoever knows the password."""

    email = NewEmailField(
        label=_("New e-mail"), help_text=_("You will sign in with it from now on.")
    )
    insisted_email = forms.CharField(required=False, widget=forms.HiddenInput)
    old_password = PresentPasswordField()

    def clean_email(self) -> str:
        return ask_about_a_slip(self)

    def clean(self) -> dict[str, Any]:
        keep_the_question_of_a_slip(self)
        return super().clean() or self.cleaned_data


class CodeForm(forms.Form):
    """The code that the desk gave."""

    code = CodeField(label=_("Code from the support centre"))


class CodeRecoveryForm(CodeForm):
    """A new password by the desk's code, where no letter reaches."""

    email = KnownEmailField()
    password = PasswordField(label=_("New password"), help_text=PASSWORD_HINT)
    field_order = ("email", "code", "password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_password(self, User(email=cleaned.get("email", "")))
        return cleaned


class LettersForm(forms.Form):
    """Which letters come by e-mail; in the portal all of them stand."""

    by_mail = forms.MultipleChoiceField(
        label=_("Send letters by e-mail about"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "What is not ticked you read in the portal, under “Letters”. Letters about your "
            "account and those with a term always come: an offered place, a contract to sign."
        ),
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    gets_reminders = forms.BooleanField(
        label=_("Remind me that money on a certificate will lapse"),
        help_text=_(
            "90, 60 and 30 days before the end of the period: how much is left, and which programs "
            "nearby it would pay for."
        ),
        required=False,
    )

    def __init__(self, typed: Any = None, *, user: User) -> None:
        self.topics = topics.topics_for(user)
        wanted = [topic for topic in self.topics if topic not in user.portal_only]
        initial = {"by_mail": wanted, "gets_reminders": user.gets_reminders}
        super().__init__(typed, initial=initial)
        by_mail = cast(forms.MultipleChoiceField, self.fields["by_mail"])
        by_mail.choices = [(topic, topics.label_for(user, topic)) for topic in self.topics]
        if not self.topics:
            del self.fields["by_mail"]
        if not has_role(user, Role.GUARDIAN):
            self.fields["gets_reminders"].widget = forms.HiddenInput()
            self.fields["gets_reminders"].disabled = True

    @property
    def portal_only(self) -> list[str]:
        """What the person reads in the portal alone."""
        wanted = self.cleaned_data.get("by_mail", [])
        return [topic for topic in self.topics if topic not in wanted]


def _about(cleaned: dict[str, Any]) -> dict[str, str]:
    return {name: cleaned.get(name, "") for name in ("email", "last_name", "first_name")}
