"""A person's e-mail is put right: by themselves, at once, to be confirmed anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken, refusing
from users import audit, notifications, registering
from users.contacts import normal_email
from users.models import Notification, User
from users.models.notification import CONFIRM_EMAIL


def change_email(user: User, email: str, *, by: User, at: datetime) -> User:
    """Give the person another e-mail; letters and signing in go by it from now on.

    Who read letters at the old address is told of it there. Raises RuleBroken `same_email`,
    `email_taken`, `too_many_letters`.
    """
    email = normal_email(email)
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
        if user.email == email:
            raise RuleBroken("same_email", _("This is your e-mail already."), field="email")
        registering.check_letters_lately(user, at=at)
        was = user.email if user.email_confirmed_at and not user.email_bounced_at else ""
        user.email, user.email_confirmed_at, user.email_bounced_at = email, None, None
        taken = dict.fromkeys(registering.EMAIL_CONSTRAINTS, registering.EMAIL_TAKEN)
        with refusing(taken), transaction.atomic():
            user.save(update_fields=["email", "email_confirmed_at", "email_bounced_at"])
        audit.record(by, "user.email_changed", user)
        # Their links are of the old address, and void now: they do not follow to the new one.
        Notification.objects.filter(
            recipient=user, kind=CONFIRM_EMAIL, sent_at__isnull=True
        ).update(by_mail=False)
        notifications.email_to_confirm(user, registering.email_token(user))
        if was:
            notifications.email_changed(user, was)
    return user
