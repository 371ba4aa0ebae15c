"""The payer's agreements."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from providers.models import Agreement
from reference import clock
from reference.money import parse
from tests.factories.providers import AgreementFactory
from users.models import User

AGREEMENTS = reverse("providers:agreements")


@pytest.fixture
def request_of_a_provider(provider, plan) -> Agreement:
    return AgreementFactory(
        provider=provider, plan=plan, status=Agreement.Status.NEW, number="", signed_on=None
    )


@pytest.fixture
def desk(client: Client, payer: User, monkeypatch, on) -> Client:
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    client.force_login(payer)
    return client


def address(name: str, agreement: Agreement) -> str:
    return reverse(f"providers:{name}", args=(agreement.pk,))


def test_the_payer_sees_what_waits_and_puts_it_in_force(desk: Client, request_of_a_provider):
    assert str(request_of_a_provider.provider) in desk.get(AGREEMENTS).content.decode()

    desk.post(
        address("agreement", request_of_a_provider),
        {"number": "7-ПФ", "signed_on": "2026-09-03", "maximum": "150 000,50"},
    )

    request_of_a_provider.refresh_from_db()
    assert request_of_a_provider.status == Agreement.Status.ACTIVE
    assert request_of_a_provider.maximum == parse("150000.50")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"signed_on": "2026-12-01"}, "ещё не наступила"),
        ({"maximum": "много"}, "Введите сумму в рублях"),
        ({"maximum": "-1"}, "Такой суммы не бывает"),
        ({"number": ""}, "Введите номер соглашения"),
    ],
)
def test_mistakes_are_said_and_nothing_is_confirmed(desk, request_of_a_provider, typed, said):
    right = {"number": "7-ПФ", "signed_on": "2026-09-03", "maximum": ""}

    response = desk.post(address("agreement", request_of_a_provider), right | typed)

    assert said in response.content.decode()
    request_of_a_provider.refresh_from_db()
    assert request_of_a_provider.status == Agreement.Status.NEW


def test_a_request_is_rejected_with_a_reason(desk: Client, request_of_a_provider):
    desk.post(address("reject_agreement", request_of_a_provider), {"reason": "Нет лицензии"})

    request_of_a_provider.refresh_from_db()
    assert request_of_a_provider.status == Agreement.Status.REJECTED
    assert desk.get(address("reject_agreement", request_of_a_provider)).status_code == 404
    assert "Нет лицензии" in desk.get(address("agreement", request_of_a_provider)).content.decode()


def test_agreements_of_another_payer_do_not_exist(desk: Client):
    foreign = AgreementFactory()

    assert desk.get(address("agreement", foreign)).status_code == 404
    assert desk.post(address("reject_agreement", foreign), {"reason": "x"}).status_code == 404
    assert str(foreign.provider) not in desk.get(f"{AGREEMENTS}?tab=active").content.decode()


def test_only_payers_have_this_desk(client: Client, stranger: User, moc: User):
    for someone in (stranger, moc):
        client.force_login(someone)
        assert client.get(AGREEMENTS).status_code == 404
