"""The door: registration, signing in and out, recovery."""

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories.reference import MunicipalityFactory
from users import recovering, registering
from users.models import Notification, Role, User
from users.roles import has_role

REGISTER = "/users/register/"
SIGN_IN = "/users/sign-in/"
GOOD = {
    "last_name": "Петрова",
    "first_name": "Анна",
    "phone": "8 900 123-45-67",
    "email": "Anna@Example.org",
    "password": "odd-horse-77",
    "terms": "on",
}


def errors(response) -> dict:
    return dict(response.context["form"].errors)


def signed_in(client) -> int:
    return int(client.session.get("_auth_user_id", 0))


# ---- registration ------------------------------------------------------------------------------


def test_a_parent_registers_and_is_inside_at_once(client, municipality):
    response = client.post(REGISTER, GOOD)

    user = User.objects.get(email="anna@example.org")
    assert response.status_code == 302
    assert signed_in(client) == user.pk
    assert user.municipality == municipality
    assert has_role(user, Role.GUARDIAN)


def test_after_registration_one_comes_to_the_page_one_wanted(client, municipality):
    assert client.post(f"{REGISTER}?next=/users/letters/", GOOD).url == "/users/letters/"


def test_where_there_are_several_municipalities_one_is_chosen(client, municipality):
    other = MunicipalityFactory()

    assert "municipality" in errors(client.post(REGISTER, GOOD))
    client.post(REGISTER, {**GOOD, "municipality": other.pk})

    assert User.objects.get().municipality == other


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("last_name", ""),
        ("last_name", "<b>"),
        ("first_name", "Анна1"),
        ("last_name", "Novikova"),
        ("phone", "12"),
        ("email", "anna"),
        ("email", f"{'a' * 250}@example.org"),
        ("password", "123"),
        ("password", "12345678"),
        ("terms", ""),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    client, municipality, field, value
):
    response = client.post(REGISTER, {**GOOD, field: value})

    assert list(errors(response)) == [field]
    assert 'value="8 900 123-45-67"' in response.content.decode() or field == "phone"
    assert not User.objects.exists()


def test_a_slip_in_the_email_is_asked_about_once(client, municipality):
    typed = {**GOOD, "email": "anna@gmial.com"}

    response = client.post(REGISTER, typed)

    assert "anna@gmail.com" in errors(response)["email"][0]
    assert 'value="odd-horse-77"' in response.content.decode()
    insisting = {**typed, "insisted_email": response.context["form"]["insisted_email"].value()}
    assert client.post(REGISTER, insisting).status_code == 302
    assert User.objects.get().email == "anna@gmial.com"


def test_a_slip_is_asked_about_again_while_something_else_is_wrong(client, municipality):
    typed = {**GOOD, "email": "anna@gmial.com"}

    response = client.post(REGISTER, {**typed, "password": "12345678"})

    insisting = {**typed, "insisted_email": response.context["form"]["insisted_email"].value()}
    assert "anna@gmail.com" in errors(client.post(REGISTER, insisting))["email"][0]
    assert not User.objects.exists()


def test_another_slip_is_asked_about_again(client, municipality):
    typed = {**GOOD, "email": "anna@mial.ru", "insisted_email": "anna@gmial.com"}

    assert "anna@mail.ru" in errors(client.post(REGISTER, typed))["email"][0]


@pytest.mark.parametrize("typed", ["аnnа@mail.ru", 'фттф"ьфшдюкг', "anna@mail,ru"])
def test_an_email_that_cannot_be_is_told_with_what_was_meant(client, municipality, typed):
    response = client.post(REGISTER, {**GOOD, "email": typed})

    assert "anna@mail.ru" in errors(response)["email"][0]
    assert not User.objects.exists()


def test_a_weak_password_is_told_of_once(client, municipality):
    response = client.post(REGISTER, {**GOOD, "password": "123"})

    (sentence,) = errors(response)["password"]
    assert sentence.count("Пароль") == sentence.count(".") == 1
    assert response.content.decode().count(sentence) == 2  # in the summary and beside the field


