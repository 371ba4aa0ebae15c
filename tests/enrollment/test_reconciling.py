"""What the two sides owe each other: maximum, reconciliation, register (R7.20, R4.17)."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from enrollment import committing, document_sheets, reconciling, remitting
from enrollment.models import Contract, Document
from providers import agreeing
from providers.models import Agreement
from reference.days import Month
from tests.enrollment.test_documents import FEBRUARY, JANUARY, Office
from tests.enrollment.town import Town, make_town, refused
from tests.factories.enrollment import DocumentFactory
from tests.factories.providers import AgreementFactory, ProviderFactory

ON = date(2022, 3, 10)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def office(town: Town) -> Office:
    return Office(town)


@pytest.fixture
def w01(town: Town) -> Contract:
    return town.sign(town.apply(town.certificate(), town.group()))


@pytest.fixture
def agreement(town: Town) -> Agreement:
    return Agreement.objects.get()


def standing(agreement: Agreement, on: date = ON) -> committing.Standing:
    agreement.refresh_from_db()
    return committing.standing_of(agreement, on=on)


def set_maximum(town: Town, agreement: Agreement, maximum: int | None) -> None:
    committing.set_maximum(agreement, maximum, by=town.payer, on=ON)


# --- commitments and the maximum


def test_commitments_are_debited_and_reserved(
    town: Town, office: Office, w01: Contract, agreement: Agreement
):
    town.turn("2022-02", "2022-03")
    office.deliver(w01, FEBRUARY, held=7)
    office.pay(office.invoice(JANUARY, on=date(2022, 3, 3)))
    office.pay(office.invoice(FEBRUARY))

    found = standing(agreement)

    assert found.committed == 720_000 - 19_014, "what came back to the child is free again"
    assert found.next_month == 152_112
    assert found.invoiced == found.paid == 111_552 + 133_098
    assert found.holds


def test_paid_advances_of_months_without_an_invoice_count(
    town: Town, office: Office, w01: Contract, agreement: Agreement
):
    town.turn("2022-02")
    office.pay(office.advance(FEBRUARY))

    found = standing(agreement)

    assert (found.invoiced, found.advanced, found.paid) == (0, 121_690, 121_690)


@pytest.mark.parametrize(
    ("maximum", "near", "exceeded"),
    [(None, False, False), (800_001, False, False), (800_000, True, False), (719_999, False, True)],
)
def test_the_two_sides_are_warned_when_the_maximum_is_close(
    town: Town,
    w01: Contract,
    agreement: Agreement,
    maximum: int | None,
    near: bool,
    exceeded: bool,
):
    Agreement.objects.update(maximum=maximum)

    found = standing(agreement)

    assert (found.is_near, found.is_exceeded) == (near, exceeded)


def test_the_maximum_is_not_lowered_below_commitments(
    town: Town, w01: Contract, agreement: Agreement
):
    lower = lambda: set_maximum(town, agreement, 719_999)  # noqa: E731

    assert refused(lower) == "maximum_below_commitments"
    set_maximum(town, agreement, 720_000)
    assert standing(agreement).left == 0


# --- the life of an agreement


def test_an_agreement_with_contracts_stays_in_force(
    town: Town, w01: Contract, agreement: Agreement
):
    remove = lambda: committing.remove(agreement, "ошибка", by=town.payer, on=ON)  # noqa: E731

    assert refused(remove) == "has_contracts"


def test_an_agreement_without_contracts_is_taken_out_of_force(town: Town, agreement: Agreement):
    committing.remove(agreement, "ошибка в реквизитах", by=town.payer, on=ON)

    agreement.refresh_from_db()
    assert agreement.status == Agreement.Status.CLOSED


def test_the_agreements_of_a_closed_period_go_to_the_archive(town: Town, agreement: Agreement):
    town.next_plan()
    town.turn("2023-01")

    agreement.refresh_from_db()
    assert agreement.status == Agreement.Status.CLOSED
    assert Agreement.objects.active().count() == 1, "that of the new period"


def test_a_rejection_is_appealed_and_decided_again(town: Town):
    asked = AgreementFactory(
        provider=ProviderFactory(), plan=town.plan, status=Agreement.Status.NEW, number=""
    )
    agreeing.reject(asked, "нет лицензии", by=town.payer, on=ON)

    appealed = agreeing.appeal(asked, "лицензия продлена", by=town.parent, on=ON)

    assert appealed.status == Agreement.Status.APPEALED
    agreeing.confirm(appealed, by=town.payer, on=ON)
    agreeing.activate(appealed, number="7", signed_on=ON, by=town.payer, on=ON)
    assert Agreement.objects.active().filter(pk=asked.pk).exists()


# --- the reconciliation


def test_the_balance_is_what_is_delivered_and_not_paid(
    town: Town, office: Office, w01: Contract, agreement: Agreement
):
    town.turn("2022-02", "2022-03")
    office.pay(office.invoice(JANUARY, on=date(2022, 3, 3)))
    office.invoice(FEBRUARY)

    act = reconciling.reconcile(agreement, FEBRUARY, on=ON)

    assert [line.month for line in act.lines] == [JANUARY, FEBRUARY]
    assert (act.debited, act.delivered) == (263_664, 263_664)
    assert (act.paid, act.unpaid, act.balance) == (111_552, 152_112, 152_112)


def test_an_advance_is_the_organisations_debt_until_the_invoice(
    town: Town, office: Office, w01: Contract, agreement: Agreement
):
    town.turn("2022-02")
    office.pay(office.advance(FEBRUARY))

    act = reconciling.reconcile(agreement, FEBRUARY, on=ON)

    assert act.balance == -121_690


def test_a_returned_document_is_no_debt(
    town: Town, office: Office, w01: Contract, agreement: Agreement
):
    town.turn("2022-02")
    office.give_back(office.invoice(JANUARY))

    assert reconciling.reconcile(agreement, FEBRUARY, on=ON).balance == 0


def test_the_reconciliation_is_a_spreadsheet_without_names(
    town: Town, office: Office, w01: Contract, agreement: Agreement
):
    """R11.07: numbers of documents and orders, no children."""
    town.turn("2022-02")
    office.pay(office.invoice(JANUARY))

    act = reconciling.reconcile(agreement, Month(2022, 2), on=ON)
    sheet = load_workbook(BytesIO(document_sheets.reconciliation(act))).active

    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert 1115.52 in cells
    assert not any(w01.certificate.child.last_name in str(cell) for cell in cells)


# --- the register of transfers


def test_the_register_sums_up_what_each_organisation_is_to_be_paid(
    town: Town, office: Office, w01: Contract
):
    town.turn("2022-02")
    invoice, advance = office.invoice(JANUARY), office.advance(FEBRUARY)
    other = ProviderFactory(short_name="Яхта")
    DocumentFactory(provider=other, municipality=town.municipality, plan=town.plan, total=5_00)
    DocumentFactory(  # nothing is asked for: it stands in no register
        provider=other,
        municipality=town.municipality,
        plan=town.plan,
        month=date(2022, 3, 1),
        total=0,
    )

    register = remitting.register_of(Document.objects.living())

    assert [payee.provider for payee in register.payees] == [town.provider, other]
    assert register.payees[0].total == invoice.to_pay + advance.to_pay
    assert (register.number, register.total) == (3, invoice.to_pay + advance.to_pay + 5_00)


def test_the_register_is_a_spreadsheet_with_requisites(town: Town, office: Office, w01: Contract):
    town.turn("2022-02")
    office.invoice(JANUARY)

    register = remitting.register_of(Document.objects.living())
    sheet = load_workbook(BytesIO(document_sheets.transfers(register, payer="МКУ"))).active

    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert town.provider.inn in cells
    assert 1115.52 in cells


def test_the_list_of_settlements_has_the_figures_of_each(
    town: Town, office: Office, w01: Contract, agreement: Agreement
):
    """The sums of many agreements are read together and equal those of one."""
    other = AgreementFactory(provider=ProviderFactory(), plan=town.plan, maximum=0)
    town.turn("2022-02")
    office.pay(office.invoice(JANUARY))
    office.advance(FEBRUARY)

    ours, theirs = reconciling.summaries_of([agreement, other])

    assert (ours.committed, ours.paid) == (720_000, 111_552)
    assert (ours.unpaid, ours.overpaid) == (121_690, 0)
    assert (theirs.committed, theirs.paid, theirs.unpaid) == (0, 0, 0)
    assert (ours.is_near, theirs.is_near) == (False, True)
