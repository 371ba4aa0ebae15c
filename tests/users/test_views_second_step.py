"""The pages of the second step; between the two steps nobody sees anything."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.users import UserFactory
from tests.users.test_securing import code_at, switched_on
from users import recovering, securing
from users.models import Role

SIGN_IN = "/users/sign-in/"
CODE = "/users/sign-in/code/"
SETTINGS = "/users/profile/second-step/"


def signed_in(client) -> int:
    return int(client.session.get("_auth_user_id", 0))


def errors(response) -> dict:
    return dict(response.context["form"].errors)


def shows_password(client, user, password="secret-2026", **query):
    typed = {"username": user.email, "password": password}
    return client.post(SIGN_IN, typed, query_params=query)


def test_the_password_alone_lets_nobody_in(client, parent):
    switched_on(parent)

    response = shows_password(client, parent)

    assert response.url == CODE
    assert not signed_in(client)
    assert client.get("/users/profile/").url.startswith(SIGN_IN)


def test_the_code_lets_in_to_the_page_that_was_wanted(client, parent):
    switched_on(parent)
    shows_password(client, parent, next="/users/letters/")

    response = client.post(CODE, {"code": code_at(timezone.now())})

    assert response.url == "/users/letters/"
    assert signed_in(client) == parent.pk


def test_a_spare_code_lets_in_however_it_is_written(client, parent):
    spare = switched_on(parent)[0]
    shows_password(client, parent)

    client.post(CODE, {"code": f" {spare.upper()} "})

    assert signed_in(client) == parent.pk


@pytest.mark.parametrize("code", ["", "12", "000000", "１２３４５６", "<b>", "Ы" * 60, "а\x00б"])
def test_an_odd_code_is_told_beside_its_field(client, parent, code):
    switched_on(parent)
    shows_password(client, parent)

    response = client.post(CODE, {"code": code})

    assert list(errors(response)) == ["code"]
    assert not signed_in(client)


def test_without_a_password_there_is_no_second_step(client, parent):
    switched_on(parent)

    assert client.get(CODE).url == SIGN_IN
    assert client.post(CODE, {"code": code_at(timezone.now())}).url == SIGN_IN


def test_a_second_step_is_not_waited_for_long(client, parent):
    switched_on(parent)
    shows_password(client, parent)
    session = client.session
    session["half_signed"] = {**session["half_signed"], "until": 0}
    session.save()

    assert client.get(CODE).url == SIGN_IN


def test_a_changed_password_ends_what_was_begun_with_the_old(client, parent):
    switched_on(parent)
    shows_password(client, parent)
    parent.set_password("odd-horse-77")
    parent.save()

    assert client.get(CODE).url == SIGN_IN


def test_a_letter_of_recovery_does_not_pass_the_second_step_by(client, parent):
    switched_on(parent)
    link = reverse(
        "users:new_password", args=[recovering.key_of(parent), recovering.token_of(parent)]
    )

    response = client.post(client.get(link).url, {"password": "odd-horse-77"})

    assert response.url == CODE
    assert not signed_in(client)


def test_who_has_none_signs_in_as_ever(client, parent):
    assert shows_password(client, parent).url == reverse("home")
    assert signed_in(client) == parent.pk


def test_it_is_switched_on_with_a_telephone_and_spare_codes_are_shown_once(client, parent):
    client.force_login(parent)
    page = client.get(SETTINGS).content.decode()
    key = client.session["second_step_key"]
    assert "otpauth://totp/" in page
    assert "<svg" in page

    code = code_at(timezone.now(), key)
    response = client.post(SETTINGS, {"code": code, "old_password": "secret-2026"})

    codes = re.findall(r"<li>(\w{4}-\w{4})</li>", response.content.decode())
    assert len(codes) == securing.SPARE_CODES
    assert "no-store" in response["Cache-Control"]
    assert codes[0] not in client.get(SETTINGS).content.decode()
    assert "second_step_key" not in client.session


def test_the_key_stays_the_same_until_the_first_code(client, parent):
    client.force_login(parent)
    client.get(SETTINGS)
    key = client.session["second_step_key"]

    typed = {"code": "12", "old_password": "secret-2026"}
    assert list(errors(client.post(SETTINGS, typed))) == ["code"]
    assert client.session["second_step_key"] == key


def test_a_page_left_open_does_not_lock_its_owner_out(client, parent):
    client.force_login(parent)
    client.get(SETTINGS)
    code = code_at(timezone.now(), client.session["second_step_key"])

    response = client.post(SETTINGS, {"code": code, "old_password": "guessed"})

    assert list(errors(response)) == ["old_password"]
    assert not securing.is_on(parent)


def test_switching_off_asks_for_the_password_and_a_code(client, parent):
    switched_on(parent)
    client.force_login(parent)
    page = reverse("users:turn_off_second_step")
    right = {"old_password": "secret-2026", "code": code_at(timezone.now())}

    assert list(errors(client.post(page, {**right, "old_password": "guess"}))) == ["old_password"]
    assert list(errors(client.post(page, {**right, "code": ""}))) == ["code"]
    assert client.post(page, right).url == "/users/profile/"
    assert not securing.is_on(parent)


def test_other_spare_codes_are_made_by_a_code(client, parent):
    switched_on(parent)
    client.force_login(parent)

    response = client.post(reverse("users:spare_codes"), {"code": code_at(timezone.now())})

    assert len(re.findall(r"<li>\w{4}-\w{4}</li>", response.content.decode())) == 10


def test_the_desk_takes_it_off_whoever_lost_the_telephone(client, clerk, municipality):
    mother = UserFactory(role=Role.GUARDIAN, municipality=municipality)
    switched_on(mother)
    client.force_login(clerk)
    page = reverse("users:reset_second_step", args=[mother.pk])
    assert page in client.post("/users/people/", {"who": mother.email}).content.decode()

    assert list(errors(client.post(page, {}))) == ["is_seen"]
    client.post(page, {"is_seen": "on"})

    assert not securing.is_on(mother)


def test_staff_elsewhere_have_no_such_page(client, foreign_moc, municipality):
    mother = UserFactory(role=Role.GUARDIAN, municipality=municipality)
    client.force_login(foreign_moc)

    page = reverse("users:reset_second_step", args=[mother.pk])
    assert client.get(page).status_code == 404


def test_roles_that_must_have_it_see_nothing_before(client, moc, parent, settings):
    settings.SECOND_STEP_ROLES = ["moc"]
    client.force_login(moc)

    assert client.get("/certificates/applications/").url == SETTINGS
    assert client.get(SETTINGS).status_code == 200
    switched_on(moc)
    assert client.get("/certificates/applications/").status_code == 200
    client.force_login(parent)
    assert client.get("/certificates/family/").status_code == 200


def test_secrets_of_telephones_are_in_no_list_of_the_administrator(client, administrator, parent):
    switched_on(parent)
    client.force_login(administrator)

    assert "otp" not in client.get("/admin/").content.decode()
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
