"""Where each obstacle is cured: the page a family opens to do something about it (6.1)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment.obstacles import Obstacle
from programs.models import Group

Words = str | Promise
Cure = tuple[str, Words]

OF_THE_CERTIFICATE = {"certificate_not_active", "certificate_disputed", "no_weekly_norm"}
OF_OUR_PLACES = {"already_applied", "register_limit", "weekly_threshold", "weekly_norm"}
OF_THE_ORGANISATION = {"enrollment_closed", "no_agreement", "no_timetable"}
OF_THE_GROUP = {"group_full", "offer_lapsed", "kept_for_continuing"}
OF_MONEY = {"no_money", "volume_spent"}


def cure_of(obstacle: Obstacle, certificate: Certificate, group: Group) -> Cure:
    """The address and its words; empty where the cure is on the page itself."""
    code, program = obstacle.code, group.program
    if code == "chosen_twice":
        return "", ""
    if code == "accounting_certificate":
        page = reverse("certificates:request_funding", args=(certificate.pk,))
        return page, _("Ask for funding")
    if code == "consent_withdrawn":
        return reverse("certificates:consents"), _("Consents")
    if code in OF_THE_CERTIFICATE:
        return certificate.get_absolute_url(), _("Open the certificate")
    if code in OF_OUR_PLACES:
        return reverse("enrollment:our_contracts"), _("Our applications and contracts")
    if code in OF_THE_ORGANISATION:
        return program.provider.get_absolute_url(), _("Contacts of the organisation")
    if code in OF_THE_GROUP or obstacle.has_no_day:
        return program.get_absolute_url(), _("Other groups of the program")
    if code == "dates":
        return _form_of(certificate, group), _("Choose another first day")
    if code in OF_MONEY:
        return _catalogue(certificate, pay="budget"), _("Free programs with places")
    if code == "direction_limit":
        return _catalogue(certificate), _("Programs for the child")
    return _catalogue(certificate, direction=program.direction_id), _("Programs like this one")


def _form_of(certificate: Certificate, group: Group) -> str:
    page = reverse("enrollment:apply", args=(group.pk,))
    return f"{page}?certificate={certificate.pk}#id_starts_on"


def _catalogue(certificate: Certificate, **wanted: str) -> str:
    """Programs with free places for this very child."""
    asked = urlencode({"child": certificate.child_id, "free": "on", **wanted})
    return f"{reverse('programs:catalogue')}?{asked}"
