"""The letters about a person's own account."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from users.models import User
from users.notifying import notify

CONFIRM_EMAIL = "users.confirm_email"
RECOVERY = "users.recovery"


def email_to_confirm(user: User, token: str) -> None:
    """The person follows a link and so confirms the e-mail."""
    with translation.override(settings.LANGUAGE_CODE):
        notify(
            [user],
            CONFIRM_EMAIL,
            subject=_("Confirm your e-mail"),
            body=_(
                "You have registered on the Navigator of extra education. Follow the link to "
                "confirm that this e-mail is yours; the link works for seven days. If it was not "
                "you, there is nothing to do."
            ),
            url=reverse("users:confirm_email", args=[token]),
        )


def recovery_asked(user: User, key: str, token: str) -> None:
    """By this link a new password is set."""
    with translation.override(settings.LANGUAGE_CODE):
        notify(
            [user],
            RECOVERY,
            subject=_("A new password"),
            body=_(
                "Somebody, most likely you, asked for a new password on the Navigator of extra "
                "education. Follow the link and choose one. If it was not you, there is nothing to "
                "do: the old password still works."
            ),
            url=reverse("users:new_password", args=[key, token]),
        )
