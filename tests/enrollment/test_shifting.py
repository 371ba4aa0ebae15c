"""The end of a period and the beginning of the next one (section 8), in the rules’ figures."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from certificates import drafting, issuing, ledger, planning
from enrollment import attending, enrolling, invoicing, monthly, terminating
from enrollment.models import ClosingProtocol, Contract, MonthTurn
from enrollment.obstacles import plans_for_contracts
from reference.days import Month
from reference.models import FundingPlan
from reference.money import parse
from tests.enrollment.town import Town, make_town, refused, rubles, sound, status_of
from tests.factories.reference import PlanFactory, TermsFactory

NEW_YEAR = date(2023, 1, 1)


@dataclass
class Office:
    """Provider and payer of the town."""

    town: Town

    def advance(self, month: Month, on: date):
        town = self.town
        document = invoicing.advance(town.provider, town.municipality, month, by=town.parent, on=on)
        sound()
        return document

    def invoice(self, month: Month, on: date):
        town = self.town
        document = invoicing.invoice(town.provider, town.municipality, month, by=town.parent, on=on)
        sound()
        return document

    def pay(self, document, on: date) -> None:
        invoicing.pay(document, payment_order="1", by=self.town.payer, on=on)
        sound()


@pytest.fixture
def town(db) -> Town:
    return make_town()


@pytest.fixture
def office(town) -> Office:
    return Office(town)


def months(town: Town, first: str, last: str) -> None:
    month = Month.parse(first)
    while month <= Month.parse(last):
        town.turn(str(month))
        month = month.shift(1)


def test_w18_what_the_year_left_lapses_and_the_new_nominal_is_whole(town, office):
    """W18: W01 and W14b, then the shift (R8.01, R8.03)."""
    town.next_plan()
    certificate = town.certificate()
    contract = town.sign(town.apply(certificate, town.group()))
    town.turn("2022-02")
    office.pay(office.advance(Month(2022, 2), date(2022, 2, 2)), date(2022, 2, 9))
    attending.deliver(
        contract, Month(2022, 2), held=6, planned=8, by=town.parent, on=date(2022, 3, 1)
    )
    town.turn("2022-03")
    office.pay(office.invoice(Month(2022, 2), date(2022, 3, 3)), date(2022, 3, 9))
    months(town, "2022-04", "2022-12")
    assert town.sums(certificate, date(2022, 12, 31))[0] == "2 780.28"

    town.turn("2023-01")

    past = ledger.balance_of(certificate, date(2022, 12, 31))
    assert (rubles(past.available), rubles(past.lapsed)) == ("0.00", "2 780.28")
    assert town.sums(certificate, NEW_YEAR) == ("9 600.00", "0.00", "0.00")


def test_a_certificate_that_chose_nothing_returns_its_whole_nominal(town):
    """R8.02."""
    town.next_plan()
    certificate = town.certificate()

    town.turn("2023-01")

    assert rubles(ledger.balance_of(certificate, date(2022, 12, 31)).lapsed) == "9 600.00"
    assert ClosingProtocol.objects.get(plan=town.plan).lapsed == parse("9600.00")


def test_w19_a_booking_of_the_next_period_lives_through_the_shift(town):
    """W19: booked on 10 December, kept by the shift; the present period is not touched (R3.16)."""
    next_plan = town.next_plan()
    certificate = town.certificate()
    group = town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))
    december = date(2022, 12, 10)

    def apply() -> Contract:
        return town.apply(certificate, group, starts_on=date(2023, 1, 9), on=december)

    assert refused(apply) == "dates"
    planning.allow_next_plan(town.plan, by=town.payer, on=december)
    contract = apply()
    assert town.sums(certificate, NEW_YEAR) == ("2 400.00", "7 200.00", "0.00")
    assert town.sums(certificate, december) == ("9 600.00", "0.00", "0.00")

    town.turn("2023-01")

    assert status_of(contract) == "requested"
    assert town.sums(certificate, NEW_YEAR) == ("2 400.00", "7 200.00", "0.00")
    next_plan.refresh_from_db()
    assert not next_plan.setting("future_period_contracts_allowed")


def test_the_leave_to_book_ahead_ends_with_its_period(town):
    """R3.16: after the shift the tick is cleared, and the next draft does not take it over."""
    later = town.next_plan()
    PlanFactory(
        municipality=town.municipality, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)
    )
    planning.allow_next_plan(town.plan, by=town.payer, on=date(2022, 12, 10))

    town.turn("2023-01")

    town.plan.refresh_from_db()
    assert not town.plan.setting("future_period_contracts_allowed")
    assert plans_for_contracts(town.municipality.pk, NEW_YEAR) == [later]


def test_w34_the_december_invoice_is_made_in_december_and_not_after_the_shift(town, office):
    """W34: the autumn part; January has no invoice for December (R7.08)."""
    town.next_plan()
    certificate = town.certificate()
    group = town.group("4880.00", "4880.00", starts_on=date(2022, 9, 1), ends_on=date(2022, 12, 31))
    town.sign(
        town.apply(certificate, group, starts_on=date(2022, 9, 1), on=date(2022, 8, 31)),
        on=date(2022, 9, 1),
    )
    months(town, "2022-09", "2022-12")
    december = Month(2022, 12)
    advance = office.advance(december, date(2022, 12, 2))
    assert rubles(advance.total) == "981.33"
    office.pay(advance, date(2022, 12, 9))
    invoice = office.invoice(december, date(2022, 12, 15))
    assert (rubles(invoice.total), rubles(invoice.to_pay)) == ("1 226.66", "245.33")

    town.turn("2023-01")

    assert refused(lambda: office.invoice(december, date(2023, 1, 10))) == "month_closed"
    office.pay(invoice, date(2023, 1, 10))
    assert town.sums(certificate, NEW_YEAR) == ("9 600.00", "0.00", "0.00")


def test_a_school_year_by_calendar_years_is_two_contracts_on_two_nominals(town):
    """R8.06: September to May; together they never cost more than the price (R6.20)."""
    town.next_plan()
    certificate = town.certificate()
    group = town.group(starts_on=date(2022, 9, 1), ends_on=date(2023, 5, 31))
    autumn = town.sign(
        town.apply(certificate, group, starts_on=date(2022, 9, 1), on=date(2022, 8, 31)),
        on=date(2022, 9, 1),
    )
    assert autumn.ends_on == date(2022, 12, 31)
    months(town, "2022-10", "2022-12")
    town.turn("2023-01")

    spring = town.apply(certificate, group, starts_on=NEW_YEAR, on=NEW_YEAR)

    assert (spring.starts_on, spring.ends_on) == (NEW_YEAR, date(2023, 5, 31))
    assert spring.plan_id != autumn.plan_id
    assert autumn.total + spring.total == parse("7200.00")
    assert ledger.balance_of(certificate, NEW_YEAR).reserved == spring.total


@pytest.fixture
def school_year(town) -> Town:
    """The same municipality, its period a school year."""
    FundingPlan.objects.filter(pk=town.plan.pk).update(
        starts_on=date(2022, 9, 1), ends_on=date(2023, 8, 31)
    )
    town.plan.refresh_from_db()
    return town


def test_in_a_school_year_one_contract_covers_the_group_and_nothing_shifts_in_january(school_year):
    """R8.07."""
    town = school_year
    certificate = town.certificate(funded=False)
    issuing.request_funding(certificate, by=town.parent, on=date(2022, 9, 1))
    group = town.group(starts_on=date(2022, 9, 1), ends_on=date(2023, 5, 31))
    contract = town.sign(
        town.apply(certificate, group, starts_on=date(2022, 9, 2), on=date(2022, 9, 1)),
        on=date(2022, 9, 1),
    )
    assert contract.ends_on == date(2023, 5, 31)
    months(town, "2022-10", "2022-12")
    before = ledger.balance_of(certificate, date(2022, 12, 31))

    town.turn("2023-01")

    after = ledger.balance_of(certificate, NEW_YEAR)
    town.plan.refresh_from_db()
    assert town.plan.status == FundingPlan.Status.OPEN
    assert (after.nominal, after.available) == (before.nominal, before.available)
    assert after.lapsed == 0
    assert status_of(contract) == "active"


def test_on_the_first_of_september_a_calendar_year_renews_nothing(town):
    """R8.08: what is left of the year's nominal pays in autumn."""
    certificate = town.certificate()
    town.sign(town.apply(certificate, town.group()))
    months(town, "2022-02", "2022-08")
    before = town.sums(certificate, date(2022, 8, 31))

    town.turn("2022-09")

    assert town.sums(certificate, date(2022, 9, 1)) == before == ("2 400.00", "0.00", "7 200.00")
    autumn = town.group(
        "2000.00", "2000.00", starts_on=date(2022, 9, 5), ends_on=date(2022, 11, 30)
    )
    contract = town.apply(certificate, autumn, starts_on=date(2022, 9, 5), on=date(2022, 9, 4))
    assert rubles(contract.certificate_part) == "2 000.00"


