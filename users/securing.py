"""The second step of signing in, for who wants it: a code from the telephone, or a spare one.

The codes are those of RFC 6238, told by django-otp, which also slows guessing down: after each
wrong code one waits twice as long. Of spare codes only fingerprints are kept.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from reference.errors import RuleBroken
from users import access, audit, notifications
from users.models import User

SPARE_CODES = 10
SPARE_LENGTH = 8
KEY_BYTES = 20
# No letters and digits that are taken for one another on paper.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"

_SALT = "users.securing"


def is_on(user: User) -> bool:
    """Whether signing in asks the person for a second step."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def new_key() -> str:
    """A secret to be shared with the person's telephone, not yet in force."""
    return secrets.token_hex(KEY_BYTES)


def draft(user: User, key: str) -> TOTPDevice:
    """The telephone as it would be: its address for a QR code. Nothing is kept."""
    return TOTPDevice(user=user, key=key)


def spare_left(user: User) -> int:
    """How many spare codes the person has not used."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


@transaction.atomic
def turn_on(user: User, key: str, code: str, *, by: User, at: datetime) -> list[str]:
    """Ask for a second step from now on; the first code shows that the telephone knows the key.

    Returns the spare codes, told once. Raises RuleBroken `already_on`, `code_wrong`.
    """
    _lock(user)
    if is_on(user):
        raise RuleBroken("already_on", _("The second step is switched on already."))
    device = draft(user, key)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = at.timestamp()
    if not totp.verify(int(code), device.tolerance):
        raise RuleBroken(
            "code_wrong",
            _("This is not the code of the telephone. Wait for the next one and check its clock."),
            field="code",
        )
    device.last_t = totp.t()
    device.save()
    audit.record(by, "user.second_step_on", user)
    notifications.second_step_changed(user, is_on=True)
    return _write_spare(user)


def check(user: User, code: str) -> None:
    """Let a code of the telephone or a spare one pass, once each.

    Raises RuleBroken `code_wrong`, `wait`.
    """
    refusal = None
    with transaction.atomic():
        _lock(user)
        if not any(device.verify_token(said) for device, said in _ways(user, code)):
            refusal = _refusal(user)
    if refusal:
        raise refusal


def renew_spare(user: User, code: str, *, by: User) -> list[str]:
    """Other spare codes in place of those that are left.

    Raises RuleBroken `code_wrong`, `wait`, `not_on` (it was switched off meanwhile).
    """
    check(user, code)
    with transaction.atomic():
        _lock(user)
        _check_on(user)
        audit.record(by, "user.spare_codes_renewed", user)
        return _write_spare(user)


def turn_off(user: User, code: str, *, by: User) -> None:
    """Ask for no second step any more. Raises RuleBroken `code_wrong`, `wait`, `not_on`."""
    check(user, code)
    with transaction.atomic():
        _lock(user)
        _check_on(user)
        _forget(user)
        audit.record(by, "user.second_step_off", user)
        notifications.second_step_changed(user, is_on=False)


@transaction.atomic
def reset(person: User, *, by: User) -> None:
    """Take the second step off somebody who lost telephone and spare codes and stands at the desk.

    Raises RuleBroken `not_at_this_desk`, `not_on`.
    """
    if not access.people_to_help(by).filter(pk=person.pk).exists() or person.pk == by.pk:
        raise RuleBroken("not_at_this_desk", _("This is not for you to decide."))
    _lock(person)
    _check_on(person)
    _forget(person)
    audit.record(by, "user.second_step_reset", person)
    notifications.second_step_changed(person, is_on=False)


def _lock(user: User) -> None:
    """Two who come with one code wait for each other."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _check_on(user: User) -> None:
    if not is_on(user):
        raise RuleBroken("not_on", _("This person has no second step."))


def _ways(user: User, code: str) -> list[tuple[TOTPDevice | StaticDevice, str]]:
    """What the code is tried on: six digits on the telephone, eight letters on the spare codes."""
    if len(code) < SPARE_LENGTH:
        return [(one, code) for one in TOTPDevice.objects.filter(user=user, confirmed=True)]
    spare = _fingerprint(user, code)
    return [(one, spare) for one in StaticDevice.objects.filter(user=user, confirmed=True)]


def _refusal(user: User) -> RuleBroken:
    devices = [*TOTPDevice.objects.filter(user=user), *StaticDevice.objects.filter(user=user)]
    tries = max((device.throttling_failure_count for device in devices), default=0)
    if tries > 3:
        return RuleBroken(
            "wait",
            _("Too many wrong codes. Wait a little: after each wrong code twice as long."),
            field="code",
        )
    return RuleBroken(
        "code_wrong",
        _("This code does not fit or was used. Wait for the next one, or take a spare code."),
        field="code",
    )


def _write_spare(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="spare")
    codes = [
        "".join(secrets.choice(ALPHABET) for _letter in range(SPARE_LENGTH))
        for _code in range(SPARE_CODES)
    ]
    for code in codes:
        device.token_set.create(token=_fingerprint(user, code))
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def _forget(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _fingerprint(user: User, code: str) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{code}", algorithm="sha256").hexdigest()[:16]
