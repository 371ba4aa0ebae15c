"""Pages of notes: the provider's, and the payer's direction."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment import enrolling
from enrollment.models import Contract, ParentPayment
from reference import clock

ON = date(2026, 9, 5)
LATER = date(2026, 9, 14)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: LATER)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    group.module.parents_pay_extra = True
    group.module.price = group.module.normative_cost + 900_00
    group.module.save()
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def address(name: str, thing) -> str:
    return reverse(f"enrollment:{name}", args=(thing.pk,))


def press(client, url: str, **data):
    return client.post(url, {"command": uuid4(), **data}, follow=True)


def test_the_provider_notes_and_takes_back_a_payment(client, contract, provider_manager):
    client.force_login(provider_manager)

    page = press(client, address("payments", contract), amount="100,50", paid_on="10.09.2026")
    assert "100,50" in page.content.decode()
    press(client, address("cancel_payment", ParentPayment.objects.get()))

    assert ParentPayment.objects.get().cancelled_on == LATER


def test_a_wrong_payment_is_told_beside_its_field(client, contract, provider_manager):
    client.force_login(provider_manager)

    page = press(client, address("payments", contract), amount="99999", paid_on="10.09.2026")

    assert "больше" in page.content.decode()


def test_the_family_reads_what_it_owes(client, contract, parent):
    client.force_login(parent)

    assert "Родителю к оплате" in client.get(contract.get_absolute_url()).content.decode()


def test_the_payer_gives_a_direction(client, contract, payer):
    client.force_login(payer)
    assert address("direct", contract) in client.get(contract.get_absolute_url()).content.decode()

    press(client, address("direct", contract), reason="Нарушены правила")

    contract.refresh_from_db()
    assert (contract.ended_by, contract.ends_on) == ("payer", date(2026, 9, 30))


def test_the_provider_ends_a_contract_by_agreement(client, contract, provider_manager):
    client.force_login(provider_manager)

    press(client, address("terminate", contract), ground="agreement")

    contract.refresh_from_db()
    assert (contract.ended_by, contract.ground) == ("agreement", "")


def test_a_ground_that_does_not_hold_is_told(client, contract, provider_manager):
    client.force_login(provider_manager)

    page = press(client, address("terminate", contract), ground="certificate")

    assert "не приостановлен" in page.content.decode()


def test_the_parent_marks_the_program_when_leaving(client, contract, parent):
    client.force_login(parent)

    press(client, address("leave", contract), satisfaction="5")

    contract.refresh_from_db()
    assert contract.satisfaction == 5


def test_the_result_is_noted_on_its_page(client, contract, provider_manager, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2027, 6, 1))
    client.force_login(provider_manager)

    page = press(client, address("note_result", contract), result="mastered")

    assert "программа освоена" in page.content.decode()


def test_the_medical_certificate_is_asked_and_noted(client, contract, provider_manager):
    program = contract.group.program
    program.needs_medical_certificate = True
    program.save()
    client.force_login(provider_manager)
    assert "медицинская справка" in client.get(contract.get_absolute_url()).content.decode()

    press(client, address("note_medical", contract))

    contract.refresh_from_db()
    assert contract.medical_seen_on == LATER


def test_strangers_find_no_pages(client, contract, stranger, moc):
    for someone in (stranger, moc):
        client.force_login(someone)
        for name in ("payments", "note_result", "direct"):
            assert client.get(address(name, contract)).status_code == 404
