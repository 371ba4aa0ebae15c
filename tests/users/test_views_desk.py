"""The desk's page of help with signing in, and the pages where its code is typed."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.users import UserFactory
from tests.users.test_securing import switched_on
from users.models import Role, User

PEOPLE = "/users/people/"


@pytest.fixture
def mother(municipality) -> User:
    return UserFactory(role=Role.GUARDIAN, municipality=municipality, phone="+7 (900) 123-45-67")


def shown(response) -> str:
    return response.content.decode()


def code_on(page: str) -> str:
    (code,) = re.findall(r'class="desk-code">(\d{3} \d{3})<', page)
    return str(code)


def test_a_person_is_found_by_email_or_phone_in_full(client, clerk, mother):
    client.force_login(clerk)

    for who in (mother.email.upper(), "8 900 123-45-67"):
        assert mother.full_name in shown(client.post(PEOPLE, {"who": who}))


@pytest.mark.parametrize("who", ["person", "900 123", "@", "Берёзкин", "а\x00б", "<b>", "9" * 300])
def test_a_part_of_an_address_finds_nobody(client, clerk, mother, who):
    client.force_login(clerk)

    response = client.post(PEOPLE, {"who": who})

    assert response.status_code == 200
    assert mother.full_name not in shown(response)


def test_whose_letters_come_back_is_listed_for_their_own_centre(client, moc, foreign_moc, mother):
    User.objects.filter(pk=mother.pk).update(email_bounced_at=timezone.now())

    client.force_login(moc)
    assert mother.email in shown(client.get(PEOPLE))
    client.force_login(foreign_moc)
    assert mother.email not in shown(client.get(PEOPLE))


def test_who_gives_a_code_can_also_take_off_a_lost_second_step(client, clerk, mother):
    client.force_login(clerk)
    page, reset = (
        reverse(f"users:{name}", args=[mother.pk]) for name in ("give_code", "reset_second_step")
    )
    assert reset not in shown(client.get(page))

    switched_on(mother)

    assert reset in shown(client.get(page))


def test_very_many_searches_are_stopped(client, clerk, mother, monkeypatch):
    monkeypatch.setattr("users.guarding.DESK_SEARCHES", 1)
    client.force_login(clerk)
    client.post(PEOPLE, {"who": mother.email})

    assert mother.full_name not in shown(client.post(PEOPLE, {"who": mother.email}))


def test_the_code_is_shown_once_and_confirms(client, clerk, mother):
    User.objects.filter(pk=mother.pk).update(email_confirmed_at=None)
    client.force_login(clerk)
    page = reverse("users:give_code", args=[mother.pk])
    assert list(client.post(page, {}).context["form"].errors) == ["is_seen"]
    code = code_on(shown(client.post(page, {"is_seen": "on"})))

    client.force_login(mother)
    assert client.post(reverse("users:enter_code"), {"code": code}).url == "/users/profile/"

    mother.refresh_from_db()
    assert mother.email_confirmed_at is not None


def test_the_code_brings_back_who_forgot_the_password(client, clerk, mother):
    client.force_login(clerk)
    page = reverse("users:give_code", args=[mother.pk])
    code = code_on(shown(client.post(page, {"is_seen": "on"})))
    client.logout()
    typed = {"email": mother.email, "code": code, "password": "odd-horse-77"}

    response = client.post(reverse("users:code_recovery"), typed)

    assert response.url == "/users/sign-in/"
    mother.refresh_from_db()
    assert mother.check_password("odd-horse-77")


@pytest.mark.parametrize("code", ["", "12", "abcdef", "１２３４５６", "1" * 50, "а\x00б"])
def test_an_odd_code_is_told_beside_its_field(client, mother, code):
    typed = {"email": mother.email, "code": code, "password": "odd-horse-77"}

    response = client.post(reverse("users:code_recovery"), typed)

    assert list(response.context["form"].errors) == ["code"]
    assert f'value="{mother.email}"' in shown(response)


def test_whoever_tries_many_codes_is_stopped(client, mother, monkeypatch):
    monkeypatch.setattr("users.guarding.CODES", 1)
    typed = {"email": mother.email, "code": "123456", "password": "odd-horse-77"}
    somebody = {"REMOTE_ADDR": "192.0.2.80"}
    client.post(reverse("users:code_recovery"), typed, **somebody)

    stopped = client.post(reverse("users:code_recovery"), typed, **somebody)

    assert "через час" in stopped.context["form"].non_field_errors()[0]


def test_a_family_of_elsewhere_has_no_page_of_a_code(client, foreign_moc, mother):
    client.force_login(foreign_moc)

    assert client.get(reverse("users:give_code", args=[mother.pk])).status_code == 404


def test_the_email_is_changed_with_the_password(client, parent):
    client.force_login(parent)
    typed = {"email": "new@example.org", "old_password": "secret-2026"}

    assert client.post(reverse("users:change_email"), typed).url == "/users/profile/"

    parent.refresh_from_db()
    assert parent.email == "new@example.org"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"old_password": "guess"}, "old_password"),
        ({"email": "new@gmial.com"}, "email"),
        ({"email": "<b>"}, "email"),
        ({"email": "taken"}, "email"),
    ],
)
def test_a_mistake_changes_no_email(client, parent, stranger, typed, wrong):
    client.force_login(parent)
    data = {"email": "new@example.org", "old_password": "secret-2026", **typed}
    if data["email"] == "taken":
        data["email"] = stranger.email

    response = client.post(reverse("users:change_email"), data)

    assert list(response.context["form"].errors) == [wrong]
    assert not User.objects.filter(email__startswith="new@").exists()


def test_an_address_that_returns_letters_is_red_on_every_page_of_a_cabinet(client, parent):
    User.objects.update(email_bounced_at=timezone.now())
    client.force_login(parent)

    for name in ("certificates:family", "enrollment:our_contracts", "users:messages"):
        page = shown(client.get(reverse(name)))
        assert "notice-danger" in page
        assert reverse("users:change_email") in page
        assert reverse("users:enter_code") in page
