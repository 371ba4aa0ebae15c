"""Pages of the settlement: the reconciliation, corrections, returns, the register of transfers."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment import enrolling, invoicing, monthly
from enrollment.models import Contract, Correction, Document, Repayment
from reference import clock
from reference.days import Month
from tests.factories.enrollment import DocumentFactory
from tests.factories.users import UserFactory
from users.models import Role

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
TODAY = date(2026, 10, 9)


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: TODAY)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on
    )
    enrolling.accept(contract, by=provider_manager, on=on)
    return enrolling.sign(contract, by=parent, on=on)


@pytest.fixture
def paid(contract, provider, municipality, provider_manager, payer) -> Document:
    invoice = invoicing.invoice(
        provider, municipality, SEPTEMBER, by=provider_manager, on=date(2026, 10, 2)
    )
    return invoicing.pay(invoice, payment_order="214", by=payer, on=date(2026, 10, 8))


@pytest.fixture
def browse(client):
    """The browser of this person."""

    def as_person(person):
        client.force_login(person)
        return client

    return as_person


def get(client, name, *args, **query):
    return client.get(reverse(f"enrollment:{name}", args=args), query)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


# --- the settlement


@pytest.mark.parametrize("who", ["provider_manager", "payer", "moc", "operator"])
def test_both_sides_see_the_same_settlement(browse, paid, agreement, who, request):
    page = words(get(browse(request.getfixturevalue(who)), "settlement", agreement.pk))

    assert "Расчёты по соглашению" in page
    assert "№ 214" in page
    assert paid.lines.get().contract.certificate.child.last_name not in page, "R11.07"


def test_a_stranger_finds_no_settlement(browse, agreement, stranger, foreign_moc):
    assert get(browse(stranger), "settlement", agreement.pk).status_code == 404
    assert get(browse(foreign_moc), "settlement", agreement.pk).status_code == 404


def test_a_month_that_is_no_month_is_the_present_one(browse, payer, agreement):
    assert get(browse(payer), "settlement", agreement.pk, month="x").status_code == 200


def test_the_act_is_a_paper_and_a_spreadsheet(browse, payer, paid, agreement):
    office = browse(payer)

    assert get(office, "settlement_pdf", agreement.pk).content.startswith(b"%PDF")
    assert get(office, "settlement_xlsx", agreement.pk, month="2026-10").content.startswith(b"PK")


def test_the_maximum_that_is_close_is_told_with_the_figure(browse, payer, contract, agreement):
    agreement.maximum = contract.certificate_part
    agreement.save()

    page = words(get(browse(payer), "settlement", agreement.pk))

    assert "Предельная сумма соглашения почти исчерпана" in page


# --- corrections


def test_a_correction_is_written_and_stands_in_the_next_document(
    browse, provider_manager, paid, contract, plan
):
    office = browse(provider_manager)
    assert contract.number in words(get(office, "corrections", paid.pk))

    press(office, "correct", paid.pk, contract.pk, planned=8, held=7, reason="урок 14-го отменён")

    assert "урок 14-го отменён" in words(get(office, "corrections", paid.pk))
    monthly.turn(plan.municipality, OCTOBER)
    page = words(get(office, "new_advance"))
    assert f"счёт № {paid.pk}" in page


def test_a_correction_that_changes_nothing_stays_on_the_form(
    browse, provider_manager, paid, contract
):
    office = browse(provider_manager)

    page = words(press(office, "correct", paid.pk, contract.pk, planned=8, held=8, reason="так"))

    assert "При таком объёме сумма не меняется" in page
    assert not Correction.objects.exists()


def test_a_correction_is_withdrawn(browse, provider_manager, paid, contract):
    office = browse(provider_manager)
    press(office, "correct", paid.pk, contract.pk, planned=8, held=7, reason="ошибка")

    press(office, "withdraw_correction", Correction.objects.get().pk)

    assert Correction.objects.get().withdrawn_on == TODAY


def test_the_payer_and_strangers_correct_nothing(browse, payer, stranger, paid, contract):
    for person in (payer, stranger):
        assert get(browse(person), "correct", paid.pk, contract.pk).status_code == 404


def test_corrections_are_not_handed_in_while_a_document_is_to_come(
    browse, provider_manager, paid, contract, agreement
):
    office = browse(provider_manager)
    press(office, "correct", paid.pk, contract.pk, planned=8, held=7, reason="ошибка")

    press(office, "hand_in_corrections", agreement.pk)

    assert not Document.objects.filter(kind=Document.Kind.CORRECTION).exists()


# --- returns


@pytest.fixture
def overpaid(agreement, provider, municipality, plan) -> Document:
    return DocumentFactory(
        provider=provider,
        municipality=municipality,
        plan=plan,
        month=date(2026, 9, 1),
        total=100_00,
        advanced=120_00,
        carried_out=20_00,
    )


def test_the_payer_notes_what_the_organisation_has_returned(browse, payer, overpaid, agreement):
    office = browse(payer)
    assert "Отметить возврат" in words(get(office, "settlement", agreement.pk))

    press(office, "repay", agreement.pk, amount="20,00", payment_order="31", paid_on="08.10.2026")

    assert Repayment.objects.get().amount == 20_00
    assert "№ 31" in words(get(office, "settlement", agreement.pk))


def test_more_than_was_overpaid_is_not_returned(browse, payer, overpaid, agreement):
    page = press(
        browse(payer), "repay", agreement.pk, amount="21", payment_order="1", paid_on="08.10.2026"
    )

    assert "не больше 20,00" in words(page)
    assert not Repayment.objects.exists()


def test_only_the_payer_notes_returns(browse, provider_manager, moc, agreement):
    for person in (provider_manager, moc):
        assert get(browse(person), "repay", agreement.pk).status_code == 404


# --- the register of transfers


def test_the_register_shows_what_waits_and_what_is_paid(browse, payer, paid, provider):
    office = browse(payer)

    assert "Перечислять нечего" in words(get(office, "transfers"))
    page = words(get(office, "transfers", state="paid", month="2026-09"))
    assert provider.short_name in page
    assert f"№ {paid.pk}" in page


def test_the_register_is_a_paper_and_a_spreadsheet(browse, payer, paid):
    office = browse(payer)

    assert get(office, "transfers_pdf", state="paid").content.startswith(b"%PDF")
    assert get(office, "transfers_xlsx", state="paid").content.startswith(b"PK")


def test_another_payer_sees_nothing_of_it(browse, foreign_moc, paid):
    other = UserFactory(role=Role.PAYER, municipality=foreign_moc.municipality)

    assert "Перечислять нечего" in words(get(browse(other), "transfers", state="paid"))


# --- agreements


def test_an_agreement_without_contracts_is_taken_out_of_force(browse, payer, agreement):
    press(browse(payer), "remove_agreement", agreement.pk, reason="ошибка")

    agreement.refresh_from_db()
    assert agreement.status == agreement.Status.CLOSED


def test_an_agreement_with_contracts_says_why_it_stays(browse, payer, agreement, contract):
    page = press(browse(payer), "remove_agreement", agreement.pk, reason="ошибка")

    assert "есть договоры" in words(page)
