"""The operator's pages about a provider's contracts and limits."""

import pytest
from django.urls import reverse

from enrollment import enrolling
from enrollment.models import Contract, ProgramLimit, ProviderLimit
from reference import clock


@pytest.fixture
def desk(client, operator, monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    client.force_login(operator)
    return client


@pytest.fixture
def contract(funded_certificate, group, parent, on) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)


def address(name: str, thing) -> str:
    return reverse(f"enrollment:{name}", args=(thing.pk,))


def test_the_operator_sees_children_and_limits(desk, contract, provider):
    page = desk.get(address("provider_places", provider)).content.decode()

    assert contract.group.program.short_name in page
    assert "не установлен" in page


def test_the_operator_approves_the_limit_of_a_provider(desk, contract, provider):
    url = address("limit_provider", provider)
    page = desk.get(url, {"children": "10", "services": "70", "growth": "1", "rating": "1"})
    assert "Формула даёт" in page.content.decode()

    desk.post(url, {"number": "30"})

    limit = ProviderLimit.objects.get()
    assert (limit.number, limit.taken) == (30, 1)
    desk.post(url, {"number": ""})
    assert not ProviderLimit.objects.exists()


def test_the_operator_approves_the_limit_of_a_program(desk, contract):
    url = address("limit_program", contract.group.program)
    assert "<strong>20</strong>" in desk.get(url, {"base": "20", "rating": "1"}).content.decode()

    desk.post(url, {"number": "20"})

    assert ProgramLimit.objects.get().number == 20


def test_bad_figures_are_said_beside_the_field(desk, contract, provider):
    assert desk.get(address("limit_provider", provider), {"children": "0"}).status_code == 200
    page = desk.post(address("limit_provider", provider), {"number": "много"})
    assert "Введите целое число" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("suspend_provider", "suspended"), ("exclude_provider", "excluded")]
)
def test_a_hard_decision_is_asked_its_reason(
    desk, contract, provider, name, status, django_capture_on_commit_callbacks
):
    url = address(name, provider)
    assert "Укажите причину" in desk.post(url, {"reason": " "}).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url, {"reason": "Проверка"})

    provider.refresh_from_db()
    contract.refresh_from_db()
    assert (provider.status, provider.status_reason) == (status, "Проверка")
    assert contract.status == Contract.Status.REFUSED


def test_what_was_left_undone_is_shown_and_goes_on(desk, contract, provider):
    provider.status = "excluded"
    provider.save()
    assert "Продолжить" in desk.get(address("provider_places", provider)).content.decode()

    desk.post(address("wind_up_provider", provider))

    contract.refresh_from_db()
    assert contract.status == Contract.Status.REFUSED


def test_the_pages_do_not_exist_for_others(client, provider, provider_manager, moc):
    for someone in (provider_manager, moc):
        client.force_login(someone)
        for name in ("provider_places", "limit_provider", "exclude_provider"):
            assert client.get(address(name, provider)).status_code == 404
