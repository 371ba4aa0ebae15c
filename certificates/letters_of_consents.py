"""Letters about consents: to the family, and to the desk that answers for the child's record."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Child
from users.models import Role, User
from users.notifying import notify


def consent_withdrawn(child: Child, *, stands: bool) -> None:
    """A representative took the consent back (R11.04); `stands` where another one is left."""
    with translation.override(settings.LANGUAGE_CODE):
        family = User.objects.filter(guardianships__child=child, is_active=True)
        if stands:
            follows = _(
                "The consent of another representative stands, so nothing changes for %(child)s."
            )
        else:
            follows = _(
                "No new application can be made for %(child)s, applications that are not signed "
                "are refused the next night. Contracts go on to their end, then the certificate is "
                "closed. You can give the consent again before that: everything is restored."
            )
        notify(
            family,
            "certificates.consent_withdrawn",
            subject=_("The consent to data processing is withdrawn"),
            body=follows % {"child": child.first_name},
            url=reverse("certificates:consents"),
        )
        if not stands:
            _tell_the_desk(child)


def _tell_the_desk(child: Child) -> None:
    notify(
        User.objects.filter(
            is_active=True,
            role_assignments__role=Role.MOC,
            role_assignments__municipality=child.municipality_id,
        ).distinct(),
        "certificates.consent_withdrawn",
        subject=_("A family has withdrawn its consent to data processing"),
        body=_(
            "Nothing new may be done with the data of the child. The certificate closes by itself "
            "when its last contract is over; see the page of the child's consents."
        ),
        url=reverse("certificates:desk_consents", args=(child.pk,)),
    )
