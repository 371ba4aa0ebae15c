"""The post office: a letter is stored with the change and sent after the commit."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from reference.prepared import insert_all
from reference.stamps import PortalNow
from reference.words import nested
from users.models import Notification, User

logger = logging.getLogger(__name__)
_history: ContextVar[bool] = ContextVar("letters_are_history", default=False)
_woken_at = -math.inf


def notify(
    recipients: Iterable[User],
    kind: str,
    *,
    subject: str,
    body: str,
    url: str = "",
    key: str | None = None,
    address: str = "",
) -> None:
    """Store a letter for each person and send it once the transaction is committed.

    `key` makes the letter unique per person, so a job that runs twice tells once. A queue that
    is away loses nothing: what is unsent is found by the sweep. `address` sends it elsewhere than
    to the recipient's own e-mail.
    """
    letters = write(recipients, kind, subject=subject, body=body, url=url, key=key)
    for letter in letters:
        letter.address = address
    notify_each(letters)


def write(
    recipients: Iterable[User],
    kind: str,
    *,
    subject: str,
    body: str,
    url: str = "",
    key: str | None = None,
) -> list[Notification]:
    """The same letter for each person, to be stored with others (`notify_each`)."""
    return [
        Notification(
            recipient=person,
            kind=kind,
            subject=subject,
            body=body,
            url=url,
            key=f"{key}:{person.pk}" if key else None,
        )
        for person in recipients
    ]


def notify_each(written: Iterable[Notification]) -> None:
    """Store letters that differ from person to person, in one statement, and send them likewise.

    A letter whose key was used before is not written again.
    """
    history = _history.get()
    letters = list(written)
    for letter in letters:
        letter.subject = nested(str(letter.subject))
        letter.body = nested(str(letter.body))
    if history:
        for letter in letters:
            letter.sent_at = PortalNow()
    if letters:
        if any(letter.key for letter in letters):
            Notification.objects.bulk_create(letters, ignore_conflicts=True)
        else:
            insert_all(letters)
        if not history:
            transaction.on_commit(_wake_the_sender)


@contextmanager
def letters_are_history() -> Iterator[None]:
    """Letters written inside are kept as sent long ago: the demo's past is not mailed again."""
    token = _history.set(True)
    try:
        yield
    finally:
        _history.reset(token)


def mark_read(letter: Notification) -> None:
    """Note when the person first opened the letter."""
    Notification.objects.filter(pk=letter.pk, read_at=None).update(read_at=PortalNow())


def _wake_the_sender() -> None:
    """Ask for the letters to be sent in a moment, once for all that this process writes till then.

    Nobody who presses a button waits for the queue more than once a moment.
    """
    from users.tasks import send_unsent  # tasks import this module

    global _woken_at
    seconds, now = settings.LETTERS_GATHER_SECONDS, monotonic()
    if now < _woken_at + seconds:
        return
    _woken_at = now
    try:
        send_unsent.apply_async(countdown=seconds)
    except OperationalError:
        logger.warning("The queue is away; the letter waits for the sweep.")
