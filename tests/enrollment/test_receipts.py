"""The receipt of an application, which also opens without signing in."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment import enrolling, placing, receipts, waiting
from enrollment.models import BudgetPlace, Contract
from reference import clock

START = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def today(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def contract(funded_certificate, group, parent, on):
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=on)


def open_it(client, token):
    return client.get(reverse("enrollment:open_receipt", args=(token,)))


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def test_the_receipt_has_the_time_and_an_address_that_opens_to_everyone(client, parent, contract):
    client.force_login(parent)
    page = words(client.get(reverse("enrollment:receipt", args=(contract.pk,))))
    address = reverse("enrollment:open_receipt", args=(receipts.token_of(contract),))

    assert address in page
    assert 'class="qr"' in page
    client.logout()
    assert contract.number in words(client.get(address))


def test_it_shows_number_state_and_next_step_alone(client, contract):
    page = words(open_it(client, receipts.token_of(contract)))

    child, program = contract.certificate.child, contract.group.program
    assert contract.number in page
    assert "новая заявка" in page
    assert "10.09.2026" in page  # the organisation answers until then
    for secret in (
        *(child.first_name, child.last_name, contract.certificate.number),
        *(program.short_name, contract.group.name, contract.provider.short_name, "₽"),
    ):
        assert secret not in page


def test_it_is_not_indexed_not_kept_and_tells_nobody_elsewhere_where_one_came_from(
    client, contract
):
    answer = open_it(client, receipts.token_of(contract))

    assert "noindex" in answer["X-Robots-Tag"]
    assert "noindex" in words(answer)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("status", Contract.Status.values)
def test_every_state_has_its_next_step(contract, on, status):
    contract.status, contract.accepted_on = status, on

    step = receipts.receipt_of(contract, on=on, at=timezone.now()).next_step

    assert step or status == Contract.Status.DELETED


@pytest.mark.parametrize(
    "token",
    ["1", "1.", ".", "x.y", "1.aaaaaaaa", "9" * 40 + ".x", "\x00", "ы" * 3_000, "1:2:3", "%2e%2e"],
)
def test_a_made_up_address_is_not_found(client, contract, token):
    assert open_it(client, token).status_code == 404


def test_the_address_of_one_application_does_not_open_another(client, contract):
    key, mark = receipts.token_of(contract).split(".")

    assert open_it(client, f"{int(key) + 1}.{mark}").status_code == 404


def test_it_closes_after_the_last_day_of_the_contract(client, contract, monkeypatch):
    token = receipts.token_of(contract)
    monkeypatch.setattr(clock, "today", lambda municipality=None: contract.ends_on)
    assert open_it(client, token).status_code == 200

    after = contract.ends_on + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda municipality=None: after)
    assert open_it(client, token).status_code == 404


def test_what_was_deleted_as_erroneous_does_not_open(client, contract):
    token = receipts.token_of(contract)
    Contract.objects.filter(pk=contract.pk).update(status=Contract.Status.DELETED)

    assert open_it(client, token).status_code == 404


@pytest.fixture
def place(certificate, group, parent, on):
    group.program.register, group.program.certified_on = "significant", None
    group.program.save()
    return placing.apply_for_budget_place(certificate, group, starts_on=START, by=parent, on=on)


@pytest.fixture
def in_line(certificate, full_group, parent, on):
    return waiting.join(certificate, full_group, by=parent, on=on)


def test_a_place_without_certificate_money_has_a_receipt_that_opens(client, parent, place):
    client.force_login(parent)
    page = words(client.get(reverse("enrollment:place_receipt", args=(place.pk,))))
    address = reverse("enrollment:open_receipt", args=(receipts.token_of(place),))

    assert address in page
    client.logout()
    page = words(client.get(address))
    assert "10.09.2026" in page
    assert place.certificate.child.first_name not in page
    assert place.group.program.short_name not in page


def test_a_place_in_line_has_a_receipt_with_its_number(client, parent, in_line):
    client.force_login(parent)
    page = words(client.get(reverse("enrollment:waiting_receipt", args=(in_line.pk,))))
    assert "Номер 1 в листе ожидания." in page
    client.logout()

    page = words(open_it(client, receipts.token_of(in_line)))
    assert "Номер 1 в листе ожидания." in page
    assert in_line.certificate.child.first_name not in page


@pytest.mark.parametrize("status", BudgetPlace.Status.values)
def test_every_state_of_a_place_has_its_next_step(place, on, status):
    place.status = status

    assert receipts.receipt_of(place, on=on, at=timezone.now()).next_step


def test_the_address_of_a_place_opens_no_contract_of_that_number(client, contract):
    key, mark = receipts.token_of(contract).split(".")

    for kind in ("p", "w"):
        assert open_it(client, f"{kind}{key}.{mark}").status_code == 404


def test_the_receipts_of_one_press_stand_on_one_page(client, parent, stranger, contract):
    client.force_login(parent)
    url = reverse("enrollment:sent_receipts")
    assert contract.number in words(client.get(url, {"sent": [contract.pk, "x", 10**30]}))
    assert "Ничего не отправлено" in words(client.get(url))

    client.force_login(stranger)
    assert contract.number not in words(client.get(url, {"sent": contract.pk}))
