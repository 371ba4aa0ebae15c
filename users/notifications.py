"""The letters about a person's own account."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from users.models import User
from users.models.notification import CONFIRM_EMAIL, RECOVERY
from users.notifying import notify

EMAIL_CHANGED = "users.email_changed"
DESK_CODE = "users.desk_code"
PASSWORD_RECOVERED = "users.password_recovered"
SECOND_STEP = "users.second_step"


def email_to_confirm(user: User, token: str) -> None:
    """The person follows a link and so confirms the e-mail."""
    _tell(
        user,
        CONFIRM_EMAIL,
        subject=_("Confirm your e-mail"),
        body=_(
            "This e-mail was given on the Navigator of extra education. Follow the link to confirm "
            "that it is yours: what concerns your applications will come here. The link works for "
            "seven days. If it was not you, there is nothing to do."
        ),
        url=reverse("users:confirm_email", args=[token]),
    )


def recovery_asked(user: User, key: str, token: str) -> None:
    """By this link a new password is set."""
    _tell(
        user,
        RECOVERY,
        subject=_("A new password"),
        body=_(
            "Somebody, most likely you, asked for a new password on the Navigator of extra "
            "education. Follow the link and choose one; the link works for three hours. If it was "
            "not you, there is nothing to do: the old password still works."
        ),
        url=reverse("users:new_password", args=[key, token]),
    )


def email_changed(user: User, was: str) -> None:
    """Whoever reads the old address learns that it is not used any more."""
    _tell(
        user,
        EMAIL_CHANGED,
        subject=_("Your e-mail on the portal was changed"),
        body=_(
            "Letters of the Navigator of extra education no longer come to this e-mail, and it "
            "no longer signs in. If it was not you, call the municipal support centre."
        ),
        address=was,
    )


def desk_code_given(user: User) -> None:
    """The support centre has given a code at the desk."""
    _tell(
        user,
        DESK_CODE,
        subject=_("A code was given at the desk"),
        body=_(
            "The municipal support centre has seen your documents and given you a code of six "
            "digits for your account. It works for 24 hours and once. If it was not you, call "
            "the municipal support centre."
        ),
    )


def password_recovered(user: User) -> None:
    """A new password was set by a code of the desk."""
    _tell(
        user,
        PASSWORD_RECOVERED,
        subject=_("Your password was changed"),
        body=_(
            "A new password was set with the code that the municipal support centre gave. If "
            "it was not you, call the municipal support centre."
        ),
    )


def second_step_changed(user: User, *, is_on: bool) -> None:
    """The second step of signing in was switched on, or taken off."""
    _tell(
        user,
        SECOND_STEP,
        subject=_("The second step is switched on")
        if is_on
        else _("The second step is switched off"),
        body=_(
            "Signing in now asks for a code of your telephone after the password. If it was "
            "not you, change the password and call the municipal support centre."
        )
        if is_on
        else _(
            "Signing in asks for the password alone again. If it was not you, change the "
            "password and call the municipal support centre."
        ),
    )


def _tell(
    user: User,
    kind: str,
    *,
    subject: str | Promise,
    body: str | Promise,
    url: str = "",
    address: str = "",
) -> None:
    """Letters are stored, so they speak the portal's language, not that of who pressed."""
    with translation.override(settings.LANGUAGE_CODE):
        notify([user], kind, subject=str(subject), body=str(body), url=url, address=address)
