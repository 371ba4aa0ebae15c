"""The desk vouches for a person whom no letter reaches: six digits instead of the link (S3).

The clerk has the passport and the child's document in hand. A code belongs to one person and one
e-mail, lives for a day, is used once, and a few wrong tries void it. Only families of the clerk's
own municipality get one: nobody's rights at work can be taken over at a desk.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken
from reference.stamps import PortalNow
from users import access, audit, notifications, six_digits
from users.contacts import normal_email
from users.models import DeskCode, User

_SALT = "users.vouching"


def give_code(person: User, *, by: User, at: datetime) -> str:
    """Make a code for a person who stands at the desk; an earlier one is void. Returns its digits.

    The person is told by letter, should somebody else stand there. Raises RuleBroken
    `not_at_this_desk`.
    """
    if not access.families_of_desk(by).filter(pk=person.pk).exists() or person.pk == by.pk:
        raise RuleBroken(
            "not_at_this_desk", _("A code is given to families of your municipality only.")
        )
    code = six_digits.draw()
    with transaction.atomic():
        DeskCode.objects.update_or_create(
            user=person,
            defaults={
                "fingerprint": six_digits.fingerprint(_SALT, of=_whose(person), code=code),
                "given_by": by,
                "given_at": PortalNow(),
                "expires_at": at + six_digits.LIVES,
                "attempts": 0,
            },
        )
        audit.record(by, "user.desk_code_given", person)
        notifications.desk_code_given(person)
    return code


def confirm(user: User, code: str, *, at: datetime) -> None:
    """Take the desk's word that the account is this person's: it counts as confirmed.

    An address from which letters come back stays marked: they still do not arrive. Raises
    RuleBroken `code_wrong`.
    """
    with transaction.atomic():
        is_right = _spend(user, code, at=at)
        if is_right:
            audit.record(user, "user.confirmed_by_desk", user)
    if not is_right:
        raise _wrong()


def recover(email: str, code: str, password: str, *, at: datetime) -> User:
    """Set a new password by the desk's code; an unknown e-mail is refused in the same words.

    Raises RuleBroken `code_wrong`.
    """
    user = User.objects.filter(email=normal_email(email), is_active=True).first()
    if user is None:
        raise _wrong()
    with transaction.atomic():
        is_right = _spend(user, code, at=at)
        if is_right:
            user.set_password(password)
            user.save(update_fields=["password"])
            audit.record(user, "user.password_recovered", user)
            notifications.password_recovered(user)
    if not is_right:
        raise _wrong()
    return user


def _spend(user: User, code: str, *, at: datetime) -> bool:
    """Use the code up, or count a wrong try; two who come at once wait for its row."""
    codes = DeskCode.objects.filter(user=user)
    kept = codes.select_for_update(of=("self",), no_key=True).first()
    if kept is None or kept.expires_at <= at or kept.attempts >= DeskCode.ATTEMPTS:
        return False
    if not six_digits.fits(kept.fingerprint, _SALT, of=_whose(user), code=code):
        codes.update(attempts=F("attempts") + 1)
        return False
    kept.delete()
    User.objects.filter(pk=user.pk, email_confirmed_at=None).update(email_confirmed_at=PortalNow())
    return True


def _whose(user: User) -> str:
    """After a change of e-mail an older code fits no more."""
    return f"{user.pk}:{user.email}"


def _wrong() -> RuleBroken:
    return RuleBroken(
        "code_wrong",
        _(
            "This code does not fit, is too old or was used. Check the digits; after five wrong "
            "tries ask the support centre for a new one."
        ),
        field="code",
    )
