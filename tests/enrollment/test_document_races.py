"""Two people press at once over documents. Each race has a twin with the lock off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from enrollment import checking, deleting, invoicing, settling
from enrollment.models import Contract, Document
from tests.enrollment.test_documents import FEBRUARY, MARCH, Office
from tests.enrollment.test_races import at_once
from tests.enrollment.town import Town, make_town
from tests.factories.enrollment import DocumentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2022, 4, 4)
OVERPAID = 7_606  # W14 b


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def office(town: Town) -> Office:
    return Office(town)


@pytest.fixture
def w01(town: Town) -> Contract:
    return town.sign(town.apply(town.certificate(), town.group()))


@pytest.fixture
def overpaid(town: Town, office: Office, w01: Contract) -> Document:
    """W14 b: 76.06 wait to be offset; March is over, April has begun."""
    town.turn("2022-02")
    office.pay(office.advance(FEBRUARY))
    town.turn("2022-03", "2022-04")
    office.deliver(w01, FEBRUARY, held=6)
    return office.pay(office.invoice(FEBRUARY, on=ON))


def invoice_march(town: Town) -> Callable[[], Any]:
    return lambda: invoicing.invoice(town.provider, town.municipality, MARCH, by=town.parent, on=ON)


def advance_april(town: Town) -> Callable[[], Any]:
    return lambda: invoicing.advance(
        town.provider, town.municipality, MARCH.shift(1), by=town.parent, on=ON
    )


def test_an_offset_is_used_by_one_of_two_documents(town: Town, overpaid: Document):
    ends = at_once(invoice_march(town), advance_april(town))

    assert ends == ["done", "done"]
    carried = Document.objects.exclude(pk=overpaid.pk).values_list("carried_in", flat=True)
    assert sorted(carried)[-2:] == [0, OVERPAID]
    assert checking.differences() == []


def test_without_the_lock_both_documents_use_the_offset(
    town: Town, overpaid: Document, monkeypatch: pytest.MonkeyPatch
):
    both_have_read, read = Barrier(2), settling.overpaid

    def read_and_wait(provider_id: int, plan_id: int) -> int:
        left = read(provider_id, plan_id)
        with suppress(BrokenBarrierError):
            both_have_read.wait(timeout=5)
        return left

    monkeypatch.setattr(invoicing, "_hold", lambda *args, **kwargs: [])
    monkeypatch.setattr(settling, "overpaid", read_and_wait)

    assert at_once(invoice_march(town), advance_april(town)) == ["done", "done"]

    assert [each.promise for each in checking.differences()] == [
        "what was overpaid is offset or returned once"
    ]


def test_one_of_two_invoices_of_a_month_stands(town: Town, w01: Contract):
    town.turn("2022-02", "2022-03", "2022-04")

    ends = at_once(*[invoice_march(town)] * 3)

    assert ends == ["already_documented", "already_documented", "done"]
    assert checking.differences() == []


def delete(town: Town, contract: Contract) -> Callable[[], Any]:
    return lambda: deleting.delete(contract, by=town.payer, on=ON)


def test_a_contract_is_deleted_or_documented(town: Town, w01: Contract):
    town.turn("2022-02", "2022-03", "2022-04")

    ends = at_once(invoice_march(town), delete(town, w01))

    w01.refresh_from_db()
    if w01.status == Contract.Status.DELETED:
        assert ends == ["done", "done"]
        assert not w01.lines.exists()
    else:
        assert ends == ["already_documented", "done"]
    assert checking.differences() == []


def test_without_the_lock_a_deleted_contract_stands_in_the_invoice(
    town: Town, w01: Contract, monkeypatch: pytest.MonkeyPatch
):
    town.turn("2022-02", "2022-03", "2022-04")
    write, deleted = invoicing._write, Barrier(2)

    def delete_before_it_is_written(*args: Any, **kwargs: Any) -> Document:
        with suppress(BrokenBarrierError):
            deleted.wait(timeout=5)
        return write(*args, **kwargs)

    def delete_now() -> None:
        deleting.delete(w01, by=town.payer, on=ON)
        with suppress(BrokenBarrierError):
            deleted.wait(timeout=5)

    monkeypatch.setattr(invoicing, "_hold", lambda *args, **kwargs: [])
    monkeypatch.setattr(invoicing, "_write", delete_before_it_is_written)

    assert at_once(invoice_march(town), delete_now) == ["done", "done"]

    assert w01.lines.exists()


def test_a_document_is_paid_or_returned(town: Town, office: Office, w01: Contract):
    town.turn("2022-02", "2022-03", "2022-04")
    document = office.invoice(MARCH)

    ends = at_once(
        lambda: invoicing.pay(document, payment_order="1", by=town.payer, on=ON),
        lambda: invoicing.give_back(document, Document.Refusal.SUM, by=town.payer, on=ON),
    )

    document.refresh_from_db()
    refused = "already_paid" if document.status == Document.Status.PAID else "wrong_status"
    assert ends == sorted([refused, "done"])
    assert checking.differences() == []


def test_what_was_overpaid_is_returned_once(town: Town):
    DocumentFactory(
        provider=town.provider,
        municipality=town.municipality,
        plan=town.plan,
        month=FEBRUARY.first_day,
        total=114_084,
        advanced=121_690,
        carried_out=OVERPAID,
    )

    def repay() -> None:
        settling.repay(
            town.provider,
            town.plan,
            OVERPAID,
            payment_order="1",
            paid_on=ON,
            by=town.payer,
            on=ON,
        )

    assert at_once(*[repay] * 3) == ["done", "sum", "sum"]
