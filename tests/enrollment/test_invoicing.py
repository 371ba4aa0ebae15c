from datetime import date

import pytest

from certificates import ledger
from enrollment import attending, checking, enrolling, invoicing, monthly
from enrollment.models import Contract, Document
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import Holiday
from tests.factories.certificates import CertificateFactory, fund

ON = date(2026, 9, 5)
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
IN_OCTOBER = date(2026, 10, 2)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


@pytest.fixture
def office(contract, provider, plan, provider_manager, payer):
    """The verbs of the two sides, on the one provider and payer of these tests."""

    class Office:
        def advance(self, month=SEPTEMBER, on=date(2026, 9, 10), **more):
            return invoicing.advance(
                provider, plan.municipality, month, by=provider_manager, on=on, **more
            )

        def invoice(self, month=SEPTEMBER, on=IN_OCTOBER):
            return invoicing.invoice(provider, plan.municipality, month, by=provider_manager, on=on)

        def deliver(self, held, month=SEPTEMBER):
            attending.deliver(contract, month, held=held, planned=8, by=provider_manager, on=ON)

        def pay(self, document, on=date(2026, 10, 9)):
            return invoicing.pay(document, payment_order="12", by=payer, on=on)

    return Office()


@pytest.fixture
def instalment(contract) -> int:
    return contract.instalments.order_by("month")[0].certificate_amount


def refusal_of(verb, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code


# ---- Advances -----------------------------------------------------------------------------------


def test_an_advance_is_eighty_per_cent_of_every_instalment(office, instalment):
    document = office.advance()

    assert document.lines.count() == 1
    assert abs(document.total * 100 - instalment * 80) <= 50
    assert document.to_pay == document.total


@pytest.mark.parametrize("percent", [0, 81, 100])
def test_more_than_eighty_per_cent_is_refused(office, percent):
    assert refusal_of(office.advance, percent=percent) == "percent"


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 8, 31), date(2026, 10, 1)])
def test_an_advance_is_asked_in_its_month_from_the_second_working_day(office, day):
    assert refusal_of(office.advance, on=day) == "dates"
    assert office.advance(on=date(2026, 9, 2)).lines.count() == 1


def test_a_holiday_is_no_working_day(office):
    Holiday.objects.create(day=date(2026, 9, 2), name="День района")

    assert refusal_of(office.advance, on=date(2026, 9, 2)) == "dates"


def test_an_advance_holds_what_is_debited_of_its_month_alone(
    office, contract, funded_certificate, group, parent, category_terms
):
    """Not what is only asked for, nor what begins in a later month."""
    unsigned = fund(
        CertificateFactory(municipality=funded_certificate.municipality), category_terms
    )
    later = fund(CertificateFactory(municipality=funded_certificate.municipality), category_terms)
    enrolling.apply(unsigned, group, starts_on=date(2026, 9, 8), by=parent, on=ON)
    signed = enrolling.apply(later, group, starts_on=date(2026, 10, 1), by=parent, on=ON)
    enrolling.accept(signed, by=parent, on=ON)
    enrolling.sign(signed, by=parent, on=ON)

    assert [line.contract for line in office.advance().lines.all()] == [contract]


def test_one_advance_in_a_month(office):
    office.advance()

    assert refusal_of(office.advance) == "already_documented"


# ---- Invoices -----------------------------------------------------------------------------------


def test_an_invoice_asks_for_what_the_advance_left(office, instalment):
    advance = office.advance()

    invoice = office.invoice()

    assert (invoice.total, invoice.advanced) == (instalment, advance.total)
    assert invoice.to_pay == instalment - advance.total


@pytest.mark.parametrize("day", [date(2026, 9, 30), date(2026, 9, 1)])
def test_an_invoice_waits_for_the_end_of_its_month(office, day):
    assert refusal_of(office.invoice, on=day) == "dates"


def test_lessons_not_held_return_to_the_child_when_the_invoice_is_paid(
    office, instalment, contract
):
    office.deliver(held=7)
    before = ledger.balance_of(contract.certificate, ON)
    invoice = office.invoice()
    assert ledger.balance_of(contract.certificate, ON) == before

    office.pay(invoice)

    after = ledger.balance_of(contract.certificate, ON)
    returned = instalment - invoice.total
    assert abs(invoice.total * 8 - instalment * 7) <= 4
    assert (after.available, after.debited) == (
        before.available + returned,
        before.debited - returned,
    )
    assert checking.differences() == []


