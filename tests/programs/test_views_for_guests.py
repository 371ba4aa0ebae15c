"""The catalogue that is kept for guests: the same for all of them, but for what is their own."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from reference import clock
from tests.factories.certificates import ChildFactory
from tests.factories.programs import ProgramFactory
from users.models import User

pytestmark = pytest.mark.django_db

CATALOGUE = reverse("programs:catalogue")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture(autouse=True)
def _kept(settings, db, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 5))
    settings.CATALOGUE_SECONDS = 30
    settings.DEMO_CLOCK = False
    cache.clear()
    ProgramFactory(short_name="Робототехника")
    yield
    cache.clear()


def page(client: Client, address: str = CATALOGUE) -> str:
    return client.get(address).content.decode()


def test_a_page_is_kept_for_the_next_guest(client: Client):
    first = page(client)

    ProgramFactory(short_name="Лепка")

    assert TOKEN.sub("", page(Client())) == TOKEN.sub("", first)


def test_a_kept_page_asks_the_database_nothing(client: Client, django_assert_num_queries):
    page(client)

    with django_assert_num_queries(0):
        page(Client())


def test_every_guest_has_a_token_of_their_own_and_it_works():
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)

    tokens = [TOKEN.findall(page(guest))[0] for guest in (one, other)]

    assert tokens[0] != tokens[1]
    for guest, token in zip((one, other), tokens, strict=True):
        said = {"csrfmiddlewaretoken": token, "language": "en", "next": CATALOGUE}
        assert guest.post(reverse("set_language"), said).status_code == 302


def test_languages_and_looks_are_kept_apart(client: Client, settings):
    assert '<html lang="ru">' in page(client)

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en">' in page(client)
    client.cookies[settings.SIGHT_COOKIE_NAME] = "white.200.wide.hidden.serif"
    assert "sight-contrast-white" in page(client)
    client.cookies.clear()
    assert '<html lang="ru">' in page(client)


def test_what_one_guest_is_told_no_other_reads(client: Client, parent: User):
    told = "Вы вышли"
    client.force_login(parent)
    client.post(reverse("users:sign_out"))

    assert told in page(client)
    assert told not in page(Client())
    assert told not in page(client)


def test_nothing_of_a_family_is_kept(client: Client, parent: User):
    ChildFactory(guardian=parent, first_name="Прасковья")
    client.force_login(parent)
    assert "Прасковья" in page(client)

    assert "Прасковья" not in page(Client())