@pytest.mark.parametrize("typed", [" Anna@Example.org ", "ANNA@EXAMPLE.ORG"])
def test_one_email_has_one_account_however_it_is_typed(client, municipality, typed):
    client.post(REGISTER, GOOD)
    client.post("/users/sign-out/")

    assert list(errors(client.post(REGISTER, {**GOOD, "email": typed}))) == ["email"]
    assert User.objects.count() == 1


def test_a_taken_email_offers_to_sign_in_or_to_recover(client, municipality, parent):
    response = client.post(REGISTER, {**GOOD, "email": parent.email.upper()})

    assert list(errors(response)) == ["email"]
    assert reverse("users:password_reset") in response.content.decode()
    assert not signed_in(client)


def test_whoever_tries_many_taken_emails_is_stopped(client, municipality, parent, monkeypatch):
    monkeypatch.setattr("users.guarding.TAKEN_EMAILS", 2)
    somebody = {"REMOTE_ADDR": "192.0.2.77"}
    for _guess in range(2):
        client.post(REGISTER, {**GOOD, "email": parent.email}, **somebody)

    stopped = client.post(REGISTER, GOOD, **somebody)

    assert "через час" in errors(stopped)["email"][0]
    assert client.post(REGISTER, GOOD, REMOTE_ADDR="192.0.2.78").status_code == 302


def test_pages_with_passwords_are_kept_by_no_cache(client, municipality):
    assert "no-store" in client.get(REGISTER)["Cache-Control"]


def test_the_terms_are_read_before_registration(client, db):
    assert registering.TERMS_VERSION in client.get(reverse("users:terms")).content.decode()


# ---- signing in and out ------------------------------------------------------------------------


def sign_in(client, email: str, password: str = "secret-2026", url: str = SIGN_IN):
    return client.post(url, {"username": email, "password": password})


def test_email_and_password_let_in_in_any_case(client, parent):
    sign_in(client, f" {parent.email.upper()} ")

    assert signed_in(client) == parent.pk


def test_the_session_is_new_after_signing_in(client, parent):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = 1
    session.save()
    old = client.cookies["navigator_session"] = session.session_key

    sign_in(client, parent.email)

    assert client.session.session_key != old


def test_an_email_longer_than_any_account_is_told_so(client, db):
    assert "username" in errors(sign_in(client, f"{'a' * 250}@example.org"))


@pytest.mark.parametrize("who", ["known", "unknown", "blocked"])
def test_a_refusal_is_the_same_sentence_for_everybody(client, parent, who):
    if who == "blocked":
        User.objects.update(is_active=False)
    email = "nobody@example.org" if who == "unknown" else parent.email
    password = "secret-2026" if who == "blocked" else "wrong"

    response = sign_in(client, email, password)

    assert errors(response) == {
        "__all__": [str(response.context["form"].error_messages["invalid_login"])]
    }
    assert f'value="{email}"' in response.content.decode()
    assert not signed_in(client)


def test_a_wanted_page_is_come_to_after_signing_in(client, parent):
    asked = client.get("/users/profile/")
    assert asked.url == "/users/sign-in/?next=/users/profile/"

    assert sign_in(client, parent.email, url=asked.url).url == "/users/profile/"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client, parent, away):
    response = client.post(
        SIGN_IN, {"username": parent.email, "password": "secret-2026"}, query_params={"next": away}
    )

    assert response.url == reverse("home")
    assert client.get(SIGN_IN, {"next": away}).url == reverse("home")


def test_after_ten_wrong_passwords_there_is_a_pause(client, parent):
    for _attempt in range(10):
        response = sign_in(client, parent.email, "wrong")

    assert response.status_code == 429
    assert sign_in(client, parent.email.upper()).status_code == 429
    assert not signed_in(client)


def test_a_pause_of_one_holds_up_nobody_else(client, parent, stranger):
    for _attempt in range(11):
        sign_in(client, parent.email, "wrong")

    assert sign_in(client, stranger.email).status_code == 302
    client.post("/users/sign-out/")
    elsewhere = {"username": parent.email, "password": "secret-2026"}
    assert client.post(SIGN_IN, elsewhere, REMOTE_ADDR="203.0.113.5").status_code == 302


