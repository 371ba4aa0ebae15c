"""What happened to a contract, a place or a document, in words, from the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Model, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.history import PORTAL, Happening
from enrollment.models import Contract
from reference.money import rubles
from users import audit
from users.models import AuditEvent, Role, RoleAssignment, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, str | _StrPromise] = {
    "contract.requested": _("The application is sent, the seat and the money are kept"),
    "contract.accepted": _("The organisation accepted the application"),
    "contract.invited_to_test": _("The organisation invited the child to an entrance test"),
    "place.invited_to_test": _("The organisation invited the child to an entrance test"),
    "contract.moved": _("The child is moved to another group"),
    "move.requested": _("The family asks for another group"),
    "move.refused": _("The organisation refused another group"),
    "move.withdrawn": _("The family took back its request for another group"),
    "contract.prolonged": _("The organisation offers to go on, the seat and the money are kept"),
    "contract.refused": _("The application is refused, the money is free again"),
    "contract.withdrawn": _("The application is withdrawn, the money is free again"),
    "contract.signed": _("The offer is accepted, the contract acts"),
    "contract.terminating": _("Notice is given: the contract ends on the last day of the month"),
    "contract.closed": _("The contract has ended"),
    "contract.deleted": _("The contract is deleted as erroneous, its money is free again"),
    "document.advance": _("The advance is asked for"),
    "document.invoice": _("The invoice is sent"),
    "document.correction": _("The corrections are handed in"),
    "correction.proposed": _("A correction is written for the next document"),
    "correction.withdrawn": _("A correction is withdrawn"),
    "document.in_work": _("The payer took the document into work"),
    "document.not_viewed": _("The payer put the document back"),
    "document.returned": _("The payer returned the document"),
    "document.removed": _("The organisation took the document back"),
    "document.paid": _("The payer has paid"),
    "document.refunded": _("Money for lessons that were not held returned to the certificates"),
    "place.requested": _("The application is sent, the seat is kept"),
    "place.accepted": _("The child is enrolled"),
    "place.refused": _("The application is refused"),
    "place.withdrawn": _("The application is withdrawn"),
    "place.left": _("The child has left the group"),
    "place.finished": _("The group's lessons have ended"),
    "waiting.joined": _("The child stands on the waiting list"),
    "waiting.left": _("The child does not wait any more"),
    "waiting.offered": _("A place came free and is kept for the child"),
    "waiting.declined": _("The kept place is declined"),
    "waiting.lapsed": _("The kept place was not taken in its term"),
    "contract.medical_seen": _("The medical certificate is shown"),
    "contract.result": _("The result of learning is noted"),
    "absence.told": _("The family told that the child does not come to a lesson"),
    "absence.taken_back": _("The family told that the child comes after all"),
}


def events_of(target: Model, *, reader: User, names_family: bool = True) -> list[Happening]:
    """What was done to the contract, the place or the document, newest first.

    Who may not read whose contract it is reads no parent's name here either (R11.07, R11.10).
    """
    told = [event for event in audit.history_of(target) if event.action in WORDS]
    unnamed = set() if names_family else _parents_among(told)
    return [_told(event, reader, unnamed) for event in reversed(told)]


def _parents_among(events: Sequence[AuditEvent]) -> set[int]:
    actors = {event.by_id for event in events}
    parents = RoleAssignment.objects.filter(role=Role.GUARDIAN, user__in=actors - {None})
    return set(parents.values_list("user", flat=True))


def histories_of(targets: Sequence[Model], *, reader: User) -> dict[Model, list[Happening]]:
    """The same of many objects in one question."""
    asked = Q(pk__in=[])
    for label in {target._meta.label_lower for target in targets}:
        keys = [str(each.pk) for each in targets if each._meta.label_lower == label]
        asked |= Q(target_kind=label, target_key__in=keys)
    events = AuditEvent.objects.filter(asked, action__in=WORDS).select_related("by").order_by("-id")
    found: dict[tuple[str, str], list[Happening]] = defaultdict(list)
    for event in events:
        found[event.target_kind, event.target_key].append(_told(event, reader))
    return {each: found[each._meta.label_lower, str(each.pk)] for each in targets}


def _told(event: AuditEvent, reader: User, unnamed: Collection[int] = ()) -> Happening:
    actor = _actor(event, reader, unnamed)
    return Happening(event.at, str(WORDS[event.action]), actor, _details(event))


def _actor(event: AuditEvent, reader: User, unnamed: Collection[int]) -> str:
    """Who did it: a person, the reader, or the portal itself; nothing of who is not named."""
    if event.by is None:
        return str(PORTAL)
    if event.by == reader:
        return gettext("you")
    return "" if event.by.pk in unnamed else event.by.short_name


def _details(event: AuditEvent) -> str:
    """The sum or the reason that the audit line carries, as people read it."""
    details = event.details
    if isinstance(kept := details.get("certificate_part"), int):
        return rubles(kept)
    if order := details.get("order"):
        return str(_("Order No. %(order)s") % {"order": order})
    if party := details.get("party"):
        return str(dict(Contract.Party.choices).get(party, ""))
    if day := details.get("day"):
        return f"{date.fromisoformat(day):%d.%m.%Y}"
    reason = details.get("reason") or details.get("refusal") or ""
    return str(dict(Contract.Refusal.choices).get(reason, reason))
