"""A parent comes to the portal: an account, and an e-mail that is really theirs (S3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken, refusing
from reference.models import Municipality
from reference.stamps import PortalNow
from users import accepting, audit, notifications
from users.contacts import normal_email, normal_phone
from users.models import Notification, Role, RoleAssignment, User
from users.models.notification import CONFIRM_EMAIL

TERMS_VERSION = accepting.TEXTS[-1].version
LINK_LIVES = timedelta(days=7)
LETTERS_AN_HOUR = 5

EMAIL_CONSTRAINTS = ("users_user_email_key", "user_email_unique_in_any_case")
EMAIL_TAKEN = RuleBroken(
    "email_taken",
    _("This e-mail is already used on the portal. Sign in or recover the password."),
    field="email",
)
_SALT = "users.registering.email"


@dataclass(frozen=True)
class PersonFields:
    """What a person tells of themselves."""

    last_name: str
    first_name: str
    phone: str
    patronymic: str = ""

    def tidy(self) -> dict[str, str]:
        """The values as they are kept. Raises RuleBroken `phone`."""
        return {
            "last_name": " ".join(self.last_name.split()),
            "first_name": " ".join(self.first_name.split()),
            "patronymic": " ".join(self.patronymic.split()),
            "phone": normal_phone(self.phone),
        }


def register_guardian(
    person: PersonFields, *, email: str, password: str, municipality: Municipality
) -> User:
    """Make the account of a parent who has accepted the terms, and ask them to confirm the e-mail.

    They may sign in at once. Raises RuleBroken `email_taken`, `phone`.
    """
    fields = person.tidy()
    with transaction.atomic():
        with refusing(dict.fromkeys(EMAIL_CONSTRAINTS, EMAIL_TAKEN)), transaction.atomic():
            user = User.objects.create_user(
                normal_email(email), password, municipality=municipality, **fields
            )
        RoleAssignment.objects.create(user=user, role=Role.GUARDIAN)
        audit.record(user, "user.registered", user, terms=TERMS_VERSION)
        notifications.email_to_confirm(user, email_token(user))
        return user


def change_details(user: User, person: PersonFields, *, by: User) -> User:
    """Change a person's names and phone. Raises RuleBroken `phone`."""
    fields = person.tidy()
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    if changed:
        with transaction.atomic():
            for name in changed:
                setattr(user, name, fields[name])
            user.save(update_fields=changed)
            audit.record(by, "user.details_changed", user, fields=changed)
    return user


def change_password(user: User, password: str, *, by: User) -> User:
    """Give the person a new password; their other sessions end with the old one."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record(by, "user.password_changed", user)
    return user


def send_confirmation_again(user: User, *, by: User, at: datetime) -> None:
    """Send the confirming letter once more.

    Raises RuleBroken `already_confirmed`, `too_many_letters`.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
        if user.email_confirmed_at and not user.email_bounced_at:
            raise RuleBroken("already_confirmed", _("This e-mail is confirmed already."))
        check_letters_lately(user, at=at)
        audit.record(by, "user.confirmation_sent", user)
        notifications.email_to_confirm(user, email_token(user))


def check_letters_lately(user: User, *, at: datetime) -> None:
    """Raise RuleBroken `too_many_letters` when enough confirming letters went out lately."""
    if letters_lately(user, CONFIRM_EMAIL, at=at) >= LETTERS_AN_HOUR:
        raise RuleBroken(
            "too_many_letters",
            _("Several letters have been sent already. Look into “Spam”, or try in an hour."),
        )


def letters_lately(user: User, kind: str, *, at: datetime) -> int:
    """How many letters of the kind the person was written within the last hour."""
    return Notification.objects.filter(
        recipient=user, kind=kind, created_at__gt=at - timedelta(hours=1)
    ).count()


def email_token(user: User) -> str:
    """What the confirming link carries: a signed key, nothing personal."""
    return signing.dumps([user.pk, _mark(user)], salt=_SALT)


def find_by_token(token: str) -> User:
    """Whose e-mail the link confirms. Raises RuleBroken `link_expired`, `link_wrong`."""
    try:
        key, mark = signing.loads(token, salt=_SALT, max_age=LINK_LIVES)
    except signing.SignatureExpired:
        raise RuleBroken(
            "link_expired", _("This link is too old. Ask for a new letter in your profile.")
        ) from None
    except signing.BadSignature:
        user = None
    else:
        user = User.objects.filter(pk=key, is_active=True).first()
    if user is None or not constant_time_compare(mark, _mark(user)):
        raise RuleBroken(
            "link_wrong", _("This link does not work. Open the last letter and try again.")
        )
    return user


@transaction.atomic
def choose_letters(
    user: User, *, gets_reminders: bool, portal_only: Iterable[str], by: User
) -> User:
    """Note what the person wants by e-mail; in the portal every letter stands in any case."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    user.gets_reminders, user.portal_only = gets_reminders, sorted(portal_only)
    user.save(update_fields=["gets_reminders", "portal_only"])
    audit.record(by, "user.letters_chosen", user, reminders=gets_reminders)
    return user


def confirm_email(token: str) -> User:
    """Note that the person reads letters sent to their e-mail; twice is as good as once.

    Raises RuleBroken `link_expired`, `link_wrong`.
    """
    user = find_by_token(token)
    note_reads_letters(user)
    user.refresh_from_db()
    return user


@transaction.atomic
def note_reads_letters(user: User) -> None:
    """The person has followed a link that came to their e-mail alone: the e-mail is theirs."""
    news = Q(email_confirmed_at=None) | Q(email_bounced_at__isnull=False)
    first_time = User.objects.filter(news, pk=user.pk).update(
        email_confirmed_at=PortalNow(), email_bounced_at=None
    )
    if first_time:
        audit.record(user, "user.email_confirmed", user)


def _mark(user: User) -> str:
    """A fingerprint of the address: after a change of e-mail older links confirm nothing."""
    return salted_hmac(_SALT, user.email, algorithm="sha256").hexdigest()[:20]
