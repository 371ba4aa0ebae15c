"""Letters to a child's family about the certificate. They call the child by the first name only."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Application, Certificate, Child
from reference.models import CategoryTerms, FundingPlan
from reference.money import rubles
from users.models import User
from users.notifying import notify


def application_submitted(application: Application) -> None:
    """The application is received; the documents are to be brought."""
    with _language_of_letters():
        _tell(
            application.child,
            "application_submitted",
            _("The application for a certificate is received"),
            _(
                "Application No. %(number)s for %(child)s is received. Bring the documents to the "
                "municipal support centre by %(day)s: come once, the certificate is issued on the "
                "spot. The page of the application says what to bring, where and when."
            )
            % {
                "number": application.pk,
                "child": application.child.first_name,
                "day": application.documents_until.strftime("%d.%m.%Y"),
            },
            _page_of(application),
        )


def certificate_issued(certificate: Certificate) -> None:
    """The documents are seen, the certificate has a number (R2.06)."""
    with _language_of_letters():
        _tell(
            certificate.child,
            "certificate_issued",
            _("The certificate is issued"),
            _(
                "%(child)s has certificate No. %(number)s. It opens free places and paid places. "
                "To pay for activities with it, ask for funding on the page of the certificate."
            )
            % {"child": certificate.child.first_name, "number": certificate.number},
            certificate.get_absolute_url(),
        )


def certificate_taken_over(certificate: Certificate) -> None:
    """The child has moved: another municipality has its certificate now (R2.34)."""
    with _language_of_letters():
        _tell(
            certificate.child,
            "certificate_taken_over",
            _("The certificate is transferred"),
            _(
                "%(child)s now has certificate No. %(number)s of %(municipality)s. Contracts paid "
                "by the old certificate go on until the end of the month. To pay for activities "
                "with the new one, ask for funding on its page."
            )
            % {
                "child": certificate.child.first_name,
                "number": certificate.number,
                "municipality": certificate.municipality,
            },
            certificate.get_absolute_url(),
        )


def application_rejected(application: Application) -> None:
    """The support centre refused, and says why."""
    with _language_of_letters():
        reason = ". ".join(
            part.rstrip(".")
            for part in (application.get_reason_display(), application.comment)
            if part
        )
        _tell(
            application.child,
            "application_rejected",
            _("The application for a certificate is rejected"),
            _(
                "Application No. %(number)s for %(child)s is rejected: %(reason)s. Mend that and "
                "apply again, on any day. If something is not clear, call the municipal support "
                "centre."
            )
            % {
                "number": application.pk,
                "child": application.child.first_name,
                "reason": reason,
            },
            _page_of(application),
        )


def application_expired(application: Application) -> None:
    """Nobody brought the documents in time (R2.06)."""
    with _language_of_letters():
        _tell(
            application.child,
            "application_expired",
            _("The application for a certificate has expired"),
            _(
                "The documents for application No. %(number)s (%(child)s) were not brought in "
                "time, so it is closed. You can apply again at any time."
            )
            % {"number": application.pk, "child": application.child.first_name},
            _page_of(application),
        )


def funding_granted(certificate: Certificate, nominal: int) -> None:
    """The certificate has money now: `nominal` kopecks (R2.14)."""
    with _language_of_letters():
        _tell(
            certificate.child,
            "funding_granted",
            _("The certificate is funded"),
            _(
                "The certificate of %(child)s has %(sum)s for this period. "
                "Choose a program and pay for it with the certificate."
            )
            % {"child": certificate.child.first_name, "sum": rubles(nominal)},
            certificate.get_absolute_url(),
        )


def queued_for_funding(certificate: Certificate, place: int) -> None:
    """No vacancy in the category: a place in the live queue (R3.12)."""
    with _language_of_letters():
        _tell(
            certificate.child,
            "queued_for_funding",
            _("A place in the queue for funding"),
            _(
                "All funded certificates of the category are given. %(child)s is number "
                "%(place)s in the queue. When a certificate comes free, the money is credited by "
                "itself, and we write to you."
            )
            % {"child": certificate.child.first_name, "place": place},
            certificate.get_absolute_url(),
        )


def funding_returned(certificate: Certificate) -> None:
    """The family gave the money back; the certificate is an accounting one again (R2.14)."""
    _tell_of_certificate(certificate, "funding_returned")


def certificate_suspended(certificate: Certificate) -> None:
    """Nothing new can be paid until it is resumed."""
    _tell_of_certificate(certificate, "certificate_suspended")


def certificate_resumed(certificate: Certificate) -> None:
    """The certificate works again."""
    _tell_of_certificate(certificate, "certificate_resumed")


def certificate_closed(certificate: Certificate) -> None:
    """The certificate is closed for good."""
    _tell_of_certificate(certificate, "certificate_closed")


def nominal_changed(terms: CategoryTerms) -> None:
    """The nominal of a category is now `terms.nominal` kopecks: one letter each (R3.09)."""
    guardians = User.objects.filter(
        guardianships__child__certificates__in=Certificate.objects.active()
        .funded()
        .filter(category=terms.category_id),
        is_active=True,
    ).distinct()
    with _language_of_letters():
        notify(
            guardians,
            "certificates.nominal_changed",
            subject=_("The nominal of the certificate has changed"),
            body=_(
                "The nominal of the category “%(category)s” for the period %(starts)s – %(ends)s "
                "is now %(sum)s."
            )
            % {
                "category": terms.category,
                "starts": terms.plan.starts_on.strftime("%d.%m.%Y"),
                "ends": terms.plan.ends_on.strftime("%d.%m.%Y"),
                "sum": rubles(terms.nominal),
            },
            url=reverse("certificates:family"),
        )


def category_changed(certificate: Certificate) -> None:
    """The payer has put the certificate into another category (R2.24)."""
    with _language_of_letters():
        _tell(
            certificate.child,
            "category_changed",
            _("The category of the certificate has changed"),
            _(
                "The certificate of %(child)s is now of the category “%(category)s”. The page of "
                "the certificate shows its money."
            )
            % {"child": certificate.child.first_name, "category": certificate.category},
            certificate.get_absolute_url(),
        )


def nominal_lowered(certificate: Certificate, nominal: int) -> None:
    """The payer has lowered the nominal of this one certificate to so many kopecks (R2.25)."""
    with _language_of_letters():
        _tell(
            certificate.child,
            "nominal_lowered",
            _("The nominal of the certificate has changed"),
            _("The nominal of the certificate of %(child)s for this period is now %(sum)s.")
            % {"child": certificate.child.first_name, "sum": rubles(nominal)},
            certificate.get_absolute_url(),
        )


def left_without_nominal(plan: FundingPlan, certificates: list[int]) -> None:
    """The limits of the new period were too narrow for these: one letter each (R3.12)."""
    guardians = User.objects.filter(
        guardianships__child__certificates__in=certificates, is_active=True
    ).distinct()
    with _language_of_letters():
        notify(
            guardians,
            "certificates.left_without_nominal",
            subject=_("The certificate is an accounting one in the new period"),
            body=_(
                "The limits of the period %(starts)s – %(ends)s were not enough for all "
                "certificates. The page of the certificate says whether the child stands in the "
                "queue for funding."
            )
            % {
                "starts": plan.starts_on.strftime("%d.%m.%Y"),
                "ends": plan.ends_on.strftime("%d.%m.%Y"),
            },
            url=reverse("certificates:family"),
        )


def unused_returned(certificates: list[int]) -> None:
    """Nobody applied with these for long: they are accounting ones again, one letter each."""
    guardians = User.objects.filter(
        guardianships__child__certificates__in=certificates, is_active=True
    ).distinct()
    with _language_of_letters():
        notify(
            guardians,
            "certificates.unused_returned",
            subject=_("The certificate is an accounting one again"),
            body=_(
                "The money of the certificate was not used, so it is returned to the municipality "
                "and goes to the children of the queue. You can ask for funding again on the page "
                "of the certificate at any time."
            ),
            url=reverse("certificates:family"),
        )


def contracting_closes(plan: FundingPlan, until: date) -> None:
    """The last day on which families may ask for contracts of the period (R3.17)."""
    guardians = User.objects.filter(
        guardianships__child__certificates__in=Certificate.objects.active()
        .funded()
        .filter(municipality=plan.municipality_id),
        is_active=True,
    ).distinct()
    with _language_of_letters():
        notify(
            guardians,
            "certificates.contracting_closes",
            subject=_("Applications at the expense of this period are closing"),
            body=_(
                "Applications for programs at the expense of the period %(starts)s – %(ends)s are "
                "taken until %(until)s inclusive. Contracts that were asked for by then go on."
            )
            % {
                "starts": plan.starts_on.strftime("%d.%m.%Y"),
                "ends": plan.ends_on.strftime("%d.%m.%Y"),
                "until": until.strftime("%d.%m.%Y"),
            },
            url=reverse("certificates:family"),
        )


def _tell_of_certificate(certificate: Certificate, kind: str) -> None:
    with _language_of_letters():
        subject, body = {
            "funding_returned": (
                _("The certificate is an accounting one again"),
                _("The funding of the certificate of %(child)s is given back.%(reason)s"),
            ),
            "certificate_suspended": (
                _("The certificate is suspended"),
                _(
                    "The certificate of %(child)s is suspended: nothing new can be paid with it "
                    "until it is resumed.%(reason)s The municipal support centre will explain how "
                    "to resume it."
                ),
            ),
            "certificate_resumed": (
                _("The certificate is active again"),
                _("The certificate of %(child)s is resumed and can be used again.%(reason)s"),
            ),
            "certificate_closed": (
                _("The certificate is closed"),
                _(
                    "The certificate of %(child)s is closed.%(reason)s If you did not expect it, "
                    "call the municipal support centre."
                ),
            ),
        }[kind]
        reason = certificate.reason.rstrip(".")
        _tell(
            certificate.child,
            kind,
            subject,
            body
            % {
                "child": certificate.child.first_name,
                "reason": _(" Reason: %(reason)s.") % {"reason": reason} if reason else "",
            },
            certificate.get_absolute_url(),
        )


def _tell(child: Child, kind: str, subject: str, body: str, url: str) -> None:
    guardians = User.objects.filter(guardianships__child=child, is_active=True)
    notify(guardians, f"certificates.{kind}", subject=subject, body=body, url=url)


def _page_of(application: Application) -> str:
    return reverse("certificates:receipt", args=(application.pk,))


def _language_of_letters() -> translation.override:
    """Letters are stored, so they speak the portal's language, not that of who pressed."""
    return translation.override(settings.LANGUAGE_CODE)