def test_an_advance_above_what_was_delivered_is_offset_in_the_next_document(office, plan):
    """W14b: nothing is paid now, the rest goes into the next document."""
    advance = office.advance()
    office.deliver(held=6)
    invoice = office.invoice()
    monthly.turn(plan.municipality, OCTOBER)

    following = office.advance(OCTOBER, on=date(2026, 10, 5))

    assert invoice.to_pay == 0
    assert invoice.carried_out == advance.total - invoice.total > 0
    assert following.carried_in == invoice.carried_out
    assert following.to_pay == following.total - invoice.carried_out


def test_an_invoice_refuses_applications_of_its_month(
    office, contract, parent, category_terms, group
):
    other = fund(
        CertificateFactory(
            municipality=category_terms.plan.municipality, category=category_terms.category
        ),
        category_terms,
    )
    waiting = enrolling.apply(other, group, starts_on=date(2026, 9, 20), by=parent, on=ON)

    office.invoice()

    waiting.refresh_from_db()
    assert waiting.refusal == Contract.Refusal.OVERDUE
    assert ledger.balance_of(other, ON).reserved == 0


def test_the_invoice_for_december_is_made_in_december(office, plan):
    december = Month(2026, 12)
    for month in (OCTOBER, Month(2026, 11), december):
        monthly.turn(plan.municipality, month)

    assert refusal_of(office.invoice, december, date(2027, 1, 9)) == "month_closed"
    assert office.invoice(december, date(2026, 12, 20)).lines.count() == 1


# ---- The way of a document ----------------------------------------------------------------------


def test_a_returned_document_is_issued_anew(office, payer):
    first = office.advance()
    invoicing.take_into_work(first, by=payer, on=ON)

    invoicing.give_back(first, Document.Refusal.MONTH, by=payer, on=ON)

    assert office.advance().pk != first.pk


def test_a_paid_document_is_never_touched(office, payer):
    document = office.pay(office.advance())

    for verb in (
        lambda: office.pay(document),
        lambda: invoicing.remove(document, by=payer, on=ON),
        lambda: invoicing.give_back(document, Document.Refusal.SUM, by=payer, on=ON),
    ):
        assert refusal_of(verb) == "already_paid"


def test_the_provider_takes_back_only_what_nobody_has_viewed(office, payer, provider_manager):
    document = office.advance()
    invoicing.take_into_work(document, by=payer, on=ON)

    assert refusal_of(invoicing.remove, document, by=provider_manager, on=ON) == "wrong_status"
    invoicing.put_back(document, by=payer, on=ON)
    invoicing.remove(document, by=provider_manager, on=ON)

    document.refresh_from_db()
    assert document.status == Document.Status.DELETED


def test_what_comes_back_after_the_close_goes_to_the_budget(office, contract, plan):
    """R8.05: a closed period keeps nothing."""
    office.deliver(held=4)
    invoice = office.invoice()
    monthly.turn(plan.municipality, Month(2027, 9))
    before = ledger.balance_of(contract.certificate, ON)

    office.pay(invoice, on=date(2027, 9, 5))

    after = ledger.balance_of(contract.certificate, ON)
    returned = invoice.lines.get().difference
    assert (after.available, after.lapsed) == (0, before.lapsed + returned)
    assert checking.differences() == []


def test_what_the_payer_paid_is_counted_by_the_plan(office, plan):
    office.pay(office.advance())
    office.pay(office.invoice())

    instalment = Document.objects.get(kind="invoice").total
    assert invoicing.paid_in(plan) == instalment


# ---- Single groups ------------------------------------------------------------------------------


def test_a_group_may_be_asked_for_with_less(office, contract, instalment):
    document = office.advance(lowered={contract.group_id: 50})

    assert document.lines.get().held == 50
    assert abs(document.total * 100 - instalment * 50) <= 50


def test_a_group_of_no_per_cent_is_left_out(office, contract):
    assert office.advance(lowered={contract.group_id: 0}).lines.count() == 0


def test_a_group_is_never_asked_for_with_more(office, contract):
    assert refusal_of(office.advance, lowered={contract.group_id: 81}) == "percent"
