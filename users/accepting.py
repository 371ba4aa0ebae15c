"""The terms of use: their versions, who accepted which and when (R11.03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from reference.locking import lock_row
from reference.versions import Text
from users import audit
from users.models import User

REGISTERED, ACCEPTED = "user.registered", "terms.accepted"


FOLDER = "users/terms"
# Oldest first; changed terms are a new file and a new line.
TEXTS = (Text(FOLDER, "2026-09"),)


@dataclass(frozen=True)
class Acceptance:
    """A person accepted a version: by registering, or on the page of the terms."""

    version: str
    at: datetime


def current() -> Text:
    """The terms that a person accepts today."""
    return TEXTS[-1]


def acceptances_of(user: User) -> list[Acceptance]:
    """What the person has accepted, newest first: the journal of actions has each."""
    events = audit.history_of(user).filter(action__in=(REGISTERED, ACCEPTED)).order_by("-id")
    return [
        Acceptance(event.details["terms"], event.at)
        for event in events
        if event.details.get("terms")
    ]


def accepts_present(user: User) -> bool:
    """Whether the person has accepted the terms of today; who never accepted any is not asked."""
    accepted = acceptances_of(user)
    return not accepted or accepted[0].version == current().version


@transaction.atomic
def accept(user: User) -> None:
    """The person accepts the terms of today; accepted already, nothing changes."""
    user = lock_row(User.objects.all(), user.pk)
    if not accepts_present(user):
        audit.record(user, ACCEPTED, user, terms=current().version)
