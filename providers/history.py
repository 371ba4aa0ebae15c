"""What happened to a provider or an agreement, in words, from the audit."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from users import audit

WORDS = {
    "provider.applied": _("The application is sent"),
    "provider.applied_again": _("The application is sent again"),
    "provider.included": _("The organisation is included in the register"),
    "provider.refused": _("The application is refused"),
    "provider.suspended": _("The work is suspended"),
    "provider.resumed": _("The work goes on"),
    "provider.excluded": _("The organisation is excluded from the register"),
    "provider.executor_included": _("Included in the register of executors of the social order"),
    "provider.executor_excluded": _("Excluded from the register of executors of the social order"),
    "provider.revised": _("The card is changed"),
    "agreement.requested": _("The provider asked for the agreement"),
    "agreement.confirmed": _("The payer confirmed the agreement"),
    "agreement.activated": _("The agreement is in force"),
    "agreement.rejected": _("The agreement is rejected"),
    "agreement.appealed": _("The provider appealed against the rejection"),
    "agreement.closed": _("The agreement is taken out of force"),
    "agreement.archived": _("The period is over, the agreement is in the archive"),
    "agreement.maximum_set": _("The maximum sum is changed"),
}


def events_of(target: Model) -> list[dict[str, Any]]:
    """What was done to the object, newest first, as a timeline shows it."""
    return [
        {
            "at": event.at,
            "title": WORDS.get(event.action, event.action),
            "by": str(event.by or ""),
            "text": event.details.get("reason", ""),
            "url": "",
        }
        for event in audit.history_of(target).reverse()
    ]
