"""The family's pages of the money of a certificate."""

from uuid import uuid4

import pytest
from django.urls import reverse

from certificates import issuing, ledger, queueing
from reference import clock
from tests.factories.certificates import CertificateFactory, fund


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


def page(client, name, *args, follow=False):
    return client.get(reverse(f"certificates:{name}", args=args), follow=follow)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"certificates:{name}", args=args), data)


def words(response):
    return response.content.decode()


def test_the_statement_of_a_period_has_its_own_page_for_the_family_alone(
    client, parent, stranger, funded_certificate
):
    account = funded_certificate.accounts.get()
    client.force_login(parent)
    assert "9\xa0600,00" in words(page(client, "statement", account.pk))

    client.force_login(stranger)
    assert page(client, "statement", account.pk).status_code == 404


def test_funding_is_granted_at_once_where_there_is_a_vacancy(client, parent, certificate, on):
    client.force_login(parent)
    assert "9\xa0600,00" in words(page(client, "request_funding", certificate.pk))

    response = press(client, "request_funding", certificate.pk)

    certificate.refresh_from_db()
    assert response.url == certificate.get_absolute_url()
    assert certificate.is_funded
    assert ledger.balance_of(certificate, on).available == 960_000


def test_asked_twice_the_nominal_is_credited_once(client, parent, certificate, on):
    client.force_login(parent)
    command = str(uuid4())

    press(client, "request_funding", certificate.pk, command=command)
    press(client, "request_funding", certificate.pk, command=command)
    press(client, "request_funding", certificate.pk)

    assert ledger.balance_of(certificate, on).nominal == 960_000


@pytest.fixture
def queued(certificate, category_terms, parent, on):
    """The certificate waits behind another: the category has money for one."""
    category_terms.number_limit = 1
    category_terms.save()
    fund(
        CertificateFactory(municipality=certificate.municipality, category=category_terms.category),
        category_terms,
    )
    issuing.request_funding(certificate, by=parent, on=on)
    return certificate


def test_without_a_vacancy_the_page_says_so_and_gives_a_place(
    client, parent, certificate, category_terms
):
    category_terms.number_limit = 0
    category_terms.save()
    client.force_login(parent)
    assert "живой очереди" in words(page(client, "request_funding", certificate.pk))

    response = client.post(
        reverse("certificates:request_funding", args=[certificate.pk]),
        {"command": str(uuid4())},
        follow=True,
    )

    assert "Номер 1 в очереди" in words(response)
    assert queueing.place_of(certificate) == 1


def test_the_place_is_left_after_a_question(client, parent, queued):
    client.force_login(parent)
    assert "№ 1" in words(page(client, "leave_queue", queued.pk))
    assert queueing.place_of(queued) == 1

    press(client, "leave_queue", queued.pk)

    assert queueing.place_of(queued) is None


def test_where_nothing_is_funded_the_page_says_whom_to_call(client, parent, certificate, plan):
    plan.category_terms.all().delete()
    client.force_login(parent)

    shown = words(page(client, "request_funding", certificate.pk))
    refused = words(press(client, "request_funding", certificate.pk))

    assert certificate.municipality.support_phone in shown
    assert "не финансирует" in refused


def test_untouched_funding_is_given_back(client, parent, funded_certificate, on):
    client.force_login(parent)
    assert "9\xa0600,00" in words(page(client, "return_funding", funded_certificate.pk))

    press(client, "return_funding", funded_certificate.pk)

    funded_certificate.refresh_from_db()
    assert not funded_certificate.is_funded
    assert ledger.balance_of(funded_certificate, on).nominal == 0


def test_funding_that_is_not_there_is_not_given_back(client, parent, certificate):
    client.force_login(parent)

    response = press(client, "return_funding", certificate.pk)

    assert response.status_code == 200
    assert "нет средств" in words(response)


@pytest.mark.parametrize("name", ["request_funding", "leave_queue", "return_funding"])
def test_a_stranger_does_not_touch_the_money(client, stranger, certificate, name):
    client.force_login(stranger)

    assert page(client, name, certificate.pk).status_code == 404
    assert press(client, name, certificate.pk).status_code == 404
