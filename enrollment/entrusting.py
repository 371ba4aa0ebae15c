"""An organisation applies for a family: only with the code that the family tells it (R6.27).

The family gets the code by letter and in the portal, with the child, the group and who asked.
Without it no seat and no money is kept. Families that nobody can write to have a signed consent on
paper instead. Who looks a child up by number and birth date is counted and written down.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, Guardianship
from enrollment.models import ConsentCode
from enrollment.notifications import language_of_letters
from programs.models import Group
from reference.errors import RuleBroken
from reference.stamps import PortalNow
from users import audit, six_digits
from users.guarding import is_too_often
from users.models import User
from users.notifying import notify

LOOKS = 100  # at children, in an hour: an evening of applications in a school
CODES = 5  # for one certificate, in an hour

_SALT = "enrollment.entrusting"

NOT_FOUND = RuleBroken(
    "no_certificate", _("There is no such certificate: check both lines"), field="number"
)
WRONG = RuleBroken(
    "code_wrong",
    _("This code does not fit, is too old or was tried too often. Ask for a new one."),
    field="code",
)


def look_up(number: str, birth_date: date, *, by: User) -> Certificate:
    """The certificate of that number whose child was born on that day (R6.27).

    Each look is counted, whether it finds anybody or not; the family sees who looked (R11.12).
    Raises RuleBroken `too_many_looks`, `no_certificate`.
    """
    if is_too_often(f"looks:{by.pk}", limit=LOOKS):
        raise RuleBroken(
            "too_many_looks",
            _("Too many children were looked up in an hour. Try again later."),
            field="number",
        )
    certificate = (
        Certificate.objects.filter(number=number, child__birth_date=birth_date)
        .select_related("child", "municipality__region")
        .first()
    )
    if certificate is None:
        raise NOT_FOUND
    audit.record(by, "child.viewed", certificate.child, page="application for a family")
    return certificate


def needs_code(certificate: Certificate) -> bool:
    """Whether somebody who acts for the child can be written to."""
    return _who_act(certificate).exists()


def _who_act(certificate: Certificate) -> QuerySet[User]:
    """Those with full rights: who may only look agrees to nothing (R11.05)."""
    full = Guardianship.objects.filter(child=certificate.child_id, rights=Guardianship.Rights.FULL)
    return User.objects.filter(guardianships__in=full, is_active=True)


def ask(certificate: Certificate, group: Group, *, by: User, at: datetime) -> None:
    """Write the family a code for this group; an earlier one is void. Raises `too_many_codes`."""
    if is_too_often(f"consent-codes:{certificate.pk}", limit=CODES):
        raise RuleBroken(
            "too_many_codes", _("Too many codes were asked for. Try again in an hour.")
        )
    code = six_digits.draw()
    with transaction.atomic():
        ConsentCode.objects.update_or_create(
            certificate=certificate,
            group=group,
            defaults={
                "fingerprint": six_digits.fingerprint(
                    _SALT, of=_what_for(certificate, group), code=code
                ),
                "asked_by": by,
                "asked_at": PortalNow(),
                "expires_at": at + six_digits.LIVES,
                "attempts": 0,
            },
        )
        audit.record(by, "consent.asked", certificate, group=group.pk)
        _write(certificate, group, code)


def check(certificate: Certificate, group: Group, code: str, *, at: datetime) -> None:
    """Hold the code against the one that was written; a wrong try counts. Raises `code_wrong`."""
    with transaction.atomic():
        codes = ConsentCode.objects.filter(certificate=certificate, group=group)
        kept = codes.select_for_update(of=("self",), no_key=True).first()
        is_right = (
            kept is not None
            and kept.expires_at > at
            and kept.attempts < ConsentCode.ATTEMPTS
            and six_digits.fits(
                kept.fingerprint, _SALT, of=_what_for(certificate, group), code=code
            )
        )
        if not is_right and kept is not None:
            codes.filter(attempts__lt=ConsentCode.ATTEMPTS).update(attempts=F("attempts") + 1)
    if not is_right:
        raise WRONG


def spend(certificate: Certificate, group: Group) -> None:
    """The application is sent: the code works no more."""
    ConsentCode.objects.filter(certificate=certificate, group=group).delete()


def _what_for(certificate: Certificate, group: Group) -> str:
    return f"{certificate.pk}:{group.pk}"


def _write(certificate: Certificate, group: Group, code: str) -> None:
    with language_of_letters():
        notify(
            _who_act(certificate),
            "enrollment.consent_code",
            subject=now("A code for an application"),
            body=now(
                "%(provider)s wants to apply for %(child)s to the program “%(program)s”, group "
                "“%(group)s”. If you agree, tell it this code: %(code)s. It works for 24 hours and "
                "for this group only. If you do not agree, tell it to nobody: without the code no "
                "application is sent and no money is kept."
            )
            % {
                "provider": group.program.provider.short_name,
                "child": certificate.child.first_name,
                "program": group.program.short_name,
                "group": group.name,
                "code": code,
            },
            url=certificate.get_absolute_url(),
        )
