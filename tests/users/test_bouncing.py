"""Reports of delivery, as mail servers write them."""

import io
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import call_command

from users import bouncing, mailing
from users.models import AuditEvent, Notification, User
from users.notifying import notify

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: navigator-bounces@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ.1732280000/mx.example.org"

This is a MIME-encapsulated message.

--4XyZ.1732280000/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{email}>: host mxs.mail.ru[217.69.139.150] said: 550 Message was
    not accepted -- invalid mailbox. (in reply to end of DATA command)

--4XyZ.1732280000/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4XyZ
Arrival-Date: Sun, 22 Nov 2026 12:00:00 +0300 (MSK)

Final-Recipient: rfc822; {email}
Original-Recipient: rfc822;{email}
Action: {action}
Status: {status}
Remote-MTA: dns; mxs.mail.ru
Diagnostic-Code: smtp; 550 Message was not accepted -- invalid mailbox.

--4XyZ.1732280000/mx.example.org
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <navigator-bounces@example.org>
From: =?utf-8?b?0J3QsNCy0LjQs9Cw0YLQvtGA?= <navigator@example.org>
To: {email}
Message-ID: {number}
Subject: =?utf-8?b?0J3QvtCy0L7RgdGC0Yw=?=
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Что-то случилось.

--4XyZ.1732280000/mx.example.org--
"""
# Exim and Exchange: the headers alone come back, the report's words differ.
HEADERS_ONLY = """\
From: postmaster@mx.example.org
To: navigator-bounces@example.org
Subject: =?koi8-r?B?7sUgxM/T1MHXzMXOzw==?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type="delivery-status"; boundary="=_b"

--=_b
Content-Type: text/plain; charset=koi8-r
Content-Transfer-Encoding: 8bit

Delivery has failed.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns;mx.example.org
Received-From-MTA: dns;portal.example.org

Final-Recipient: rfc822;{email}
Action: {action} (mailbox unavailable)
Status: {status}

--=_b
Content-Type: text/rfc822-headers

Received: from portal.example.org by mx.example.org; Sun, 22 Nov 2026 12:00:00 +0300
Message-ID:
 {number}
To: {email}

--=_b--
"""


@pytest.fixture
def letter(parent) -> Notification:
    notify([parent], "test", subject="Новость", body="Что-то случилось.")
    mailing.send_unsent()
    return Notification.objects.get()


def report(letter: Notification, text: str = POSTFIX, **changes: str) -> bytes:
    said = {
        "email": letter.goes_to,
        "number": mail.outbox[0].message()["Message-ID"],
        "action": "failed",
        "status": "5.1.1",
        **changes,
    }
    return text.format(**said).encode()


def is_marked() -> bool:
    return User.objects.filter(email_bounced_at__isnull=False).exists()


@pytest.mark.parametrize("text", [POSTFIX, HEADERS_ONLY], ids=["whole letter", "headers"])
def test_a_letter_that_came_back_marks_its_address(letter, text):
    assert bouncing.take_report(report(letter, text)) == [letter.pk]

    assert is_marked()
    assert AuditEvent.objects.get().action == "user.email_bounced"


def test_a_second_report_is_no_news(letter):
    bouncing.take_report(report(letter))

    assert bouncing.take_report(report(letter)) == []
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2")]
)
def test_what_may_still_arrive_marks_nothing(letter, action, status):
    assert bouncing.take_report(report(letter, action=action, status=status)) == []
    assert not is_marked()


@pytest.mark.parametrize(
    "number",
    [
        "<somebody-elses@example.net>",
        "<letter.1.00000000000000000000@localhost>",
        "<letter.999999999999999999.00000000000000000000@localhost>",
        "",
    ],
)
def test_a_made_up_report_marks_nobody(letter, number):
    assert bouncing.take_report(report(letter, number=number)) == []
    assert not is_marked()


def test_an_address_that_was_changed_meanwhile_is_not_marked(letter):
    late = report(letter)
    User.objects.filter(pk=letter.recipient_id).update(email="new@example.org")

    assert bouncing.take_report(late) == []
    assert not is_marked()


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: I am on holiday\n\nBack on Monday.",
        b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.0.0\n",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/rfc822\n",
        "Content-Type: multipart/mixed\n\nбез границы".encode(),
        b"Content-Type: message/rfc822\n\n" * 3_000,
    ],
)
def test_what_is_no_report_is_read_quietly(db, junk):
    assert bouncing.take_report(junk) == []


def test_the_mail_server_pipes_a_report_into_the_command(letter, monkeypatch, capsys):
    stdin = SimpleNamespace(buffer=io.BytesIO(report(letter)))
    monkeypatch.setattr("users.management.commands.bounces.sys.stdin", stdin)

    call_command("bounces")

    told = capsys.readouterr().out
    assert told == f"Letter {letter.pk} came back.\n"
    assert is_marked()


def test_reports_are_asked_for_at_their_own_address(parent, settings):
    settings.BOUNCE_ADDRESS = "navigator-bounces@example.org"
    notify([parent], "test", subject="Новость", body="Что-то случилось.")

    mailing.send_unsent()

    (sent,) = mail.outbox
    assert sent.from_email == "navigator-bounces@example.org"
    assert "<navigator@example.org>" in sent.message()["From"]


def test_an_address_of_nobody_yet_marks_its_letter_alone(db):
    letter = Notification.objects.create(address="new@example.org", kind="test", subject="Новость")
    mailing.send_unsent()

    assert bouncing.take_report(report(letter)) == [letter.pk]

    letter.refresh_from_db()
    assert letter.returned_at is not None
    assert not is_marked()
