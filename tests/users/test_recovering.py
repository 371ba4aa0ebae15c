"""A forgotten password."""

import pytest
from django.utils import timezone

from reference.errors import RuleBroken
from users import recovering, registering
from users.models import Notification, User


def link(user: User) -> tuple[str, str]:
    return recovering.key_of(user), recovering.token_of(user)


def test_a_letter_comes_to_the_registered_email_in_any_case(parent):
    recovering.ask(f" {parent.email.upper()} ", at=timezone.now())

    assert Notification.objects.get().recipient == parent


def test_an_unknown_email_gets_no_letter_and_no_refusal(db):
    recovering.ask("nobody@example.org", at=timezone.now())

    assert not Notification.objects.exists()


def test_a_blocked_person_gets_no_letter(parent):
    User.objects.update(is_active=False)

    recovering.ask(parent.email, at=timezone.now())

    assert not Notification.objects.exists()


def test_only_some_letters_an_hour_are_sent(parent):
    for _again in range(registering.LETTERS_AN_HOUR + 3):
        recovering.ask(parent.email, at=timezone.now())

    assert Notification.objects.count() == registering.LETTERS_AN_HOUR


def test_the_link_sets_a_new_password_and_proves_the_email(parent):
    recovering.recover(*link(parent), "odd-horse-77")

    parent.refresh_from_db()
    assert parent.check_password("odd-horse-77")
    assert parent.email_confirmed_at is not None


def test_the_link_works_once(parent):
    key, token = link(parent)
    recovering.recover(key, token, "odd-horse-77")

    with pytest.raises(RuleBroken) as refusal:
        recovering.recover(key, token, "other-horse-88")

    assert refusal.value.code == "link_wrong"


def test_a_link_of_one_person_opens_nothing_of_another(parent, stranger):
    _key, token = link(parent)

    with pytest.raises(RuleBroken) as refusal:
        recovering.recover(recovering.key_of(stranger), token, "odd-horse-77")

    assert refusal.value.code == "link_wrong"


@pytest.mark.parametrize("key", ["", "!!!", "MQ", "0YHQu9C+0LLQvg", "OTk5OTk5OTk5OTk5OTk5OTk5OTk"])
def test_a_made_up_key_is_nobody(db, key):
    with pytest.raises(RuleBroken) as refusal:
        recovering.find_by_link(key, "x-y")

    assert refusal.value.code == "link_wrong"
