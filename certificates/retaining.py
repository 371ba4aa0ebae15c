"""Terms of storage in the register of children (R11.11): what is over for good is let go.

Each verb is given the day before which things ended, works in pieces of transactions of their own
and says how much it changed. What it lets go of is asked again under the lock of the child.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.models import Application, Certificate, Child, Consent
from reference.locking import lock_rows
from reference.models import Municipality
from users import audit

JOB = "storage"
CHUNK = 500
NAMELESS = "Обезличено"  # what stands instead of a name, in the data themselves

GONE = (Application.Status.REJECTED, Application.Status.EXPIRED)


def drop_applications(municipality: Municipality, *, before: date) -> int:
    """Applications for a certificate that came to nothing (R11.11)."""
    gone = municipality.certificate_applications.filter(status__in=GONE, decided_on__lt=before)
    return gone.delete()[0]


def drop_consents(municipality: Municipality, *, before: date) -> Iterator[int]:
    """Consents that ended before the day: taken back, or the certificate is closed (R11.11).

    One that was taken back stays while it alone says that nothing may be done (R11.04).
    """
    ended = Consent.objects.filter(child__municipality=municipality).filter(
        _ended(before), given_at__date__lt=before
    )
    for keys in _pieces(ended.values_list("child", flat=True).distinct().order_by("child")):
        yield _drop_consents_of(keys, before)


@transaction.atomic
def _drop_consents_of(children: list[int], before: date) -> int:
    lock_rows(Child.objects.all(), children)
    ended = Consent.objects.filter(_ended(before), child__in=children, given_at__date__lt=before)
    return ended.delete()[0]


def _ended(before: date) -> Q:
    """The condition that a consent serves nothing since before the day."""
    standing = Consent.objects.standing().filter(child=OuterRef("child"))
    taken_back = Q(withdrawn_at__date__lt=before) & (Q(Exists(standing)) | ~Q(_is_used()))
    return taken_back | _is_closed("child", before)


def _is_used() -> Exists:
    living = Certificate.objects.living().filter(child=OuterRef("child"))
    return Exists(living)


def _is_closed(child: str, before: date) -> Q:
    """The condition that a child had a certificate, and the last one closed before the day."""
    own = Certificate.objects.filter(child=OuterRef(child))
    later = own.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=before))
    asked = Application.objects.filter(child=OuterRef(child)).filter(
        Q(status=Application.Status.SUBMITTED) | Q(submitted_on__gte=before)
    )
    return Q(Exists(own)) & ~Q(Exists(later)) & ~Q(Exists(asked))


def take_names_away(municipality: Municipality, *, before: date, kept: Q) -> Iterator[int]:
    """Children whose certificate closed before the day lose their names, but not `kept` (R11.11).

    The year of birth, the municipality and the category stay, for statistics.
    """
    children = Child.objects.filter(~kept, _is_closed("pk", before), municipality=municipality)
    named = children.exclude(name_key="").order_by("pk")
    for keys in _pieces(named.values_list("pk", flat=True)):
        yield _take_names_away(keys, named)


@transaction.atomic
def _take_names_away(keys: list[int], named: QuerySet[Child]) -> int:
    lock_rows(Child.objects.all(), keys)
    children = list(named.filter(pk__in=keys))
    for child in children:
        for rows in (
            child.guardianships,
            child.invitations,
            child.points,
            child.consents,
            child.applications,
            child.achievements,
        ):
            rows.all().delete()
        child.certificates.update(reason="")
        child.last_name, child.first_name, child.patronymic = NAMELESS, "", ""
        child.name_key, child.sex, child.snils = "", "", None
        child.settlement = child.school = child.health_condition = ""
        child.birth_date = date(child.birth_date.year, 1, 1)
        child.documents_seen_on = child.documents_seen_by = None
        child.save()
        audit.record(None, "child.unnamed", child, job=JOB)
    return len(children)


def _pieces(keys: QuerySet[Child, int] | QuerySet[Consent, int]) -> Iterator[list[int]]:
    found = list(keys)
    for first in range(0, len(found), CHUNK):
        yield found[first : first + CHUNK]
