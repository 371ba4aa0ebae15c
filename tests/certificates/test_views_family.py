"""The pages of a family."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from certificates import issuing, registering
from certificates.models import Application, Certificate, Child
from reference import clock
from tests.factories.certificates import ChildFactory, snils
from users import guarding
from users.models import Notification, User

TYPED = {
    "last_name": "Соловьёва-Лис",
    "first_name": "Анна",
    "patronymic": "Игоревна",
    "birth_date": "01.09.2016",
    "sex": "f",
    "settlement": "с. Липки",
    "school": "Школа № 2",
    "relation": "mother",
}


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def typed(municipality):
    return {**TYPED, "municipality": municipality.pk}


@pytest.fixture
def application(child, parent, on):
    registering.give_consent(child, by=parent)
    return issuing.apply(child, by=parent, on=on)


def page(client, name, *args, follow=False):
    return client.get(reverse(f"certificates:{name}", args=args), follow=follow)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"certificates:{name}", args=args), data)


def words(response):
    return response.content.decode()


# --- the home of a family


def test_the_family_reads_what_is_needed_from_it(client, parent, child):
    client.force_login(parent)

    response = page(client, "family")

    assert child.full_name in words(response)
    assert "Дайте согласие" in words(response)
    assert reverse("certificates:consent", args=[child.pk]) in words(response)


@pytest.mark.parametrize(
    ("prepare", "link"),
    [("consent", "apply_for_certificate"), ("application", "receipt")],
)
def test_the_next_step_follows_what_was_done(client, parent, child, on, prepare, link):
    registering.give_consent(child, by=parent)
    target = child.pk
    if prepare == "application":
        target = issuing.apply(child, by=parent, on=on).pk
    client.force_login(parent)

    assert reverse(f"certificates:{link}", args=[target]) in words(page(client, "family"))


def test_a_rejected_application_says_why_and_can_be_sent_again(
    client, parent, application, clerk, on
):
    issuing.reject(application, "documents", "Принесите СНИЛС.", by=clerk, on=on)
    client.force_login(parent)

    assert "Принесите СНИЛС." in words(page(client, "family"))
    assert "Подать заявление ещё раз" in words(page(client, "family"))


def test_the_money_of_the_certificate_is_on_the_first_page(client, parent, funded_certificate):
    client.force_login(parent)

    assert "9\xa0600,00\xa0₽" in words(page(client, "family"))


def test_a_stranger_sees_no_child_of_this_family(client, stranger, child):
    client.force_login(stranger)

    assert child.last_name not in words(page(client, "family"))


def test_staff_have_no_family_page(client, moc):
    client.force_login(moc)

    assert page(client, "family").status_code == 404


# --- adding a child


def test_a_child_is_added_and_the_consent_comes_next(client, parent, typed):
    client.force_login(parent)

    response = press(client, "add_child", **typed, snils="900-000-001 82")

    child = Child.objects.get()
    assert child.snils == "90000000182"
    assert child.guardianships.get().user == parent
    assert response.url == reverse("certificates:consent", args=[child.pk])


def test_nobody_tries_names_until_a_child_is_known(client, parent, typed, monkeypatch):
    cache.clear()
    monkeypatch.setattr(guarding, "NEW_CHILDREN", 1)
    client.force_login(parent)
    press(client, "add_child", **typed)

    response = press(client, "add_child", **typed)

    assert "слишком много детей" in words(response)
    assert "Игоревна" in words(response)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("birth_date", "1 сентября", "Напишите день, месяц и год через точки"),
        ("birth_date", "31.02.2016", "Такого дня нет в календаре"),
        ("birth_date", "", "Введите дату рождения ребёнка"),
        ("birth_date", "01.09.2023", "от 5 до 17"),
        ("snils", "900-000", "11 цифр"),
        ("snils", "900-000-001 83", "Проверьте СНИЛС"),
        ("last_name", " ", "Введите фамилию ребёнка"),
        ("last_name", "Petrova", "напишите имя целиком по-русски"),
        ("first_name", "Тeст<b>", "только буквы"),
        ("relation", "", "Укажите, кем вы приходитесь ребёнку"),
    ],
)
def test_a_mistake_has_its_sentence_and_nothing_typed_is_lost(
    client, parent, typed, field, text, sentence
):
    client.force_login(parent)

    response = press(client, "add_child", **{**typed, field: text})

    assert response.status_code == 200
    assert sentence in words(response)
    assert "Игоревна" in words(response)
    assert field in response.context["form"].errors
    assert not Child.objects.exists()


def test_dashes_and_spaces_of_snils_and_ways_to_write_a_day_are_understood(client, parent, typed):
    client.force_login(parent)
    digits = snils(77)

    press(
        client,
        "add_child",
        **{**typed, "birth_date": "2016-09-01"},
        snils=f" {digits[:3]} {digits[3:6]}-{digits[6:9]} {digits[9:]} ",
    )

    assert Child.objects.get().snils == digits
    assert Child.objects.get().birth_date == date(2016, 9, 1)


def test_a_child_known_by_snils_sends_the_parent_to_the_support_centre(
    client, stranger, child, typed
):
    client.force_login(stranger)

    response = press(client, "add_child", **typed, snils=child.snils)

    assert "уже есть в реестре" in words(response)
    assert child.municipality.support_phone in words(response)
    assert child.last_name not in words(response)


def test_a_child_known_by_name_and_birth_date_is_caught_though_ё_is_е(
    client, parent, stranger, typed
):
    client.force_login(parent)
    press(client, "add_child", **typed)
    client.force_login(stranger)

    response = press(client, "add_child", **{**typed, "last_name": "соловьева лис"})

    assert "уже есть в реестре" in words(response)
    assert Child.objects.count() == 1


# --- consent


def test_the_consent_has_its_own_page_and_tick(client, parent, child):
    client.force_login(parent)
    assert "152-ФЗ" in words(page(client, "consent", child.pk))

    response = press(client, "consent", child.pk, agree="on")

    consent = child.consents.get()
    assert (consent.given_by, consent.text_version) == (parent, registering.CONSENT_VERSION)
    assert response.url == reverse("certificates:apply_for_certificate", args=[child.pk])


def test_without_the_tick_there_is_no_consent(client, parent, child):
    client.force_login(parent)

    response = press(client, "consent", child.pk)

    assert "Без согласия" in words(response)
    assert not child.consents.exists()


@pytest.mark.parametrize("name", ["consent", "apply_for_certificate"])
def test_a_stranger_does_not_find_the_child(client, stranger, child, name):
    client.force_login(stranger)

    assert page(client, name, child.pk).status_code == 404
    assert press(client, name, child.pk, agree="on").status_code == 404


# --- the application


def test_an_application_gets_a_number_and_a_receipt_with_address_and_hours(client, parent, child):
    registering.give_consent(child, by=parent)
    client.force_login(parent)

    response = press(client, "apply_for_certificate", child.pk)

    application = Application.objects.get()
    assert response.url == reverse("certificates:receipt", args=[application.pk])
    receipt = words(client.get(response.url))
    assert f"Заявление № {application.pk}" in receipt
    assert child.municipality.support_address in receipt
    assert child.municipality.support_hours in receipt
    assert "05.10.2026" in receipt
    assert Notification.objects.filter(recipient=parent).count() == 1


def test_who_has_not_confirmed_the_email_finds_the_cures_instead_of_a_button(client, parent, child):
    User.objects.filter(pk=parent.pk).update(email_confirmed_at=None)
    registering.give_consent(child, by=parent)
    client.force_login(parent)

    page = words(client.get(reverse("certificates:apply_for_certificate", args=(child.pk,))))

    assert reverse("users:send_confirmation") in page
    assert "Подать заявление</button>" not in page


def test_without_consent_the_consent_is_asked_first(client, parent, child):
    client.force_login(parent)

    response = page(client, "apply_for_certificate", child.pk)

    assert response.url == reverse("certificates:consent", args=[child.pk])


def test_the_button_pressed_twice_sends_one_application(client, parent, child):
    registering.give_consent(child, by=parent)
    client.force_login(parent)
    command = str(uuid4())

    first = press(client, "apply_for_certificate", child.pk, command=command)
    second = press(client, "apply_for_certificate", child.pk, command=command)

    assert first.url == second.url
    assert Application.objects.count() == 1


def test_a_second_application_is_refused_in_words(client, parent, child, application):
    client.force_login(parent)

    assert "уже на рассмотрении" in words(press(client, "apply_for_certificate", child.pk))


def test_a_receipt_is_not_shown_to_a_stranger(client, stranger, application):
    client.force_login(stranger)

    assert page(client, "receipt", application.pk).status_code == 404


# --- the certificate and its money


def test_the_certificate_shows_its_statement_entry_by_entry(client, parent, funded_certificate):
    client.force_login(parent)

    shown = words(page(client, "certificate", funded_certificate.pk))

    assert funded_certificate.number in shown
    assert "зачислен номинал" in shown
    assert "+9\xa0600,00\xa0₽" in shown
    assert "01.09.2026" in shown
    assert "31.08.2027" in shown


def test_a_certificate_is_not_shown_to_a_stranger(client, stranger, certificate):
    client.force_login(stranger)

    assert page(client, "certificate", certificate.pk).status_code == 404


def test_staff_are_taken_to_the_page_of_the_register(client, moc, certificate):
    client.force_login(moc)

    response = page(client, "certificate", certificate.pk)

    assert response.url == reverse("certificates:record", args=[certificate.pk])


def test_the_family_sees_who_of_the_staff_looked(client, parent, moc, certificate):
    client.force_login(moc)
    page(client, "record", certificate.pk)
    client.force_login(parent)

    assert moc.full_name in words(page(client, "certificate", certificate.pk))


def test_two_children_stand_on_one_page(client, parent, child, municipality):
    second = ChildFactory(guardian=parent, municipality=municipality, first_name="Пётр")
    client.force_login(parent)

    shown = words(page(client, "family"))

    assert child.first_name in shown
    assert second.first_name in shown
    assert Certificate.objects.count() == 0


def test_the_parent_tells_of_health_and_takes_it_back(client, parent, child):
    """R6.11: told separately, with a tick of its own; never in the audit line."""
    client.force_login(parent)
    url = reverse("certificates:health", args=(child.pk,))

    assert "согласны" in client.post(url, {"condition": "sight"}).content.decode()
    client.post(url, {"condition": "sight", "agrees": "on"})
    child.refresh_from_db()
    assert child.health_condition == "sight"

    client.post(url, {"condition": ""})
    child.refresh_from_db()
    assert child.health_condition == ""


def test_a_stranger_does_not_open_the_page_of_health(client, stranger, child):
    client.force_login(stranger)

    assert client.get(reverse("certificates:health", args=(child.pk,))).status_code == 404
