"""What happened to a certificate, an application or a plan, in words, from the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models import Application, Child
from reference.money import rubles
from users import audit
from users.models import AuditEvent

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, str | _StrPromise] = {
    "application.submitted": _("The application is submitted"),
    "application.confirmed": _("The documents are seen, the application is confirmed"),
    "application.rejected": _("The application is rejected"),
    "application.expired": _("The documents were not brought in time"),
    "certificate.issued": _("The certificate is issued"),
    "certificate.funded": _("The nominal is credited"),
    "certificate.booked_ahead": _("The nominal of the next period is credited"),
    "certificate.queued": _("Put into the queue for funding"),
    "certificate.left_out": _("The limits of the new period left no nominal"),
    "certificate.decayed": _("The nominal is lowered at its first use"),
    "certificate.category_changed": _("The category is changed"),
    "certificate.nominal_lowered": _("The nominal of this certificate is lowered"),
    "certificate.came_of_age": _("The child turned 18: the free money is returned"),
    "certificate.left_queue": _("Left the queue for funding"),
    "certificate.unfunded": _("The funding is given back"),
    "certificate.suspended": _("The certificate is suspended"),
    "certificate.resumed": _("The certificate is active again"),
    "certificate.taken_over": _("Taken over from another municipality"),
    "certificate.closed": _("The certificate is closed"),
    "dispute.raised": _("“This was not me”: new payments are stopped"),
    "dispute.withdrawn": _("“This was not me” is taken back"),
    "dispute.upheld": _("The support centre confirmed: somebody else did it"),
    "dispute.explained": _("The support centre explained the movement"),
    "plan.drafted": _("The draft of the plan is begun"),
    "plan.changed": _("The draft of the plan is corrected"),
    "plan.approved": _("The plan is approved"),
    "plan.volume_set": _("The volume is changed"),
    "plan.contracting_closed": _("Applications of this period are closed"),
    "plan.next_allowed": _("Contracts of the next period are allowed"),
    "terms.drafted": _("A category of the draft is written"),
    "terms.removed": _("A category is taken out of the draft"),
    "terms.nominal_set": _("The nominal is changed"),
    "terms.limits_set": _("The limits are changed"),
}
# Where the staff looked at a child's data (R11.12).
PAGES: dict[str, str | _StrPromise] = {
    "application": _("the application for the certificate"),
    "certificate": _("the record of the certificate"),
    "consents": _("the consents"),
    "contract": _("a contract or a place"),
    "dispute": _("the case “This was not me”"),
    "complaint": _("a complaint of the family"),
    "application for a family": _("an application on behalf of the family"),
    "transfer": _("the transfer from another municipality"),
    "paper": _("the certificate or the statement on paper"),
}
PORTAL = pgettext_lazy("who did it", "the portal")


@dataclass(frozen=True)
class Happening:
    """A line of the timeline."""

    at: datetime
    title: str
    by: str
    text: str
    url: str = ""


def events_of(*targets: Model) -> list[Happening]:
    """What was done to these objects, newest first; looks at the data are not among them."""
    events = [
        event for target in targets for event in audit.history_of(target) if event.action in WORDS
    ]
    events.sort(key=lambda event: event.pk, reverse=True)
    return [_told(event) for event in events]


def looks_at(child: Child) -> list[Happening]:
    """Who of the staff looked at the child's data, newest first (R11.12)."""
    seen = audit.history_of(child).filter(action="child.viewed").order_by("-id")[:50]
    return [
        Happening(
            event.at,
            event.by.full_name if event.by else str(PORTAL),
            "",
            str(PAGES.get(event.details.get("page", ""), "")),
        )
        for event in seen
    ]


def actor(event: AuditEvent) -> str:
    """Who did it: a person, or the portal itself."""
    if event.by is None:
        return str(PORTAL)
    return event.by.short_name


def _told(event: AuditEvent) -> Happening:
    return Happening(event.at, str(WORDS[event.action]), actor(event), _details(event))


def _details(event: AuditEvent) -> str:
    """The sum or the reason that the audit line carries, as people read it."""
    details = event.details
    if reason := details.get("reason"):
        return _reason(reason)
    for sum_of in ("nominal", "volume", "amount"):
        if isinstance(kopecks := details.get(sum_of), int):
            return rubles(kopecks)
    return ""


def _reason(reason: str) -> str:
    return str(dict(Application.Reason.choices).get(reason, reason))
