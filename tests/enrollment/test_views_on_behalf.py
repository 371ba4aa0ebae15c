"""An organisation applies for a family, with its consent (R6.27)."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from certificates.models import Guardianship
from enrollment import entrusting
from enrollment.models import BudgetPlace, ConsentCode, Contract
from programs.models import Group
from reference import clock
from tests.factories.certificates import GuardianshipFactory
from users.audit import history_of
from users.models import Notification


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


@pytest.fixture(autouse=True)
def digits(monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr("users.six_digits.secrets.randbelow", lambda below: 4321)


def ask(client, url, choice) -> None:
    client.post(url, choice | {"ask_code": "1"})


def confirm(balance: int, code: str = "004321") -> dict[str, object]:
    ticks = {"wants": "on", "has_read": "on", "pays": "on", "send": "1", "code": code}
    return {"command": uuid4(), "expected_available": balance, **ticks}


def test_the_sums_come_first_and_then_the_application(client, url, choice, provider_manager):
    shown = client.post(url, choice).content.decode()
    assert "Оплата сертификатом" in shown
    assert not Contract.objects.exists()

    ask(client, url, choice)
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
    ask(client, url, choice)
    page = client.post(url, choice | confirm(1))

    assert "Остаток изменился" in page.content.decode()
    assert not Contract.objects.exists()


def test_a_budget_place_is_asked_for_too(client, url, choice, group, funded_certificate):
    group.program.register = "significant"
    group.program.certified_on = None
    group.program.save()

    ask(client, url, choice)
    client.post(url, choice | confirm(0))

    assert BudgetPlace.objects.get().certificate == funded_certificate


def test_strangers_find_no_page(client, url, parent, teacher):
    for someone in (parent, teacher.user):
        client.force_login(someone)
        assert client.get(url).status_code == 404


def test_the_family_gets_the_code_with_what_it_is_for(client, url, choice, parent, group):
    ask(client, url, choice)

    letter = Notification.objects.get(kind="enrollment.consent_code")
    assert letter.recipient == parent
    assert "004321" in letter.body
    assert group.program.short_name in letter.body


def test_who_may_only_look_is_not_asked_and_gets_no_code(
    client, url, choice, funded_certificate, parent
):
    looker = GuardianshipFactory(child=funded_certificate.child, rights="limited").user

    ask(client, url, choice)

    letters = Notification.objects.filter(kind="enrollment.consent_code")
    assert [letter.recipient for letter in letters] == [parent] != [looker]


@pytest.mark.parametrize("code", ["", "000000", "12", "код", "<b>", "\x00", "9" * 500])
def test_without_the_right_code_no_money_is_kept(client, url, choice, code, funded_certificate):
    ask(client, url, choice)

    assert client.post(url, choice | confirm(960_000, code)).status_code == 200

    assert not Contract.objects.exists()
    assert funded_certificate.accounts.get().reserved == 0


def test_a_code_is_tried_five_times_and_lives_a_day(client, url, choice, monkeypatch):
    ask(client, url, choice)
    for _number in range(5):
        client.post(url, choice | confirm(960_000, "111111"))
    client.post(url, choice | confirm(960_000))
    assert not Contract.objects.exists()

    ask(client, url, choice)
    ConsentCode.objects.update(expires_at=clock.now())
    client.post(url, choice | confirm(960_000))
    assert not Contract.objects.exists()


def test_a_code_works_once(client, url, choice):
    ask(client, url, choice)
    client.post(url, choice | confirm(960_000))

    assert not ConsentCode.objects.exists()


def test_a_family_nobody_can_write_to_has_its_paper(client, url, choice, funded_certificate):
    Guardianship.objects.filter(child=funded_certificate.child).delete()

    client.post(url, choice | confirm(960_000, ""))

    assert Contract.objects.exists()


def test_looks_are_counted_and_the_family_sees_who_looked(
    client, url, choice, funded_certificate, monkeypatch, provider_manager
):
    monkeypatch.setattr(entrusting, "LOOKS", 2)
    client.post(url, choice)
    client.post(url, {**choice, "birth_date": "01.01.2015"})

    page = client.post(url, choice).content.decode()

    assert "Слишком много детей" in page
    looks = history_of(funded_certificate.child).filter(action="child.viewed")
    assert [look.by for look in looks] == [provider_manager]


def test_codes_are_not_asked_for_without_end(client, url, choice, monkeypatch):
    monkeypatch.setattr(entrusting, "CODES", 1)
    ask(client, url, choice)

    page = client.post(url, choice | {"ask_code": "1"}, follow=True).content.decode()

    assert "Запрошено слишком много кодов" in page
