"""The register, a provider's page and the way in, without signing in."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from programs.models import Group
from providers.models import Provider
from tests.factories.programs import ProgramFactory
from tests.factories.providers import ProviderFactory
from tests.providers.cast import application
from users.models import User

pytestmark = pytest.mark.django_db

REGISTER, APPLY = reverse("providers:register"), reverse("providers:apply")


def org(municipality, **changes) -> dict[str, object]:
    fields = application(municipality.pk, **changes)
    return {f"org-{name}": value for name, value in fields.items()}


PERSON = {
    "last_name": "Краснова",
    "first_name": "Вера",
    "phone": "+7 (000) 000-00-56",
    "email": "vera@example.org",
    "password": "kraski-i-kisti",
    "terms": "on",
}


def test_the_register_shows_active_organisations_by_its_filters(client: Client):
    shown = ProviderFactory(short_name="Студия «Лира»", department="culture")
    ProviderFactory(short_name="Спортшкола", department="sport")
    ProviderFactory(short_name="Лира закрытая", status=Provider.Status.EXCLUDED)

    html = client.get(f"{REGISTER}?q=лира&department=culture").content.decode()

    assert shown.get_absolute_url() in html
    assert "Спортшкола" not in html
    assert "закрытая" not in html


def test_an_empty_register_says_what_to_do(client: Client):
    html = client.get(f"{REGISTER}?q=%00нет&municipality=x&page=9").content.decode()

    assert "Такой организации в реестре нет" in html


def test_the_page_of_a_provider_shows_contacts_and_programs(client: Client, group: Group):
    ProgramFactory(provider=group.program.provider, status="draft", short_name="Черновик")

    html = client.get(group.program.provider.get_absolute_url()).content.decode()

    assert group.program.provider.phone in html
    assert group.program.get_absolute_url() in html
    assert "Черновик" not in html


@pytest.mark.parametrize("status", [Provider.Status.NEW, Provider.Status.REFUSED])
def test_an_applicant_has_no_public_page(client: Client, provider: Provider, status: str):
    Provider.objects.update(status=status)

    assert client.get(provider.get_absolute_url()).status_code == 404


def test_the_page_of_a_suspended_provider_says_so(client: Client, provider: Provider):
    Provider.objects.update(status=Provider.Status.SUSPENDED)

    assert "Новые заявки не принимаются" in client.get(provider.get_absolute_url()).content.decode()


def test_anybody_applies_and_is_inside_at_once(client: Client, municipality):
    response = client.post(APPLY, org(municipality) | PERSON, follow=True)

    assert response.redirect_chain[-1][0] == reverse("providers:own_card")
    assert "Заявка проверяется" in response.content.decode()
    assert Provider.objects.get().members.get().user.email == "vera@example.org"


def test_all_mistakes_are_told_at_once_and_nothing_is_lost(client: Client, municipality):
    response = client.post(APPLY, org(municipality, short_name="") | PERSON | {"email": "x"})

    html = response.content.decode()
    assert not Provider.objects.exists()
    assert html.count('id="error-summary-title"') == 2
    assert "Весёлые краски" in html


def test_a_wrong_inn_leaves_neither_provider_nor_account(client: Client, municipality):
    response = client.post(APPLY, org(municipality, inn="0000000019") | PERSON)

    assert "Такого ИНН не бывает" in response.content.decode()
    assert not Provider.objects.exists()
    assert not User.objects.filter(email="vera@example.org").exists()


def test_whoever_tries_many_taken_emails_is_stopped(client: Client, municipality, parent: User):
    cache.set("taken-emails:192.0.2.79", 1_000)

    client.post(APPLY, org(municipality) | PERSON, REMOTE_ADDR="192.0.2.79")

    assert not Provider.objects.exists()


def test_somebody_with_an_account_applies_under_it(client: Client, municipality, stranger: User):
    client.force_login(stranger)

    client.post(APPLY, org(municipality))

    assert Provider.objects.get().members.get().user == stranger
