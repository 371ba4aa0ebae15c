"""The organisation's own card, venues and agreements."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from providers.models import Agreement, Provider, Venue
from reference import clock
from reference.points import Point
from tests.factories.providers import VenueFactory
from tests.providers.cast import application

CARD = reverse("providers:own_card")
EDIT = reverse("providers:edit_card")
AGREEMENTS = reverse("providers:own_agreements")
DETAILS = ("licence_number", "licence_on", "address", "phone")


@pytest.fixture
def manager(client: Client, provider: Provider, provider_manager, monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    fields = application(provider.municipality)
    Provider.objects.update(inn=fields["inn"], kpp=fields["kpp"], ogrn=fields["ogrn"])
    client.force_login(provider_manager)
    return client


def details(**changes):
    return {name: application(None)[name] for name in DETAILS} | changes


def test_the_card_shows_what_the_portal_holds(manager: Client, provider: Provider):
    html = manager.get(CARD).content.decode()

    assert provider.full_name in html
    assert provider.head_name in html


def test_contacts_are_changed_and_numbers_are_not_asked(manager: Client, provider: Provider):
    assert 'name="inn"' not in manager.get(EDIT).content.decode()

    manager.post(EDIT, details(phone="8 000 000 00 99", inn="1"))

    provider.refresh_from_db()
    assert provider.phone == "+7 (000) 000-00-99"
    assert provider.inn == "0000000018"


def test_a_mistake_in_the_card_is_said_beside_its_field(manager: Client, provider: Provider):
    response = manager.post(EDIT, details(bik="12"))

    assert "Введите девять цифр БИК" in response.content.decode()


def test_a_refused_applicant_mends_everything_and_applies_again(manager: Client, provider):
    Provider.objects.update(status=Provider.Status.REFUSED, status_reason="Нет выписки")

    html = manager.get(CARD).content.decode()
    assert "Нет выписки" in html
    assert reverse("providers:apply_again") in html
    assert 'name="inn"' in manager.get(EDIT).content.decode()

    manager.post(reverse("providers:apply_again"))
    provider.refresh_from_db()
    assert provider.status == Provider.Status.NEW


def test_venues_are_added_mended_and_removed(manager: Client, provider: Provider):
    fields = {
        "name": "Филиал",
        "settlement": "с. Ключи",
        "settlement_kind": "rural",
        "address": "ул. Лесная, 2",
    }
    manager.post(reverse("providers:add_venue"), fields)
    venue = provider.venues.get()

    manager.post(reverse("providers:edit_venue", args=(venue.pk,)), fields | {"name": "Клуб"})
    venue.refresh_from_db()
    assert venue.name == "Клуб"

    manager.post(reverse("providers:remove_venue", args=(venue.pk,)))
    assert not Venue.objects.exists()


def test_an_agreement_is_asked_for(manager: Client, provider: Provider, plan):
    response = manager.post(AGREEMENTS, {"plan": plan.pk}, follow=True)

    assert "Запрос на соглашение отправлен" in response.content.decode()
    assert provider.agreements.get().status == Agreement.Status.NEW


def test_without_the_head_of_contracts_the_page_says_what_is_missing(manager: Client, plan):
    Provider.objects.update(head_name="")

    assert "Сначала заполните шапку договоров" in manager.get(AGREEMENTS).content.decode()


@pytest.mark.parametrize("page", [CARD, EDIT, AGREEMENTS])
def test_these_pages_do_not_exist_for_strangers(client: Client, stranger, page: str):
    client.force_login(stranger)

    assert client.get(page).status_code == 404


def test_a_foreign_venue_does_not_exist(manager: Client):
    foreign = VenueFactory()

    assert manager.get(reverse("providers:edit_venue", args=(foreign.pk,))).status_code == 404
    assert manager.post(reverse("providers:remove_venue", args=(foreign.pk,))).status_code == 404


def test_a_venue_gets_a_point_and_loses_it(client: Client, provider, provider_manager):
    venue = VenueFactory(provider=provider)
    url = reverse("providers:edit_venue", args=(venue.pk,))
    fields = {
        "name": venue.name,
        "settlement": venue.settlement,
        "settlement_kind": venue.settlement_kind,
        "address": venue.address,
    }
    client.force_login(provider_manager)

    client.post(url, {**fields, "point": "59,1234; 36,0567"})
    venue.refresh_from_db()
    assert venue.point == Point(59.1234, 36.0567)
    assert "59.1234, 36.0567" in client.get(url).content.decode()

    client.post(url, {**fields, "point": ""})
    venue.refresh_from_db()
    assert venue.point is None


@pytest.mark.parametrize("point", ["36.0567, 59.1234", "где-то", "👩‍👧", "9" * 70])
def test_what_is_no_point_is_said_beside_the_field(client, provider, provider_manager, point):
    venue = VenueFactory(provider=provider)
    client.force_login(provider_manager)

    html = client.post(
        reverse("providers:edit_venue", args=(venue.pk,)), {"point": point}
    ).content.decode()

    assert point in html
    assert "Введите два числа: широту и долготу" in html or "60" in html
