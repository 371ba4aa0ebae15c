"""When there is too much to do, people read what to do, and when; and they are told before."""

import pytest
from django.db import OperationalError
from django.urls import reverse


@pytest.fixture
def no_database(monkeypatch):
    def fail(*_args, **_kwargs):
        raise OperationalError("too many clients already")

    monkeypatch.setattr("programs.views.public.showing.card", fail)


def test_a_database_that_is_away_is_a_busy_portal(client, group, no_database):
    client.raise_request_exception = False

    page = client.get(group.program.get_absolute_url())

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert "Портал перегружен" in page.text
    assert "дважды ничего не отправится" in page.text


def test_a_mistake_of_ours_stays_a_mistake(client, group, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("programs.views.public.showing.card", lambda *_args, **_kwargs: 1 / 0)

    page = client.get(group.program.get_absolute_url())

    assert page.status_code == 500
    assert "Портал перегружен" not in page.text


def test_what_everyone_should_know_stands_on_every_page(client, db, settings):
    settings.PORTAL_NOTICE = "22 ноября с 23:00 портал обновляется"

    assert settings.PORTAL_NOTICE in client.get(reverse("help")).text


def test_usually_there_is_nothing_to_know(client, db):
    assert "обновляется" not in client.get(reverse("help")).text
