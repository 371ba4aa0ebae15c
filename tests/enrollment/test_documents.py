"""Documents between provider and payer: the worked examples and what must not go wrong (7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enrollment import attending, deleting, enrolling, invoicing, settling
from enrollment.models import Contract, Document
from providers.models import Agreement
from reference.days import Month
from reference.models import FundingPlan
from tests.enrollment.town import Town, make_town, refused, rubles, sound

JANUARY, FEBRUARY, MARCH = Month(2022, 1), Month(2022, 2), Month(2022, 3)


@dataclass
class Office:
    """The verbs of the provider and the payer, each followed by the question of `check_ledger`."""

    town: Town

    def advance(self, month: Month, *, percent: int | None = None, day: int = 10) -> Document:
        on = month.first_day.replace(day=day)
        document = invoicing.advance(
            self.town.provider,
            self.town.municipality,
            month,
            percent=percent,
            by=self.town.parent,
            on=on,
        )
        sound()
        return document

    def invoice(self, month: Month, *, on: date | None = None) -> Document:
        document = invoicing.invoice(
            self.town.provider,
            self.town.municipality,
            month,
            by=self.town.parent,
            on=on or month.shift(1).first_day.replace(day=3),
        )
        sound()
        return document

    def deliver(self, contract: Contract, month: Month, held: int) -> None:
        attending.deliver(
            contract, month, held=held, planned=8, by=self.town.parent, on=month.last_day
        )
        sound()

    def pay(self, document: Document, on: date | None = None) -> Document:
        paid = invoicing.pay(
            document, payment_order="17", by=self.town.payer, on=on or document.created_on
        )
        sound()
        return paid

    def give_back(self, document: Document) -> None:
        on = document.created_on
        invoicing.give_back(document, Document.Refusal.SUM, by=self.town.payer, on=on)
        sound()

    def remove(self, document: Document) -> None:
        invoicing.remove(document, by=self.town.parent, on=document.created_on)
        sound()


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def office(town: Town) -> Office:
    return Office(town)


@pytest.fixture
def w01(town: Town) -> Contract:
    return town.sign(town.apply(town.certificate(), town.group()))


def sums(document: Document) -> tuple[str, str, str]:
    """Delivered or advanced, taken off as the advance, to pay."""
    return rubles(document.total), rubles(document.advanced), rubles(document.to_pay)


# --- the worked examples


def test_w13_advance_and_final_settlement(town: Town, office: Office, w01: Contract):
    assert rubles(office.advance(JANUARY).total) == "892.42"
    town.turn("2022-02")
    assert refused(lambda: office.advance(FEBRUARY, percent=81)) == "percent"
    assert rubles(office.advance(FEBRUARY).total) == "1 216.90"

    assert sums(office.invoice(JANUARY)) == ("1 115.52", "892.42", "223.10")
    town.turn("2022-03")
    assert sums(office.invoice(FEBRUARY)) == ("1 521.12", "1 216.90", "304.22")


def w14(town: Town, office: Office, w01: Contract, held: int) -> Document:
    town.turn("2022-02")
    office.pay(office.advance(FEBRUARY))
    town.turn("2022-03")
    office.deliver(w01, FEBRUARY, held)
    return office.invoice(FEBRUARY)


def test_w14a_one_lesson_of_eight_is_cancelled(town: Town, office: Office, w01: Contract):
    invoice = w14(town, office, w01, held=7)

    assert sums(invoice) == ("1 330.98", "1 216.90", "114.08")
    office.pay(invoice)
    assert town.sums(w01.certificate) == ("2 590.14", "3 042.24", "3 967.62")


def test_w14b_two_lessons_are_cancelled_and_the_offset_goes_on(
    town: Town, office: Office, w01: Contract
):
    invoice = w14(town, office, w01, held=6)

    assert (*sums(invoice), rubles(invoice.carried_out)) == (
        "1 140.84",
        "1 216.90",
        "0.00",
        "76.06",
    )
    office.pay(invoice)
    assert town.sums(w01.certificate)[0] == "2 780.28"
    following = office.advance(MARCH)
    assert (rubles(following.carried_in), rubles(following.to_pay)) == ("76.06", "1 140.84")


def test_w34_december_is_invoiced_in_december(town: Town, office: Office):
    """The key is on by default: the budget year is the calendar year (R7.08)."""
    group = town.group("4880.00", "4880.00", starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 31))
    on = date(2022, 8, 30)
    contract = town.apply(town.certificate(), group, starts_on=date(2022, 9, 1), on=on)
    town.sign(contract, on=on)
    town.turn("2022-09", "2022-10", "2022-11", "2022-12")
    december = Month(2022, 12)

    assert rubles(office.advance(december, day=2).total) == "981.33"
    in_december = date(2022, 12, 20)
    assert sums(office.invoice(december, on=in_december)) == ("1 226.66", "981.33", "245.33")


def december_in_january(town: Town, office: Office) -> Document:
    group = town.group("4880.00", "4880.00", starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 31))
    contract = town.apply(
        town.certificate(), group, starts_on=date(2022, 9, 1), on=date(2022, 8, 30)
    )
    town.sign(contract, on=date(2022, 8, 30))
    town.turn("2022-09", "2022-10", "2022-11", "2022-12")
    return office.invoice(Month(2022, 12), on=date(2023, 1, 9))


def test_w34_december_is_not_invoiced_in_january(town: Town, office: Office):
    assert refused(lambda: december_in_january(town, office)) == "month_closed"


def test_where_the_key_is_off_december_is_invoiced_in_january(town: Town, office: Office):
    FundingPlan.objects.update(settings={"december_invoice_in_december": False})

    assert rubles(december_in_january(town, office).total) == "1 226.66"


def test_december_of_a_school_year_is_invoiced_in_december_too(town: Town, office: Office):
    """The period is the school year, the budget year is not (R7.08)."""
    FundingPlan.objects.update(ends_on=date(2023, 8, 31))

    assert refused(lambda: december_in_january(town, office)) == "month_closed"


def test_w31_a_contract_with_a_paid_month_is_corrected_not_deleted(
    town: Town, office: Office, w01: Contract
):
    town.turn("2022-02")
    invoice = office.invoice(JANUARY)
    on = date(2022, 2, 5)
    delete = lambda: deleting.delete(w01, by=town.payer, on=on)  # noqa: E731

    assert refused(delete) == "already_documented"
    office.pay(invoice)
    assert refused(delete) == "already_paid"


# --- one of a kind, one stands on the other


def test_an_advance_of_an_invoiced_december_is_refused(town: Town, office: Office):
    """Nothing would take it off any more."""
    group = town.group("4880.00", "4880.00", starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 31))
    on = date(2022, 8, 30)
    town.sign(town.apply(town.certificate(), group, starts_on=date(2022, 9, 1), on=on), on=on)
    town.turn("2022-09", "2022-10", "2022-11", "2022-12")
    office.invoice(Month(2022, 12), on=date(2022, 12, 12))

    assert refused(lambda: office.advance(Month(2022, 12), day=13)) == "already_documented"


@pytest.mark.parametrize("verb", ["give_back", "remove"])
def test_an_advance_that_the_invoice_takes_off_stays(
    town: Town, office: Office, w01: Contract, verb: str
):
    """It is deducted while it is unpaid (W13), so it cannot go away under the invoice."""
    town.turn("2022-02")
    advance = office.advance(FEBRUARY)
    town.turn("2022-03")
    invoice = office.invoice(FEBRUARY)

    assert refused(lambda: getattr(office, verb)(advance)) == "deducted"

    office.give_back(invoice)
    getattr(office, verb)(advance)
    assert sums(office.invoice(FEBRUARY)) == ("1 521.12", "0.00", "1 521.12")


@pytest.mark.parametrize("verb", ["give_back", "remove"])
def test_an_offset_that_is_used_keeps_its_document(
    town: Town, office: Office, w01: Contract, verb: str
):
    invoice = w14(town, office, w01, held=6)
    march = office.advance(MARCH)

    assert refused(lambda: getattr(office, verb)(invoice)) == "offset_used"

    office.give_back(march)
    getattr(office, verb)(invoice)
    assert settling.overpaid(town.provider.pk, town.plan.pk) == 0


def test_an_offset_is_not_lost_with_the_document_that_took_it(
    town: Town, office: Office, w01: Contract
):
    """The middle one of three goes back: what it had offset goes into the next one."""
    office.pay(w14(town, office, w01, held=6))
    march = office.advance(MARCH)
    town.turn("2022-04")
    april = office.advance(Month(2022, 4))
    assert rubles(april.carried_in) == "0.00"

    office.give_back(march)

    assert rubles(office.invoice(MARCH).carried_in) == "76.06"


def test_documents_after_the_return_of_a_signed_contract_offset_its_advance(
    town: Town, office: Office
):
    """Withdrawn before its first lesson: the advance of its month goes into the next document."""
    contract = town.apply(
        town.certificate(), town.group(), starts_on=date(2022, 1, 20), on=date(2022, 1, 9)
    )
    town.sign(contract)
    advance = office.pay(office.advance(JANUARY, day=12))
    enrolling.withdraw(contract, by=town.parent, on=date(2022, 1, 14))
    sound()

    invoice = office.invoice(JANUARY)

    assert (invoice.total, invoice.carried_out) == (0, advance.to_pay)


def test_a_contract_of_the_december_invoice_is_not_withdrawn_under_it(town: Town, office: Office):
    group = town.group("4880.00", "4880.00", starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 31))
    contract = town.apply(
        town.certificate(), group, starts_on=date(2022, 12, 26), on=date(2022, 12, 12)
    )
    town.sign(contract, on=date(2022, 12, 12))
    invoice = office.invoice(Month(2022, 12), on=date(2022, 12, 15))
    withdraw = lambda: enrolling.withdraw(contract, by=town.parent, on=date(2022, 12, 16))  # noqa: E731

    assert refused(withdraw) == "already_documented"
    office.remove(invoice)
    withdraw()
    sound()


# --- the maximum of the agreement


def test_no_more_is_paid_than_the_maximum_of_the_agreement(
    town: Town, office: Office, w01: Contract
):
    """R7.18: the payer returns the document, or raises the maximum."""
    town.turn("2022-02")
    invoice = office.invoice(JANUARY)
    Agreement.objects.update(maximum=111_551)

    assert refused(lambda: office.pay(invoice)) == "maximum_exceeded"

    Agreement.objects.update(maximum=111_552)
    office.pay(invoice)


# --- what was overpaid is returned at the end


def repay(town: Town, amount: int, on: date) -> None:
    settling.repay(
        town.provider, town.plan, amount, payment_order="5", paid_on=on, by=town.payer, on=on
    )
    sound()


def test_what_was_overpaid_is_returned_when_nothing_is_to_come(
    town: Town, office: Office, w01: Contract
):
    """R7.14: as long as a document is to come it is offset there."""
    town.turn("2022-02", "2022-03", "2022-04", "2022-05")
    for month in (JANUARY, FEBRUARY, MARCH, Month(2022, 4)):
        office.pay(office.invoice(month, on=date(2022, 5, 3)))
    office.pay(office.advance(Month(2022, 5)))
    office.deliver(w01, Month(2022, 5), held=6)
    assert refused(lambda: repay(town, 100, date(2022, 5, 20))) == "not_over"
    town.turn("2022-06")

    office.pay(office.invoice(Month(2022, 5)))

    assert rubles(settling.overpaid(town.provider.pk, town.plan.pk)) == "76.06"
    assert refused(lambda: repay(town, 7_607, date(2022, 6, 9))) == "sum"
    paid = invoicing.paid_in(town.plan)
    repay(town, 7_606, date(2022, 6, 9))
    assert settling.overpaid(town.provider.pk, town.plan.pk) == 0
    assert invoicing.paid_in(town.plan) == paid - 7_606


# --- a big organisation


def test_a_document_costs_as_many_questions_for_few_contracts_as_for_many(town: Town):
    """Lines are read and written together, whatever their number."""
    group = town.group(capacity=15)

    def asked_for_an_advance(month: Month) -> int:
        with CaptureQueriesContext(connection) as questions:
            invoicing.advance(
                town.provider,
                town.municipality,
                month,
                by=town.parent,
                on=month.first_day.replace(day=10),
            )
        return len(questions)

    town.sign(town.apply(town.certificate(), group))
    few = asked_for_an_advance(JANUARY)
    for _number in range(4):
        town.sign(town.apply(town.certificate(), group, starts_on=date(2022, 1, 10)))
    town.turn("2022-02")

    assert asked_for_an_advance(FEBRUARY) <= few
    assert Document.objects.get(month=FEBRUARY.first_day).lines.count() == 5
