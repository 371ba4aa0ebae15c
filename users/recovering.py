"""A forgotten password: a letter with a link, then a new password."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken
from reference.locking import lock_row
from reference.stamps import PortalNow
from users import audit, notifications, registering
from users.contacts import normal_email
from users.models import User
from users.models.notification import RECOVERY

# Other things than an e-mail that tell whose account it is; the floors above register theirs.
Finder = Callable[[str], Iterable[User]]
_finders: list[Finder] = []


def found_by(finder: Finder) -> None:
    """Let people be found by what this function knows: a certificate's number, for example."""
    _finders.append(finder)


def ask(said: str, *, at: datetime) -> None:
    """Send a recovery letter to whoever signs in by this e-mail, or acts for the holder of this
    certificate (R11.13); the asker is not told whether there is anybody."""
    if "@" in said:
        people = list(User.objects.filter(email=normal_email(said), is_active=True))
    else:
        people = [user for find in _finders for user in find(said) if user.is_active]
    for user in people:
        _write_to(user, at=at)


def _write_to(user: User, *, at: datetime) -> None:
    """Beyond a few letters an hour nothing more is sent; who ask at once wait for each other."""
    with transaction.atomic():
        user = lock_row(User.objects.all(), user.pk)
        lately = registering.letters_lately(user, RECOVERY, at=at)
        if lately < registering.LETTERS_AN_HOUR:
            audit.record(None, "user.recovery_asked", user)
            notifications.recovery_asked(user, key_of(user), token_of(user))


def key_of(user: User) -> str:
    """The person's key as the link carries it."""
    return urlsafe_base64_encode(force_bytes(user.pk))


def token_of(user: User) -> str:
    """A token that works once: signing in or a new password makes it void."""
    return default_token_generator.make_token(user)


def find_by_link(key: str, token: str) -> User:
    """Whose password the link recovers. Raises RuleBroken `link_wrong`."""
    return _find(User.objects.all(), key, token)


def _find(people: QuerySet[User], key: str, token: str) -> User:
    try:
        pk = int(urlsafe_base64_decode(key))
        user = people.filter(pk=pk, is_active=True).first()
    except (ValueError, OverflowError, ValidationError):
        user = None
    if user is None or not default_token_generator.check_token(user, token):
        raise RuleBroken(
            "link_wrong", _("This link is too old or has been used. Ask for a new letter.")
        )
    return user


def recover(key: str, token: str, password: str) -> User:
    """Set the new password; whoever came by the letter reads it, so the e-mail is confirmed too.

    Raises RuleBroken `link_wrong`.
    """
    with transaction.atomic():
        # of two who come by one letter the second meets a used link
        user = _find(User.objects.select_for_update(of=("self",), no_key=True), key, token)
        user.set_password(password)
        user.save(update_fields=["password"])
        news = Q(email_confirmed_at=None) | Q(email_bounced_at__isnull=False)
        User.objects.filter(news, pk=user.pk).update(
            email_confirmed_at=PortalNow(), email_bounced_at=None
        )
        audit.record(user, "user.password_recovered", user)
    return user
