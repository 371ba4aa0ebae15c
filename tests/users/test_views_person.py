"""A person's own pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from users.models import Notification, User
from users.notifying import notify

PROFILE = "/users/profile/"


@pytest.fixture
def letter(parent) -> Notification:
    notify([parent], "test", subject="Новость", body="Случилось.", url=PROFILE)
    return Notification.objects.get()


def test_an_unconfirmed_email_is_red_with_a_way_out(client, parent):
    User.objects.update(email_confirmed_at=None)
    client.force_login(parent)

    page = client.get(PROFILE).content.decode()

    assert "notice-danger" in page
    assert reverse("users:send_confirmation") in page


def test_a_confirmed_email_needs_nothing(client, parent):
    User.objects.update(email_confirmed_at=timezone.now())
    client.force_login(parent)

    page = client.get(PROFILE).content.decode()

    assert "notice-danger" not in page
    assert reverse("users:send_confirmation") not in page


def test_an_email_that_bounces_is_red(client, parent):
    User.objects.update(email_confirmed_at=timezone.now(), email_bounced_at=timezone.now())
    client.force_login(parent)

    assert "notice-danger" in client.get(PROFILE).content.decode()


def test_the_letter_is_sent_again(client, parent):
    User.objects.update(email_confirmed_at=None)
    client.force_login(parent)

    client.post(reverse("users:send_confirmation"))

    assert Notification.objects.get().recipient == parent


def test_names_and_phone_are_changed(client, parent):
    client.force_login(parent)

    response = client.post(
        reverse("users:change_details"),
        {"last_name": "Новикова", "first_name": "Анна", "phone": "89001234567"},
    )

    parent.refresh_from_db()
    assert response.url == PROFILE
    assert (parent.full_name, parent.phone) == ("Новикова Анна", "+7 (900) 123-45-67")


def test_a_wrong_phone_changes_nothing(client, parent):
    client.force_login(parent)

    response = client.post(
        reverse("users:change_details"), {"last_name": "А", "first_name": "Б", "phone": "1"}
    )

    assert list(response.context["form"].errors) == ["phone"]
    assert User.objects.get().last_name == parent.last_name


def test_the_password_is_changed_and_the_session_goes_on(client, parent):
    client.force_login(parent)

    client.post(
        reverse("users:change_password"),
        {"old_password": "secret-2026", "password": "odd-horse-77"},
    )

    parent.refresh_from_db()
    assert parent.check_password("odd-horse-77")
    assert client.get(PROFILE).status_code == 200


def test_without_the_present_password_there_is_no_new_one(client, parent):
    client.force_login(parent)

    response = client.post(
        reverse("users:change_password"), {"old_password": "wrong", "password": "odd-horse-77"}
    )

    assert list(response.context["form"].errors) == ["old_password"]
    parent.refresh_from_db()
    assert parent.check_password("secret-2026")


def test_letters_are_listed_with_a_mark_on_the_unread(client, letter):
    client.force_login(letter.recipient)

    page = client.get(reverse("users:messages")).content.decode()

    assert "Новость" in page
    assert 'class="tag' in page


def test_opening_a_letter_is_reading_it(client, letter):
    client.force_login(letter.recipient)

    page = client.get(reverse("users:letter", args=[letter.pk])).content.decode()

    letter.refresh_from_db()
    assert letter.read_at is not None
    assert f'href="{PROFILE}"' in page


def test_a_letter_to_somebody_else_does_not_exist(client, letter, stranger):
    client.force_login(stranger)

    assert client.get(reverse("users:letter", args=[letter.pk])).status_code == 404
    assert "Новость" not in client.get(reverse("users:messages")).content.decode()


@pytest.mark.parametrize("name", ["profile", "change_details", "change_password", "messages"])
def test_a_visitor_is_asked_to_sign_in(client, db, name):
    page = reverse(f"users:{name}")

    assert client.get(page).url == f"/users/sign-in/?next={page}"


def test_reminders_can_be_declined_and_asked_for_again(client, parent):
    client.force_login(parent)
    assert "Напоминания" in client.get(reverse("users:profile")).content.decode()

    client.post(reverse("users:letter_settings"), {})
    parent.refresh_from_db()
    assert not parent.gets_reminders

    client.post(reverse("users:letter_settings"), {"gets_reminders": "on"})
    parent.refresh_from_db()
    assert parent.gets_reminders


def test_letters_of_a_topic_can_be_read_in_the_portal_alone(client, parent):
    client.force_login(parent)
    form = client.get(reverse("users:letter_settings")).context["form"]
    assert [value for value, _label in form.fields["by_mail"].choices] == [
        "contracts",
        "lessons",
        "opinions",
        "certificates",
        "programs",
    ]

    client.post(reverse("users:letter_settings"), {"by_mail": ["certificates"]})

    parent.refresh_from_db()
    assert parent.portal_only == ["contracts", "lessons", "opinions", "programs"]


@pytest.mark.parametrize("odd", ["", "providers", "<b>", "а\x00б", "Ы" * 5_000])
def test_a_topic_of_somebody_else_is_refused_beside_the_question(client, parent, odd):
    client.force_login(parent)

    response = client.post(reverse("users:letter_settings"), {"by_mail": [odd]})

    assert list(response.context["form"].errors) == ["by_mail"]
    parent.refresh_from_db()
    assert parent.portal_only == []


@pytest.mark.parametrize("kind", ["users.confirm_email", "users.recovery"])
def test_a_link_that_shows_who_reads_the_mailbox_is_in_no_letter_of_the_portal(
    client, parent, kind
):
    notify([parent], kind, subject="Письмо", body="Текст", url="/users/secret-link/")
    client.force_login(parent)

    page = client.get(f"/users/letters/{Notification.objects.get().pk}/").content.decode()

    assert "Текст" in page
    assert "secret-link" not in page
