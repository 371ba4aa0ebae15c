"""Money that comes back when nobody can use it goes to the municipal budget (R2.32, R8.05)."""

from __future__ import annotations

from datetime import date

import pytest

from certificates import ledger
from enrollment import attending, closing, deleting, freezing, invoicing
from enrollment.models import Contract, Document
from reference.days import Month
from tests.enrollment.town import Town, make_town, sound

FEBRUARY = Month(2022, 2)
RETURNED = 19_014  # W14 a: one of eight lessons of 1 521.12


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def w01(town: Town) -> Contract:
    return town.sign(town.apply(town.certificate(), town.group()))


@pytest.fixture
def invoice(town: Town, w01: Contract) -> Document:
    """February with seven lessons of eight, not paid yet."""
    town.turn("2022-02", "2022-03")
    on = date(2022, 3, 2)
    attending.deliver(w01, FEBRUARY, held=7, planned=8, by=town.parent, on=on)
    document = invoicing.invoice(town.provider, town.municipality, FEBRUARY, by=town.parent, on=on)
    sound()
    return document


def pay(town: Town, document: Document, on: date) -> None:
    invoicing.pay(document, by=town.payer, on=on)


def test_a_return_to_a_living_certificate_is_its_own(town: Town, w01: Contract, invoice: Document):
    pay(town, invoice, date(2022, 3, 9))
    sound()

    assert town.sums(w01.certificate) == ("2 590.14", "3 042.24", "3 967.62")


@pytest.mark.parametrize("verb", [freezing.close, freezing.suspend])
def test_a_return_to_a_certificate_that_cannot_use_it_lapses(
    town: Town, w01: Contract, invoice: Document, verb
):
    town.terminate(w01, date(2022, 3, 4))
    w01.certificate.refresh_from_db()
    verb(w01.certificate, "moved", by=town.payer, on=date(2022, 3, 5))
    before = ledger.balance_of(w01.certificate, date(2022, 3, 5))

    pay(town, invoice, date(2022, 3, 9))
    sound()

    after = ledger.balance_of(w01.certificate, date(2022, 3, 9))
    assert (after.available, after.debited) == (0, before.debited - RETURNED)
    assert after.lapsed == before.lapsed + RETURNED


def test_a_deleted_contract_of_a_closed_certificate_returns_to_the_budget(
    town: Town, w01: Contract
):
    certificate = w01.certificate
    certificate.refresh_from_db()
    freezing.close(certificate, "moved", by=town.payer, on=date(2022, 1, 20))

    deleting.delete(w01, reason="wrong child", by=town.payer, on=date(2022, 1, 21))
    sound()

    balance = ledger.balance_of(certificate, date(2022, 1, 21))
    assert (balance.debited, balance.available, balance.lapsed) == (0, 0, 960_000)


def test_a_return_after_the_close_goes_to_the_budget(town: Town, w01: Contract, invoice: Document):
    town.next_plan()
    town.turn("2023-01")

    pay(town, invoice, date(2023, 1, 9))
    sound()

    past = ledger.balance_of(w01.certificate, date(2022, 12, 31))
    assert (past.available, past.lapsed) == (0, 240_000 + RETURNED)


def test_a_return_in_the_middle_of_the_close_lapses_with_the_rest(
    town: Town, w01: Contract, invoice: Document, monkeypatch: pytest.MonkeyPatch
):
    """The account has lapsed already when the payer pays; the close looks once more."""
    town.next_plan()
    lapse = closing._lapse_chunk
    paid: list[bool] = []

    def lapse_and_pay(*args, **kwargs):
        last = lapse(*args, **kwargs)
        if last is not None and not paid:
            paid.append(True)
            pay(town, invoice, date(2023, 1, 1))
        return last

    monkeypatch.setattr(closing, "_lapse_chunk", lapse_and_pay)
    town.turn("2023-01")

    past = ledger.balance_of(w01.certificate, date(2022, 12, 31))
    assert (past.available, past.lapsed) == (0, 240_000 + RETURNED)
