"""The post office: a letter is stored with the change and sent after the commit."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from kombu.exceptions import OperationalError

from reference.stamps import PortalNow
from users.models import Notification, User

logger = logging.getLogger(__name__)
_history: ContextVar[bool] = ContextVar("letters_are_history", default=False)


def notify(
    recipients: Iterable[User],
    kind: str,
    *,
    subject: str,
    body: str,
    url: str = "",
    key: str | None = None,
) -> None:
    """Store a letter for each person and send it once the transaction is committed.

    `key` makes the letter unique per person, so a job that runs twice tells once. A queue that
    is away loses nothing: what is unsent is found by the sweep.
    """
    history = _history.get()
    letters = [
        Notification(
            recipient=person,
            kind=kind,
            subject=subject,
            body=body,
            url=url,
            key=f"{key}:{person.pk}" if key else None,
            **({"sent_at": PortalNow()} if history else {}),
        )
        for person in recipients
    ]
    if letters:
        Notification.objects.bulk_create(letters, ignore_conflicts=key is not None)
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
    from users.tasks import send_unsent  # tasks import this module

    try:
        send_unsent.delay()
    except OperationalError:
        logger.warning("The queue is away; the letter waits for the sweep.")