def test_w30_a_short_period_gives_its_own_nominal_and_proposes_a_year_of_it(town):
    """W30: 122 days at 3 200.00; the period after it is proposed 9 574.00 (R3.08)."""
    certificate = town.certificate()
    autumn = PlanFactory(
        municipality=town.municipality, starts_on=date(2023, 1, 1), ends_on=date(2023, 5, 2)
    )
    TermsFactory(plan=autumn, category=town.terms.category, nominal=parse("3200.00"))

    town.turn("2023-01")

    assert town.sums(certificate, NEW_YEAR)[0] == "3 200.00"
    following = drafting.start(
        town.municipality,
        starts_on=date(2023, 5, 3),
        ends_on=date(2024, 5, 2),
        volume=None,
        act="",
        by=town.payer,
    )
    assert rubles(following.category_terms.get().nominal) == "9 574.00"


def test_a_period_that_ends_inside_a_month_shifts_at_the_next_first(town):
    """R8.03: the first 1st after the end."""
    FundingPlan.objects.filter(pk=town.plan.pk).update(ends_on=date(2022, 12, 15))
    following = PlanFactory(
        municipality=town.municipality, starts_on=date(2022, 12, 16), ends_on=date(2023, 12, 31)
    )
    TermsFactory(plan=following, category=town.terms.category, nominal=parse("9600.00"))
    certificate = town.certificate()

    town.turn("2022-12")
    town.plan.refresh_from_db()
    assert town.plan.status == FundingPlan.Status.OPEN

    town.turn("2023-01")
    town.plan.refresh_from_db()
    assert town.plan.status == FundingPlan.Status.CLOSED
    assert town.sums(certificate, NEW_YEAR)[0] == "9 600.00"


