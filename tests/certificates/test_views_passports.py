"""The desk scans the code of a family."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates import issuing, passports, registering
from reference import clock


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


def scan(client, child, **at):
    moment = clock.now() - timedelta(**at)
    token = passports.token_of(child, at=moment)
    return client.get(reverse("certificates:passport", args=(token,)))


def test_an_application_that_waits_opens_at_once(client, child, parent, clerk, on):
    registering.give_consent(child, by=parent)
    application = issuing.apply(child, by=parent, on=on)
    client.force_login(clerk)

    answer = scan(client, child)

    assert answer.headers["Location"] == reverse("certificates:application", args=(application.pk,))


def test_the_record_of_the_certificate_opens_at_once(client, certificate, clerk):
    client.force_login(clerk)

    answer = scan(client, certificate.child)

    assert answer.headers["Location"] == reverse("certificates:record", args=(certificate.pk,))


def test_an_old_code_is_told_of(client, certificate, clerk):
    client.force_login(clerk)

    answer = scan(client, certificate.child, hours=1)

    assert answer.headers["Location"] == reverse("certificates:register")


def test_another_municipality_finds_nothing_by_the_code(client, certificate, foreign_moc):
    client.force_login(foreign_moc)

    assert scan(client, certificate.child).status_code == 404


def test_a_parent_has_nothing_to_do_there(client, certificate, parent):
    client.force_login(parent)

    assert scan(client, certificate.child).status_code == 404
