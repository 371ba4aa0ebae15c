"""The model centre's decisions."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from providers.models import Provider
from reference import clock
from tests.providers.cast import application
from users.models import User

DECISIONS = reverse("providers:decisions")


@pytest.fixture
def desk(client: Client, operator: User, monkeypatch, on) -> Client:
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    client.force_login(operator)
    return client


@pytest.fixture
def applicant(provider: Provider) -> Provider:
    fields = application(provider.municipality)
    provider.status = Provider.Status.NEW
    provider.inn, provider.kpp, provider.ogrn = fields["inn"], fields["kpp"], fields["ogrn"]
    provider.save()
    return provider


def address(name: str, provider: Provider) -> str:
    return reverse(f"providers:{name}", args=(provider.pk,))


def test_the_centre_sees_who_waits_and_includes(desk: Client, applicant: Provider):
    assert str(applicant) in desk.get(DECISIONS).content.decode()
    assert (
        address("include", applicant) in desk.get(address("decision", applicant)).content.decode()
    )

    desk.post(address("include", applicant))

    applicant.refresh_from_db()
    assert applicant.is_active


def test_a_hard_decision_is_asked_its_reason(desk: Client, applicant):
    refused = desk.post(address("refuse", applicant), {"reason": " "})
    assert "Укажите причину" in refused.content.decode()
    desk.post(address("refuse", applicant), {"reason": "Проверка"})

    applicant.refresh_from_db()
    assert (applicant.status, applicant.status_reason) == ("refused", "Проверка")


def test_a_decision_that_came_too_late_is_said(desk: Client, applicant: Provider):
    Provider.objects.update(status=Provider.Status.EXCLUDED)

    assert "невозможно" in desk.post(address("include", applicant), follow=True).content.decode()
    refused = desk.post(address("refuse", applicant), {"reason": "Поздно"})
    assert "невозможно" in refused.content.decode()
    resumed = desk.post(address("resume", applicant), follow=True)
    assert "невозможно" in resumed.content.decode()


def test_the_list_is_filtered_by_state_and_words(desk: Client, applicant: Provider):
    assert str(applicant) in desk.get(f"{DECISIONS}?status=new&q=дом").content.decode()
    assert str(applicant) not in desk.get(f"{DECISIONS}?status=active").content.decode()
    assert desk.get(f"{DECISIONS}?status=nonsense&page=zz&q=%00").status_code == 200


def test_the_desk_does_not_exist_for_others(client: Client, applicant, provider_manager, moc):
    for someone in (provider_manager, moc):
        client.force_login(someone)
        assert client.get(DECISIONS).status_code == 404
        assert client.get(address("decision", applicant)).status_code == 404
        assert client.post(address("include", applicant)).status_code == 404
