"""What was wrong in a paid document is put right in the next one (R7.19)."""

from __future__ import annotations

from datetime import date

import pytest

from certificates.models import Account, Entry
from enrollment import correcting, invoicing, settling
from enrollment.models import Contract, Correction, Document, DocumentLine
from reference.days import Month
from tests.enrollment.test_documents import FEBRUARY, JANUARY, MARCH, Office
from tests.enrollment.town import Town, make_town, refused, rubles, sound

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
def february(town: Town, office: Office, w01: Contract) -> Document:
    """February of 1 521.12, paid in full."""
    town.turn("2022-02", "2022-03")
    return office.pay(office.invoice(FEBRUARY))


def propose(
    town: Town, document: Document, contract: Contract, held: int, on: date = ON
) -> Correction:
    correction = correcting.propose(
        document,
        contract,
        held=held,
        planned=8,
        reason="в журнале ошибка",
        by=town.parent,
        on=on,
    )
    sound()
    return correction


def test_too_much_was_paid_and_comes_back_by_the_next_document(
    town: Town, office: Office, w01: Contract, february: Document
):
    propose(town, february, w01, held=7)

    march = office.advance(MARCH)

    line = march.lines.get(correction__isnull=False)
    assert (rubles(march.total), march.corrected, march.to_pay) == ("1 216.90", -19_014, 102_676)
    assert line.month == FEBRUARY.first_day
    assert line.correction is not None
    assert line.correction.document == february
    assert town.sums(w01.certificate)[0] == "2 400.00", "nothing moves before the payer accepts"

    office.pay(march)

    assert town.sums(w01.certificate) == ("2 590.14", "3 042.24", "3 967.62")
    assert Correction.objects.get().settled_on == march.created_on
    february.refresh_from_db()
    assert rubles(february.total) == "1 521.12", "a paid document is never edited"


def test_too_little_was_paid_and_is_debited_again(
    town: Town, office: Office, w01: Contract, february: Document
):
    propose(town, february, w01, held=6)
    office.pay(office.advance(MARCH))
    assert town.sums(w01.certificate)[0] == "2 780.28"

    town.turn("2022-04")
    propose(town, february, w01, held=7, on=date(2022, 4, 2))
    office.pay(office.invoice(MARCH))

    assert town.sums(w01.certificate)[0] == "2 590.14"
    assert correcting.paid_of(w01.pk, FEBRUARY.first_day) == 133_098
    assert Entry.objects.filter(kind="refund", reverses__isnull=False).count() == 1


def test_money_the_child_has_used_is_not_taken_back(
    town: Town, office: Office, w01: Contract, february: Document
):
    propose(town, february, w01, held=0)
    office.pay(office.advance(MARCH))
    town.turn("2022-04")
    other = town.group("3900.00", "3900.00", starts_on=date(2022, 4, 1), ends_on=date(2022, 5, 31))
    w01.certificate.refresh_from_db()
    town.apply(w01.certificate, other, starts_on=date(2022, 4, 11), on=date(2022, 4, 2))

    assert Account.objects.get(certificate=w01.certificate).available < 152_112
    again = lambda: propose(town, february, w01, held=8, on=date(2022, 4, 3))  # noqa: E731
    assert refused(again) == "no_money"


def test_a_contract_missing_in_the_paid_invoice_is_added(town: Town, office: Office):
    """December is invoiced before its last lessons (R7.08); whoever comes later is not lost."""
    group = town.group("4880.00", "4880.00", starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 31))
    on = date(2022, 12, 14)
    first = town.apply(town.certificate(), group, starts_on=date(2022, 12, 1), on=date(2022, 12, 1))
    town.sign(first, on=date(2022, 12, 1))
    december = office.pay(office.invoice(Month(2022, 12), on=date(2022, 12, 12)))
    late = town.sign(
        town.apply(town.certificate(), group, starts_on=date(2022, 12, 15), on=on), on=on
    )

    propose(town, december, late, held=8, on=on)
    document = invoicing.correct(town.provider, town.plan, by=town.parent, on=on)
    office.pay(document)

    assert document.to_pay == document.corrected == late.certificate_part
    assert correcting.paid_of(late.pk, december.month) == late.certificate_part


