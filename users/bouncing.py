"""Letters that come back: the mail server's reports of delivery (RFC 3464) are read and believed.

Anybody can write such a report. Ours carries back the number that the letter left with, signed for
the address it went to, so nobody marks another's address, and nobody's new one.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from reference.stamps import PortalNow
from users import audit
from users.models import Notification, User

_SALT = "users.bouncing"
_NUMBER = re.compile(r"<letter\.(\d{1,18})\.([0-9a-f]{20})@")


def number_of(letter: Notification, address: str) -> str:
    """The Message-ID of a letter to that address."""
    host = settings.SITE_URL.partition("//")[2].partition(":")[0] or "localhost"
    return f"<letter.{letter.pk}.{_mark(letter.pk, address)}@{host}>"


def take_report(report: bytes) -> list[int]:
    """Mark letters that came back for good, and whose address it was. Returns their keys.

    Delays, reports of something else and what is no report at all mark nothing.
    """
    try:
        message = email.message_from_bytes(report)
        found = list(_letters_in(message)) if _has_failed(message) else []
    except RecursionError:  # thousands of messages inside one another are no report
        return []
    return [letter.pk for letter in found if came_back(letter)]


def came_back(letter: Notification) -> bool:
    """Note that the letter will not arrive; whether it is news.

    Its recipient's own address is marked with it; another address belongs to nobody yet, or any
    more.
    """
    news = Notification.objects.filter(pk=letter.pk, returned_at=None).update(
        returned_at=PortalNow()
    )
    marked = letter.recipient is not None and not letter.address and mark(letter.recipient)
    return bool(news) or marked


def mark(person: User) -> bool:
    """Note that letters come back from the person's address; whether it is news."""
    with transaction.atomic():
        news = User.objects.filter(pk=person.pk, email_bounced_at=None).update(
            email_bounced_at=PortalNow()
        )
        if news:
            audit.record(None, "user.email_bounced", person, job="bounces")
    return bool(news)


def _has_failed(message: Message) -> bool:
    """Whether the report says of its letter: not delivered, and never will be."""
    return any(
        str(block.get("Action", "")).strip().lower().startswith("failed")
        and str(block.get("Status", "")).strip().startswith("5")
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    )


def _letters_in(message: Message) -> Iterator[Notification]:
    """Our letters that the report carries back, whole or by their headers."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            numbers = " ".join(str(one.get("Message-ID", "")) for one in _blocks(part))
        elif part.get_content_type() == "text/rfc822-headers":
            words = part.get_payload(decode=True)
            headers = words.decode("latin-1") if isinstance(words, bytes) else ""
            numbers = str(email.message_from_string(headers).get("Message-ID", ""))
        else:
            continue
        for key, mark_ in _NUMBER.findall(numbers):
            letter = Notification.objects.select_related("recipient").filter(pk=int(key)).first()
            if letter and constant_time_compare(mark_, _mark(letter.pk, letter.goes_to)):
                yield letter


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    found = payload if isinstance(payload, list) else []
    return [block for block in found if isinstance(block, Message)]


def _mark(key: int, address: str) -> str:
    return salted_hmac(_SALT, f"{key}:{address}", algorithm="sha256").hexdigest()[:20]
