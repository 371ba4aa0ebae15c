"""Letters leave the house: each is claimed by its row, so two senders never send one twice."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import translation

from reference.stamps import PortalNow
from users import bouncing, topics
from users.models import Notification

logger = logging.getLogger(__name__)

ATTEMPTS = 8
AT_A_TIME = 500


def send_unsent() -> int:
    """Send every waiting letter, one transaction each. Returns how many left the house."""
    sent = 0
    for pk in list(_waiting().values_list("pk", flat=True)[:AT_A_TIME]):
        sent += _send(pk)
    return sent


def waiting_since(moment: datetime) -> int:
    """How many letters of the last week were written before the moment and have not left.

    Those to an address that refuses letters are not waited for.
    """
    return (
        Notification.objects.filter(
            sent_at__isnull=True,
            by_mail=True,
            created_at__range=(moment - timedelta(days=7), moment),
            recipient__email_bounced_at__isnull=True,
        )
        .exclude(recipient=None, attempts=ATTEMPTS)
        .count()
    )


def _waiting() -> models.QuerySet[Notification]:
    return Notification.objects.filter(
        sent_at__isnull=True, by_mail=True, attempts__lt=ATTEMPTS
    ).order_by("id")


def _send(pk: int) -> bool:
    with transaction.atomic():
        letter = (
            _waiting()
            .select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("recipient__municipality")
            .filter(pk=pk)
            .first()
        )
        if letter is None:
            return False
        person = letter.recipient
        if person and topics.topic_of(letter.kind) in person.portal_only:
            Notification.objects.filter(pk=pk).update(by_mail=False)
            return False
        letter.attempts += 1
        try:
            _message(letter).send()
        except SMTPRecipientsRefused:
            bouncing.came_back(letter)
            Notification.objects.filter(pk=pk).update(attempts=ATTEMPTS)
            return False
        except ValueError:
            # An address or a subject that no letter can carry: others must not wait behind it.
            logger.warning("Letter %s cannot be written", pk)
            if letter.recipient is None:
                bouncing.came_back(letter)
            Notification.objects.filter(pk=pk).update(attempts=ATTEMPTS)
            return False
        except (SMTPException, OSError):
            logger.warning("Letter %s could not be sent, attempt %s", pk, letter.attempts)
            Notification.objects.filter(pk=pk).update(attempts=letter.attempts)
            return False
        Notification.objects.filter(pk=pk).update(attempts=letter.attempts, sent_at=PortalNow())
        return True


def _message(letter: Notification) -> EmailMessage:
    link = f"{settings.SITE_URL}{letter.url}" if letter.url else ""
    with translation.override(settings.LANGUAGE_CODE):
        centre = letter.recipient.municipality if letter.recipient else None
        page = {"letter": letter, "link": link, "centre": centre}
        text = render_to_string("users/email/letter.txt", page)
    address = letter.goes_to
    return EmailMessage(
        letter.subject,
        text.strip(),
        from_email=settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[address],
        # Reports of what is not delivered come to the sender and name the letter by its number.
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": bouncing.number_of(letter, address),
        },
    )