@pytest.mark.parametrize(("held", "code"), [(8, "nothing_to_correct"), (9, "dates"), (-1, "dates")])
def test_a_share_that_changes_nothing_or_cannot_be_is_refused(
    town: Town, w01: Contract, february: Document, held: int, code: str
):
    assert refused(lambda: propose(town, february, w01, held=held)) == code


def test_only_a_paid_invoice_is_corrected(town: Town, office: Office, w01: Contract):
    town.turn("2022-02", "2022-03")
    unpaid = office.invoice(FEBRUARY)

    assert refused(lambda: propose(town, unpaid, w01, held=7)) == "not_paid"


def test_one_correction_of_a_line_at_a_time(town: Town, w01: Contract, february: Document):
    first = propose(town, february, w01, held=7)
    assert refused(lambda: propose(town, february, w01, held=6)) == "correction_waits"

    correcting.withdraw(first, by=town.parent, on=ON)

    propose(town, february, w01, held=6)


def test_a_correction_in_a_document_is_withdrawn_with_the_document(
    town: Town, office: Office, w01: Contract, february: Document
):
    correction = propose(town, february, w01, held=7)
    march = office.advance(MARCH)
    withdraw = lambda: correcting.withdraw(correction, by=town.parent, on=ON)  # noqa: E731
    assert refused(withdraw) == "already_documented"

    office.give_back(march)

    assert office.advance(MARCH).corrected == -19_014, "it waits for the document issued anew"


def test_where_no_document_is_to_come_the_corrections_have_one_of_their_own(
    town: Town, office: Office, w01: Contract
):
    town.turn("2022-02", "2022-03", "2022-04", "2022-05", "2022-06")
    on = date(2022, 6, 3)
    months = [JANUARY, FEBRUARY, MARCH, Month(2022, 4)]
    paid = [office.pay(office.invoice(month, on=on)) for month in months]
    propose(town, paid[1], w01, held=6, on=on)
    alone = lambda: invoicing.correct(town.provider, town.plan, by=town.parent, on=on)  # noqa: E731
    assert refused(alone) == "not_over"
    office.remove(may := office.invoice(Month(2022, 5), on=on))
    assert may.corrected == -38_028
    correction = Correction.objects.get()
    correcting.withdraw(correction, by=town.parent, on=on)
    office.pay(office.invoice(Month(2022, 5), on=on))
    assert refused(alone) == "nothing_to_correct"
    propose(town, paid[1], w01, held=6, on=on)

    document = alone()
    sound()

    assert (document.kind, document.total, document.to_pay) == (Document.Kind.CORRECTION, 0, 0)
    office.pay(document)
    assert settling.overpaid(town.provider.pk, town.plan.pk) == 38_028
    assert DocumentLine.objects.filter(document=document).count() == 1


def test_a_correction_of_a_closed_period_returns_to_the_budget(
    town: Town, office: Office, w01: Contract
):
    """R8.05: what comes back late has nowhere else to go."""
    town.turn("2022-02", "2022-03", "2022-04", "2022-05", "2022-06")
    months = [JANUARY, FEBRUARY, MARCH, Month(2022, 4), Month(2022, 5)]
    paid = [office.pay(office.invoice(month, on=date(2022, 6, 3))) for month in months]
    town.next_plan()
    town.turn("2023-01")
    on = date(2023, 1, 12)
    propose(town, paid[1], w01, held=6, on=on)

    document = invoicing.correct(town.provider, town.plan, by=town.parent, on=on)
    office.pay(document, on)

    account = Account.objects.get(certificate=w01.certificate, plan=town.plan)
    assert (account.available, account.lapsed) == (0, 240_000 + 38_028)
