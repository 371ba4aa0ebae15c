"""An organisation applies for a family, with its consent (R6.27)."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment.models import BudgetPlace, Contract
from programs.models import Group
from reference import clock


@pytest.fixture
def url(client, provider_manager, group: Group, monkeypatch) -> str:
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 5))
    client.force_login(provider_manager)
    return reverse("enrollment:on_behalf", args=(group.pk,))


@pytest.fixture
def choice(funded_certificate) -> dict[str, str]:
    return {
        "number": funded_certificate.number,
        "birth_date": f"{funded_certificate.child.birth_date:%d.%m.%Y}",
        "starts_on": "07.09.2026",
        "consent": "on",
    }


def confirm(balance: int) -> dict[str, object]:
    ticks = {"wants": "on", "has_read": "on", "pays": "on", "send": "1"}
    return {"command": uuid4(), "expected_available": balance, **ticks}


def test_the_sums_come_first_and_then_the_application(client, url, choice, provider_manager):
    shown = client.post(url, choice).content.decode()
    assert "Оплата сертификатом" in shown
    assert not Contract.objects.exists()

    press = choice | confirm(960_000)
    client.post(url, press)
    assert client.post(url, press).url == Contract.objects.get().get_absolute_url()

    assert Contract.objects.get().requested_by == provider_manager


def test_without_the_consent_of_the_parent_nothing_is_sent(client, url, choice):
    page = client.post(url, {**choice, "consent": ""} | confirm(960_000))

    assert "Без согласия родителя" in page.content.decode()
    assert not Contract.objects.exists()


def test_a_number_without_its_day_of_birth_finds_nobody(client, url, choice):
    page = client.post(url, {**choice, "birth_date": "01.01.2015"})

    assert "Такого сертификата нет" in page.content.decode()


def test_a_changed_balance_is_shown_afresh(client, url, choice):
    page = client.post(url, choice | confirm(1))

    assert "Остаток изменился" in page.content.decode()
    assert not Contract.objects.exists()


def test_a_budget_place_is_asked_for_too(client, url, choice, group, funded_certificate):
    group.program.register = "significant"
    group.program.certified_on = None
    group.program.save()

    client.post(url, choice | confirm(0))

    assert BudgetPlace.objects.get().certificate == funded_certificate


def test_strangers_find_no_page(client, url, parent, teacher):
    for someone in (parent, teacher.user):
        client.force_login(someone)
        assert client.get(url).status_code == 404
