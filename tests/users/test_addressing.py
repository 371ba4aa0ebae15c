"""Another e-mail."""

import pytest
from django.core import mail
from django.utils import timezone

from reference.errors import RuleBroken
from users import addressing, mailing, registering
from users.models import Notification, User

NOW = timezone.now()


def test_the_new_email_works_at_once_and_is_to_be_confirmed(parent):
    addressing.change_email(parent, " New@Example.org ", by=parent, at=NOW)

    parent.refresh_from_db()
    assert (parent.email, parent.email_confirmed_at) == ("new@example.org", None)
    assert Notification.objects.filter(kind="users.confirm_email").exists()


def test_a_link_of_the_old_address_that_still_waits_does_not_follow_to_the_new_one(parent):
    parent.email_confirmed_at = None
    parent.save()
    registering.send_confirmation_again(parent, by=parent, at=NOW)

    addressing.change_email(parent, "new@example.org", by=parent, at=NOW)
    mailing.send_unsent()

    (letter,) = mail.outbox
    assert registering.email_token(parent).partition(":")[0] not in letter.body
    assert letter.to == ["new@example.org"]


def test_whoever_reads_the_old_address_is_told_there(parent):
    old = parent.email

    addressing.change_email(parent, "new@example.org", by=parent, at=NOW)
    mailing.send_unsent()

    assert [letter.to for letter in mail.outbox] == [["new@example.org"], [old]]


def test_an_address_that_letters_come_back_from_is_not_written_to(parent):
    parent.email_bounced_at = NOW
    parent.save()

    addressing.change_email(parent, "new@example.org", by=parent, at=NOW)
    mailing.send_unsent()

    parent.refresh_from_db()
    assert parent.email_bounced_at is None
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]


def test_an_older_link_confirms_the_new_email_no_more(parent):
    token = registering.email_token(parent)
    addressing.change_email(parent, "new@example.org", by=parent, at=NOW)

    with pytest.raises(RuleBroken) as refusal:
        registering.confirm_email(token)

    assert refusal.value.code == "link_wrong"


@pytest.mark.parametrize(("typed", "code"), [("own", "same_email"), ("taken", "email_taken")])
def test_an_email_that_is_in_use_is_refused(parent, stranger, typed, code):
    email = parent.email if typed == "own" else stranger.email.upper()

    with pytest.raises(RuleBroken) as refusal:
        addressing.change_email(parent, email, by=parent, at=NOW)

    assert refusal.value.code == code
    assert not Notification.objects.exists()


def test_nobody_writes_to_many_addresses_this_way(parent):
    for number in range(registering.LETTERS_AN_HOUR):
        addressing.change_email(parent, f"new{number}@example.org", by=parent, at=NOW)

    with pytest.raises(RuleBroken) as refusal:
        addressing.change_email(parent, "one-more@example.org", by=parent, at=NOW)

    assert refusal.value.code == "too_many_letters"
    assert User.objects.filter(email="new4@example.org").exists()


def test_a_letter_that_came_back_can_be_sent_again_and_confirms_anew(parent):
    User.objects.update(email_bounced_at=NOW)
    parent.refresh_from_db()

    registering.send_confirmation_again(parent, by=parent, at=NOW)
    registering.confirm_email(registering.email_token(parent))

    parent.refresh_from_db()
    assert parent.email_bounced_at is None
