"""A child moves to another municipality of the region (R2.34): the request, the new record."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates import acting, consenting, issuing, notifications, numbering, registering
from certificates.models import Application, Certificate, Child
from certificates.models.certificate import CertificateQuerySet
from reference.errors import RuleBroken, refusing
from reference.models import Category, Municipality
from users import audit
from users.models import User

SAME_MUNICIPALITY = RuleBroken(
    "same_municipality",
    _("The certificate is of this municipality already."),
    field="municipality",
)


@transaction.atomic
def ask(child: Child, municipality: Municipality, *, by: User, on: date) -> Application:
    """The parent asks the municipality the child has moved to to take the certificate over.

    Raises RuleBroken `consent_withdrawn`, `no_certificate`, `same_municipality`, `already_applied`.
    """
    acting.hold(child.pk, by=by)
    consenting.check(child)  # (R11.04)
    certificate = child.certificates.living().select_related("municipality").first()
    if certificate is None:
        raise RuleBroken("no_certificate", _("The child has no certificate to take over."))
    _check_another(certificate, municipality)
    applied = RuleBroken("already_applied", _("The application is already under consideration."))
    with refusing({"application_one_open_per_child": applied}):
        application = Application.objects.create(
            child=child, municipality=municipality, submitted_by=by, submitted_on=on
        )
    audit.record(by, "application.submitted", application, moves_from=certificate.municipality_id)
    notifications.application_submitted(application)
    return application


def find(words: str, municipality: Municipality) -> CertificateQuerySet:
    """Living certificates of the region's other municipalities by number or СНИЛС, exactly (R2.34).

    A desk finds a child of another municipality only by what the family has shown it.
    """
    digits = "".join(character for character in words if character.isdecimal())
    return (
        Certificate.objects.living()
        .filter(Q(number=digits) | Q(child__snils=digits))
        .filter(municipality__region=municipality.region_id)
        .exclude(municipality=municipality)
    )


@transaction.atomic
def take_over(
    previous: Certificate, category: Category, *, settlement: str = "", by: User, on: date
) -> Certificate:
    """Issue a new accounting certificate for a child whose old one has just been closed.

    Its number is of the new payer, it knows the one before it (R2.34, R2.36). The old one has to
    be closed in the same transaction: `enrollment.transferring` does both.
    """
    municipality = category.municipality
    _check_another(previous, municipality)
    registering.check_age(previous.child.birth_date, municipality, on=on)
    with refusing({"certificate_one_living_per_child": issuing.HAS_CERTIFICATE}):
        certificate = Certificate.objects.create(
            number=numbering.next_number(municipality),
            child=previous.child,
            municipality=municipality,
            category=category,
            previous=previous,
            issued_on=on,
            type_changed_on=on,
        )
    Child.objects.filter(pk=previous.child_id).update(
        municipality=municipality,
        settlement=settlement,
        documents_seen_on=on,
        documents_seen_by=by,
    )
    audit.record(by, "certificate.taken_over", certificate, previous=previous.pk)
    waiting = Application.objects.filter(
        child=previous.child_id, status=Application.Status.SUBMITTED
    ).first()
    if waiting is not None and waiting.municipality_id == municipality.pk:
        issuing.settle(waiting, by=by, on=on)
    notifications.certificate_taken_over(certificate)
    return certificate


def _check_another(certificate: Certificate, municipality: Municipality) -> None:
    if certificate.municipality_id == municipality.pk:
        raise SAME_MUNICIPALITY
    if certificate.municipality.region_id != municipality.region_id:
        raise RuleBroken(
            "another_region", _("Between regions a certificate is not transferred: apply anew.")
        )
