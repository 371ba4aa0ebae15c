"""The consent to the processing of a child's data: its texts, given and taken back (R11.01)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting, arbitrating, granting, letters_of_consents
from certificates.models import Certificate, Child, Consent, Guardianship
from reference.errors import RuleBroken
from reference.locking import lock_rows
from reference.stamps import PortalNow
from reference.versions import Text
from users import audit
from users.models import User

WITHDRAWN = RuleBroken(
    "consent_withdrawn",
    _("The consent to the processing of the child's data is withdrawn: nothing new can be done."),
)
NOTHING_TO_WITHDRAW = RuleBroken(
    "no_consent", _("This person has given no consent that could be withdrawn.")
)
NOT_REPRESENTATIVE = RuleBroken(
    "not_representative", _("Only a representative of the child gives and withdraws the consent.")
)


FOLDER = "certificates/consent"
# Oldest first; a changed text is a new file and a new line.
TEXTS = (
    Text(FOLDER, "2026-09"),
    Text(
        FOLDER,
        "2026-11",
        _(
            "The consent can be withdrawn in the cabinet, not only on paper; the text says what "
            "follows. Who looks at the data of the child is written down and shown to you."
        ),
    ),
)
CURRENT = TEXTS[-1]


@transaction.atomic
def give(
    child: Child, *, of: User, by: User, channel: Consent.Channel = Consent.Channel.CABINET
) -> Consent:
    """Note a representative's consent to the present text (R11.03); given already, it stands.

    On paper it is noted by the desk. Raises RuleBroken `not_representative`, `sees_only`,
    `own_family`.
    """
    _lock(child)
    _check_may_note(child, channel, by=by)
    _check_representative(child, of)
    consent, given_now = Consent.objects.get_or_create(
        child=child,
        given_by=of,
        text_version=CURRENT.version,
        withdrawn_at=None,
        defaults={
            "channel": channel,
            "noted_by": by if channel == Consent.Channel.PAPER else None,
        },
    )
    if given_now:
        audit.record(by, "consent.given", child, version=CURRENT.version, channel=channel.value)
    return consent


@transaction.atomic
def withdraw(
    child: Child, *, of: User, by: User, channel: Consent.Channel = Consent.Channel.CABINET
) -> None:
    """Take back whatever consents this representative has given (R11.04).

    The processing needs one standing consent of a representative: with the last one gone nothing
    new can be done, and the certificate closes when its last contract is over. Whoever reserves
    money at the same moment is before or after it, for the accounts are locked. Raises
    RuleBroken `no_consent`, `sees_only`, `own_family`.
    """
    _lock(child)
    _check_may_note(child, channel, by=by)
    lock_rows(Certificate.objects.all(), _living(child))
    for certificate in Certificate.objects.filter(pk__in=_living(child)):
        granting.lock_accounts(certificate)
    taken_back = child.consents.standing().filter(given_by=of)
    if not taken_back.update(withdrawn_at=PortalNow(), withdrawn_channel=channel, withdrawn_by=by):
        raise NOTHING_TO_WITHDRAW
    audit.record(by, "consent.withdrawn", child, channel=channel.value)
    if is_withdrawn(child):
        # nothing that goes on needs them
        child.points.all().delete()
    letters_of_consents.consent_withdrawn(child, stands=child.consents.standing().exists())


def is_withdrawn(child: Child) -> bool:
    """Whether the family took its consent back, and no other consent stands (R11.04).

    A child of an old register, who came without one, is another matter.
    """
    return child.consents.exists() and not child.consents.standing().exists()


def stand(child: Child) -> bool | None:
    """Whether a consent stands; None for a child who came without one in the portal."""
    return not is_withdrawn(child) if child.consents.exists() else None


def check(child: Child) -> None:
    """Raise RuleBroken `consent_withdrawn` where the family took its consent back (R11.04)."""
    if is_withdrawn(child):
        raise WITHDRAWN


@transaction.atomic
def lock_withdrawn(child: Child) -> bool:
    """Keep the consents of the child as they are until the commit; whether they are withdrawn."""
    _lock(child)
    return is_withdrawn(child)


def asks_again(children: Iterable[Child], user: User) -> list[Child]:
    """The children for whom this person has agreed to an earlier text, but not to the present."""
    children = list(children)
    given = Consent.objects.standing().filter(child__in=children, given_by=user)
    versions: dict[int, set[str]] = {}
    for child_id, version in given.values_list("child", "text_version"):
        versions.setdefault(child_id, set()).add(version)
    return [
        child
        for child in children
        if CURRENT.version not in versions.get(child.pk, {CURRENT.version})
    ]


def _check_may_note(child: Child, channel: Consent.Channel, *, by: User) -> None:
    """In the cabinet who acts for the child; on paper the desk, for families not its own."""
    if channel == Consent.Channel.PAPER:
        arbitrating.check_is_another_family(child, by=by)
    acting.hold(child.pk, by=by)


def _lock(child: Child) -> None:
    lock_rows(Child.objects.all(), [child.pk])


def _living(child: Child) -> list[int]:
    return list(child.certificates.living().values_list("pk", flat=True))


def _check_representative(child: Child, person: User) -> None:
    representatives = Guardianship.objects.filter(child=child, rights=Guardianship.Rights.FULL)
    if not representatives.filter(user=person).exists():
        raise NOT_REPRESENTATIVE
