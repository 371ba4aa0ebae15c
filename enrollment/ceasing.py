"""A family took back its consent: what was begun ends by itself, then the certificate (R11.04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from certificates import consenting
from certificates.models import Certificate, Consent
from certificates.models.certificate import CertificateQuerySet
from enrollment import enrolling, freezing, placing, waiting
from enrollment.models import BudgetPlace, Contract
from reference.errors import RuleBroken
from reference.models import Municipality
from users.models import User

JOB = "withdrawn consents"
GAVE_UP = Contract.Refusal.PARENT_WITHDREW


def cease(municipality: Municipality, *, on: date, by: User | None = None) -> int:
    """The daily work where no consent stands any more (R11.04); how many certificates it closed.

    Applications are refused, the child waits nowhere; the certificate closes when its last
    contract and place are over. Each step is a transaction of its own under the lock of the
    child's consents, so a consent given again meanwhile stops it.
    """
    return sum(_cease(certificate, on=on, by=by) for certificate in _withdrawn(municipality))


def _withdrawn(municipality: Municipality) -> CertificateQuerySet:
    consents = Consent.objects.filter(child=OuterRef("child"))
    return (
        Certificate.objects.living()
        .filter(Exists(consents), ~Exists(consents.standing()), municipality=municipality)
        .select_related("child")
        .order_by("pk")
    )


def _cease(certificate: Certificate, *, on: date, by: User | None) -> bool:
    """End what is not agreed yet, then the certificate. Returns whether it was closed."""
    for contract in certificate.contracts.filter(status__in=enrolling.UNSIGNED):
        _step(certificate, partial(enrolling.refuse, contract, GAVE_UP, by=by, on=on, job=JOB))
    for place in BudgetPlace.objects.filter(certificate=certificate, status=BudgetPlace.Status.NEW):
        _step(certificate, partial(placing.refuse, place, GAVE_UP, by=by, on=on))
    for waits in certificate.waiting_places.waiting().select_related("group"):
        _step(certificate, partial(waiting.leave, waits, by=by, on=on, job=JOB))
    if runs_on(certificate):
        return False
    reason = _("the consent to data processing is withdrawn")
    return _step(certificate, partial(freezing.close, certificate, reason, by=by, on=on))


def runs_on(certificate: Certificate) -> bool:
    """Whether the child still studies, so that the certificate waits."""
    places = BudgetPlace.objects.living().filter(certificate=certificate)
    return certificate.contracts.living().exists() or places.exists()


@transaction.atomic
def _step(certificate: Certificate, verb: Callable[[], object]) -> bool:
    """Do it while no consent stands. Returns whether it was done."""
    if not consenting.lock_withdrawn(certificate.child):
        return False
    try:
        with transaction.atomic():
            verb()
    except RuleBroken:  # somebody was faster, or the period is being closed: tomorrow comes back
        return False
    return True
