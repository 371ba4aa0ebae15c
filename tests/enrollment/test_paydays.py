"""When documents are to be sent and paid (R7.16, 7.1)."""

from datetime import date

import pytest

from enrollment import paydays
from enrollment.models import Document
from reference.days import Month
from tests.factories.enrollment import DocumentFactory

SEPTEMBER, DECEMBER = date(2026, 9, 1), date(2026, 12, 1)


@pytest.fixture
def document(db):
    return DocumentFactory(month=SEPTEMBER, created_on=date(2026, 10, 2))


def test_the_payer_pays_by_the_10th_of_the_following_month(document):
    assert paydays.due_on(document) == date(2026, 10, 10)


def test_the_day_is_the_regions(document):
    document.plan.settings = {"payment_due_day": 20}

    assert paydays.due_on(document) == date(2026, 10, 20)


def test_what_is_sent_late_has_time_until_the_next_payday(document):
    document.created_on = date(2026, 10, 11)

    assert paydays.due_on(document) == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("in_december", "due"), [(True, date(2026, 12, 31)), (False, date(2027, 1, 10))]
)
def test_december_is_paid_in_december(db, in_december, due):
    document = DocumentFactory(month=DECEMBER, created_on=date(2026, 12, 20))
    document.plan.settings = {"december_invoice_in_december": in_december}

    assert paydays.due_on(document) == due


@pytest.mark.parametrize(
    ("status", "on", "overdue"),
    [
        ("not_viewed", date(2026, 10, 10), False),
        ("not_viewed", date(2026, 10, 11), True),
        ("in_work", date(2026, 10, 11), True),
        ("returned", date(2026, 10, 11), False),
    ],
)
def test_an_unpaid_document_is_overdue_after_its_payday(document, status, on, overdue):
    document.status = status

    assert paydays.is_overdue(document, on=on) is overdue


def test_what_asks_for_nothing_is_never_overdue(db):
    settled = DocumentFactory(month=SEPTEMBER, total=0, created_on=date(2026, 10, 2))

    assert not paydays.is_overdue(settled, on=date(2026, 12, 1))


def test_a_correction_is_due_after_it_is_sent(db):
    sent = DocumentFactory(
        kind=Document.Kind.CORRECTION, total=0, corrected=5_00, created_on=date(2027, 9, 3)
    )

    assert paydays.due_on(sent) == date(2027, 10, 10)


def test_invoices_are_sent_by_the_fifth_working_day(document):
    assert paydays.invoices_until(document.plan, Month(2026, 9)) == date(2026, 10, 7)
    assert paydays.invoices_until(document.plan, Month(2026, 12)) == date(2026, 12, 31)