# ---- The turn is late ---------------------------------------------------------------------------


def test_a_shift_late_by_days_is_dated_by_the_first_and_loses_nothing(town):
    """The portal stood still from 31 December to 4 January."""
    town.next_plan()
    certificate = town.certificate()
    contract = town.sign(town.apply(certificate, town.group()))
    months(town, "2022-02", "2022-12")
    late = date(2023, 1, 4)

    for month in monthly.months_due(town.municipality, Month.of(late)):
        town.turn(str(month))

    granted = certificate.accounts.get(plan__starts_on=NEW_YEAR).entries.get()
    lapsed = certificate.accounts.get(plan=town.plan).entries.get(kind="lapse")
    assert (granted.effective_on, lapsed.effective_on) == (NEW_YEAR, date(2022, 12, 31))
    assert status_of(contract) == "closed"
    assert monthly.months_due(town.municipality, Month.of(late)) == []


def test_before_a_late_shift_the_new_period_gives_nothing_and_the_old_one_takes_nothing(town):
    """Nobody slips in between the end of a period and its shift."""
    town.next_plan()
    certificate = town.certificate()
    group = town.group(starts_on=date(2022, 11, 1), ends_on=date(2023, 5, 31))
    contract = town.sign(
        town.apply(certificate, group, starts_on=date(2022, 11, 1), on=date(2022, 10, 31)),
        on=date(2022, 11, 1),
    )
    town.turn("2022-12")
    late = date(2023, 1, 3)

    assert refused(
        lambda: enrolling.apply(
            certificate, group, starts_on=late + timedelta(days=1), by=town.parent, on=late
        )
    )
    assert refused(
        lambda: terminating.terminate(
            contract, party=Contract.Party.PARENT, by=town.parent, on=late
        )
    )
    town.turn("2023-01")
    assert status_of(contract) == "closed"


def test_months_that_wait_are_turned_oldest_first(town):
    MonthTurn.objects.create(
        municipality=town.municipality, month=date(2022, 1, 1), step=MonthTurn.Step.DONE
    )
    MonthTurn.objects.create(
        municipality=town.municipality, month=date(2022, 3, 1), step=MonthTurn.Step.DEBIT
    )

    due = monthly.months_due(town.municipality, Month(2022, 4))

    assert [str(month) for month in due] == ["2022-02", "2022-03", "2022-04"]


def test_where_nothing_was_ever_turned_the_present_month_is_the_first(town):
    assert monthly.months_due(town.municipality, Month(2022, 4)) == [Month(2022, 4)]
