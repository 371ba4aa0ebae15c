"""Letters leave the house."""

from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from users import mailing
from users.models import Notification, User
from users.notifying import notify


@pytest.fixture
def letter(parent: User) -> Notification:
    notify([parent], "test", subject="Новость", body="Что-то случилось.", url="/users/profile/")
    return Notification.objects.get()


def failing_with(error: Exception):
    def send(_message: EmailMessage) -> None:
        raise error

    return send


def test_a_waiting_letter_is_sent_once(letter):
    assert mailing.send_unsent() == 1
    assert mailing.send_unsent() == 0
    assert len(mail.outbox) == 1


def test_a_letter_has_its_link_in_full_and_is_signed(letter, settings):
    settings.SITE_URL = "https://navigator.example.org"

    mailing.send_unsent()

    body = mail.outbox[0].body
    assert body.startswith("Здравствуйте!\n\nЧто-то случилось.")
    assert "https://navigator.example.org/users/profile/" in body
    assert body.index("https://") < body.index("\n--\n")


def test_words_of_a_letter_are_not_escaped(parent):
    notify([parent], "test", subject="«А» & «Б»", body="5 < 6 & «кружок»")

    mailing.send_unsent()

    assert "5 < 6 & «кружок»" in mail.outbox[0].body


def test_a_letter_that_could_not_be_sent_is_tried_again(letter, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", failing_with(SMTPException("away")))
        assert mailing.send_unsent() == 0

    assert mailing.send_unsent() == 1
    letter.refresh_from_db()
    assert letter.attempts == 2


def test_after_many_attempts_the_letter_is_left(letter, monkeypatch):
    monkeypatch.setattr(EmailMessage, "send", failing_with(OSError()))
    for _attempt in range(mailing.ATTEMPTS + 2):
        mailing.send_unsent()

    letter.refresh_from_db()
    assert letter.attempts == mailing.ATTEMPTS


def test_an_address_that_refuses_is_marked_and_not_tried_again(letter, monkeypatch):
    refused = SMTPRecipientsRefused({letter.recipient.email: (550, b"no such user")})
    monkeypatch.setattr(EmailMessage, "send", failing_with(refused))

    mailing.send_unsent()

    letter.refresh_from_db()
    assert letter.sent_at is None
    assert letter.attempts == mailing.ATTEMPTS
    assert User.objects.get(pk=letter.recipient_id).email_bounced_at is not None


@pytest.mark.parametrize(
    ("email", "subject"),
    [(f"a@{'ы' * 60}.рф", "Новость"), ("a@example.org", "Новость\nBcc: b@example.org")],
)
def test_a_letter_that_cannot_be_written_holds_up_nobody(parent, stranger, email, subject):
    User.objects.filter(pk=parent.pk).update(email=email)
    notify([parent], "test", subject=subject, body="Что-то случилось.")
    notify([stranger], "test", subject="Новость", body="Что-то случилось.")

    assert mailing.send_unsent() == 1
    assert [letter.to for letter in mail.outbox] == [[stranger.email]]
    assert Notification.objects.get(recipient=parent).attempts == mailing.ATTEMPTS


def test_a_letter_that_is_read_in_the_portal_is_not_sent(parent):
    User.objects.update(portal_only=["contracts"])
    notify([parent], "enrollment.contract_refused", subject="Отказ", body="Мест нет.")
    notify([parent], "enrollment.seat_offered", subject="Место", body="48 часов.")
    notify([parent], "users.recovery", subject="Пароль", body="Ссылка.")

    mailing.send_unsent()

    assert [letter.subject for letter in mail.outbox] == ["Место", "Пароль"]
    assert Notification.objects.filter(recipient=parent).count() == 3
    assert mailing.waiting_since(timezone.now()) == 0
