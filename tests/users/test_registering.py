"""A parent comes to the portal."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from reference.errors import RuleBroken
from users import audit, registering
from users.models import Notification, Role, User
from users.registering import PersonFields
from users.roles import has_role

ANNA = PersonFields(" Петрова", "Анна ", "8 900 123-45-67", "Ивановна")


def register(municipality, email="anna@example.org", person=ANNA) -> User:
    return registering.register_guardian(
        person, email=email, password="odd-horse-77", municipality=municipality
    )


def test_a_parent_registers_and_may_sign_in(municipality):
    user = register(municipality, " Anna@Example.org ")

    assert user.email == "anna@example.org"
    assert user.full_name == "Петрова Анна Ивановна"
    assert user.phone == "+7 (900) 123-45-67"
    assert user.municipality == municipality
    assert user.check_password("odd-horse-77")
    assert has_role(user, Role.GUARDIAN)


def test_the_accepted_terms_are_written_down_without_personal_data(municipality):
    line = audit.history_of(register(municipality)).get()

    assert line.action == "user.registered"
    assert line.details == {"terms": registering.TERMS_VERSION}


def test_a_letter_asks_to_confirm_the_email(municipality, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        user = register(municipality)

    letter = Notification.objects.get(recipient=user)
    assert letter.url in mail.outbox[0].body
    assert mail.outbox[0].to == ["anna@example.org"]
    assert "anna" not in letter.url


def test_an_email_is_registered_once_in_any_case(municipality):
    register(municipality)

    with pytest.raises(RuleBroken) as refusal:
        register(municipality, "ANNA@example.ORG")

    assert refusal.value.code == "email_taken"
    assert refusal.value.field == "email"
    assert User.objects.count() == 1


def test_a_wrong_phone_registers_nobody(municipality):
    with pytest.raises(RuleBroken) as refusal:
        register(municipality, person=PersonFields("Петрова", "Анна", "12"))

    assert refusal.value.code == "phone"
    assert not User.objects.exists()


def test_the_link_confirms_the_email(municipality):
    user = register(municipality)

    registering.confirm_email(registering.email_token(user))

    user.refresh_from_db()
    assert user.email_confirmed_at is not None


def test_the_second_press_confirms_as_well_and_changes_nothing(municipality):
    token = registering.email_token(register(municipality))
    first = registering.confirm_email(token).email_confirmed_at

    assert registering.confirm_email(token).email_confirmed_at == first


def test_a_confirmed_email_is_no_longer_one_that_bounces(municipality):
    user = register(municipality)
    User.objects.filter(pk=user.pk).update(email_bounced_at=timezone.now())

    assert registering.confirm_email(registering.email_token(user)).email_bounced_at is None


def test_an_old_link_confirms_nothing(municipality, monkeypatch):
    token = registering.email_token(register(municipality))
    monkeypatch.setattr(registering, "LINK_LIVES", timedelta(seconds=-1))

    with pytest.raises(RuleBroken) as refusal:
        registering.confirm_email(token)

    assert refusal.value.code == "link_expired"


def test_a_link_to_a_former_email_confirms_nothing(municipality):
    user = register(municipality)
    token = registering.email_token(user)
    User.objects.filter(pk=user.pk).update(email="new@example.org")

    with pytest.raises(RuleBroken) as refusal:
        registering.confirm_email(token)

    assert refusal.value.code == "link_wrong"


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "WzEsIngiXQ:1xV35S:nnulgL1piu_mml0JOd7n4aBc"])
def test_a_made_up_link_confirms_nothing(db, token):
    with pytest.raises(RuleBroken) as refusal:
        registering.confirm_email(token)

    assert refusal.value.code == "link_wrong"


def test_the_letter_is_sent_again_on_request(municipality):
    user = register(municipality)

    registering.send_confirmation_again(user, by=user, at=timezone.now())

    assert Notification.objects.filter(recipient=user).count() == 2


def test_letters_are_not_poured_over_one_address(municipality):
    user = register(municipality)
    for _again in range(registering.LETTERS_AN_HOUR - 1):
        registering.send_confirmation_again(user, by=user, at=timezone.now())

    with pytest.raises(RuleBroken) as refusal:
        registering.send_confirmation_again(user, by=user, at=timezone.now())

    assert refusal.value.code == "too_many_letters"


def test_in_an_hour_one_may_ask_again(municipality):
    user = register(municipality)
    for _again in range(registering.LETTERS_AN_HOUR):
        registering.send_confirmation_again(
            user, by=user, at=timezone.now() + timedelta(hours=1, seconds=1)
        )

    assert Notification.objects.filter(recipient=user).count() == 6


def test_a_confirmed_email_needs_no_letter(municipality):
    user = registering.confirm_email(registering.email_token(register(municipality)))

    with pytest.raises(RuleBroken) as refusal:
        registering.send_confirmation_again(user, by=user, at=timezone.now())

    assert refusal.value.code == "already_confirmed"


def test_a_change_of_details_is_noted_by_the_names_of_the_fields(parent):
    registering.change_details(
        parent, PersonFields("Новикова", "Алексей", "89001234567"), by=parent
    )

    parent.refresh_from_db()
    assert parent.full_name == "Новикова Алексей"
    line = audit.history_of(parent).get()
    assert line.details == {"fields": ["last_name", "patronymic", "phone"]}


def test_saving_the_same_details_leaves_no_line(parent):
    same = PersonFields(parent.last_name, parent.first_name, parent.phone, parent.patronymic)

    registering.change_details(parent, same, by=parent)

    assert not audit.history_of(parent).exists()


def test_a_password_is_changed_and_never_written_down(parent):
    registering.change_password(parent, "odd-horse-77", by=parent)

    assert User.objects.get(pk=parent.pk).check_password("odd-horse-77")
    assert audit.history_of(parent).get().details == {}