def test_one_password_tried_on_many_emails_is_stopped_by_the_address(client, parent, monkeypatch):
    monkeypatch.setattr("users.guarding.WRONG_PASSWORDS", 3)
    for number in range(3):
        sign_in(client, f"somebody{number}@example.org", "wrong")

    assert sign_in(client, parent.email).status_code == 429
    assert not signed_in(client)
    elsewhere = {"username": parent.email, "password": "secret-2026"}
    assert client.post(SIGN_IN, elsewhere, REMOTE_ADDR="203.0.113.5").status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client, parent):
    for _attempt in range(9):
        sign_in(client, parent.email, "wrong")
    sign_in(client, parent.email)
    client.post("/users/sign-out/")

    assert sign_in(client, parent.email, "wrong").status_code == 200


def test_signing_out_ends_the_session(client, parent):
    client.force_login(parent)

    client.post("/users/sign-out/")

    assert not signed_in(client)


def test_a_link_signs_nobody_out(client, parent):
    client.force_login(parent)

    assert client.get("/users/sign-out/").status_code == 405
    assert signed_in(client)


# ---- confirming --------------------------------------------------------------------------------


def test_opening_the_link_confirms_nothing_a_press_does(client, parent):
    User.objects.update(email_confirmed_at=None)
    link = reverse("users:confirm_email", args=[registering.email_token(parent)])

    client.get(link)
    parent.refresh_from_db()
    assert parent.email_confirmed_at is None

    client.post(link)
    parent.refresh_from_db()
    assert parent.email_confirmed_at is not None


def test_a_wrong_link_is_a_sentence(client, db):
    response = client.get(reverse("users:confirm_email", args=["made-up"]))

    assert response.status_code == 400
    assert response.context["refusal"].code == "link_wrong"


# ---- recovery ----------------------------------------------------------------------------------


def test_recovery_is_lived_through_by_its_letter(
    client, parent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("users:password_reset"), {"email": parent.email})
    link = Notification.objects.get().url
    assert link in mail.outbox[0].body

    page = client.get(link, follow=True)
    assert page.redirect_chain[0][0].endswith("/new/")
    client.post(page.redirect_chain[0][0], {"password": "odd-horse-77"})

    parent.refresh_from_db()
    assert parent.check_password("odd-horse-77")
    assert signed_in(client) == parent.pk
    assert client.get(link, follow=True).status_code == 400


def test_the_answer_does_not_tell_whether_the_email_is_known(client, parent):
    known = client.post(reverse("users:password_reset"), {"email": parent.email}, follow=True)
    unknown = client.post(reverse("users:password_reset"), {"email": "no@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert "example.org" not in known.content.decode()


def test_the_number_of_a_certificate_is_as_good_as_the_email(client, certificate, parent):
    """R11.13."""
    answer = client.post(reverse("users:password_reset"), {"email": certificate.number})

    assert answer.url == reverse("users:password_reset_sent")
    assert Notification.objects.get().recipient == parent


@pytest.mark.parametrize("said", ["", "anna", "<b>", "Ы" * 300, "а\x00б"])
def test_neither_an_email_nor_a_number_is_told_so(client, db, said):
    assert list(errors(client.post(reverse("users:password_reset"), {"email": said}))) == ["email"]


def test_whoever_asks_for_many_letters_is_stopped(client, parent, monkeypatch):
    monkeypatch.setattr("users.guarding.RECOVERIES", 1)
    asks = {"path": reverse("users:password_reset"), "data": {"email": parent.email}}
    client.post(**asks, REMOTE_ADDR="192.0.2.79")

    stopped = client.post(**asks, REMOTE_ADDR="192.0.2.79")

    assert "через час" in errors(stopped)["__all__"][0]
    assert Notification.objects.count() == 1


def test_a_weak_new_password_is_refused_beside_its_field(client, parent):
    link = reverse(
        "users:new_password", args=[recovering.key_of(parent), recovering.token_of(parent)]
    )
    page = client.get(link).url

    assert list(errors(client.post(page, {"password": "123"}))) == ["password"]


def test_a_used_link_is_a_sentence(client, parent):
    link = reverse("users:new_password", args=[recovering.key_of(parent), "used-up"])

    assert client.get(link, follow=True).status_code == 400
