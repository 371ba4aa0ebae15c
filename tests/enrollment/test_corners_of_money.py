"""What lies between the worked examples: months skipped, plans that come late, days of turning."""

from __future__ import annotations

from datetime import date

import pytest

from certificates import issuing, ledger, planning, queueing
from enrollment import enrolling, freezing, monthly
from enrollment.models import Contract
from reference.models import FundingPlan
from reference.money import parse
from tests.enrollment.town import Town, make_town, refused, rubles, sound, status_of

MARCH_14 = date(2022, 3, 14)
YEAR_END = date(2022, 12, 31)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def w01(town: Town) -> Contract:
    """The whole of G1, signed on 10 January."""
    return town.sign(town.apply(town.certificate(), town.group()))


def parts(contract: Contract) -> list[tuple[str, str]]:
    return [
        (rubles(part.certificate_amount), rubles(part.parent_amount))
        for part in contract.instalments.order_by("month")
    ]


def test_notice_in_the_last_month_returns_nothing_and_keeps_the_end(town: Town, w01: Contract):
    town.turn("2022-02", "2022-03", "2022-04")
    ended = town.terminate(w01, date(2022, 4, 30))
    assert ended.ends_on == date(2022, 4, 30)
    town.turn("2022-05")

    assert status_of(w01) == "closed"
    assert town.sums(w01.certificate) == ("3 921.12", "0.00", "5 678.88")


def test_a_contract_in_its_last_month_ends_by_itself(town: Town, w01: Contract):
    """Marked as ending on 1 May, it is not to be terminated a second time (R6.47)."""
    town.turn("2022-02", "2022-03", "2022-04", "2022-05")

    assert status_of(w01) == "terminating"
    assert refused(lambda: town.terminate(w01, date(2022, 5, 10))) == "wrong_status"
    assert town.sums(w01.certificate) == ("2 400.00", "0.00", "7 200.00")


def test_a_place_left_and_asked_for_again_reserves_again(town: Town):
    certificate, group = town.certificate(), town.group()

    for _ in range(3):
        contract = town.apply(certificate, group)
        enrolling.withdraw(contract, by=town.parent, on=date(2022, 1, 9))
        sound()
    town.sign(town.apply(certificate, group))

    assert town.sums(certificate) == ("2 400.00", "6 084.48", "1 115.52")


def test_a_signed_contract_withdrawn_before_its_first_day_returns_whole(town: Town):
    certificate = town.certificate()
    contract = town.sign(town.apply(certificate, town.group()), on=date(2022, 1, 9))
    assert town.sums(certificate) == ("2 400.00", "6 084.48", "1 115.52")

    enrolling.withdraw(contract, by=town.parent, on=date(2022, 1, 9))
    sound()

    assert town.sums(certificate) == ("9 600.00", "0.00", "0.00")


def test_without_a_next_plan_the_period_closes_all_the_same(town: Town, w01: Contract):
    town.turn("2022-02", "2023-01")

    town.plan.refresh_from_db()
    assert town.plan.status == "closed"
    past = ledger.balance_of(w01.certificate, YEAR_END)
    assert (past.reserved, past.debited, past.lapsed) == (0, 720_000, 240_000)
    assert status_of(w01) == "closed"


def test_a_next_plan_approved_late_gives_its_nominals_with_the_next_month(town: Town):
    """Nobody had approved the plan by 1 January: its money comes with the work of February."""
    certificate = town.certificate()
    town.turn("2023-01")
    town.next_plan()

    town.turn("2023-02")

    assert town.sums(certificate, date(2023, 2, 1)) == ("9 600.00", "0.00", "0.00")


def test_january_nobody_turned_is_made_up_for_in_february(town: Town, w01: Contract):
    town.next_plan()

    town.turn("2023-02")

    past = ledger.balance_of(w01.certificate, YEAR_END)
    assert (past.available, past.reserved, past.debited) == (0, 0, 720_000)
    assert town.sums(w01.certificate, date(2023, 2, 1)) == ("9 600.00", "0.00", "0.00")


def test_a_nominal_passes_by_those_who_do_not_count(town: Town):
    """Suspended and returned certificates have nothing and get nothing (R2.18, R2.28)."""
    frozen, returned, active = (town.certificate() for _ in range(3))
    freezing.suspend(frozen, "moved", by=town.payer, on=date(2022, 2, 1))
    issuing.return_to_accounting(returned, by=town.parent, on=date(2022, 2, 1))
    sound()

    planning.set_nominal(town.terms, parse("10000.00"), by=town.payer, on=date(2022, 2, 2))
    sound()

    assert [town.sums(one)[0] for one in (frozen, returned, active)] == [
        "0.00",
        "0.00",
        "10 000.00",
    ]


def test_a_lower_nominal_makes_room_for_the_queue(town: Town):
    """20 000.00 hold two nominals of 9 600.00 and four of 5 000.00 (R3.10, R3.13)."""
    town.limit(None, "20000.00")
    certificates = [town.certificate() for _ in range(4)]

    planning.set_nominal(town.terms, parse("5000.00"), by=town.payer, on=date(2022, 2, 2))
    sound()

    assert [town.sums(one)[0] for one in certificates] == ["5 000.00"] * 4


def test_a_frozen_certificate_resumes_with_the_nominal_of_the_new_period(town: Town):
    certificate = town.certificate()
    freezing.suspend(certificate, "moved", by=town.payer, on=date(2022, 1, 20))
    town.next_plan("8000.00")
    town.turn("2023-01")
    certificate.refresh_from_db()

    freezing.resume(certificate, by=town.payer, on=date(2023, 1, 9))
    sound()

    assert town.sums(certificate, date(2023, 1, 9)) == ("8 000.00", "0.00", "0.00")


def test_closing_a_certificate_keeps_the_month_and_lapses_the_rest(town: Town, w01: Contract):
    """R2.32: the contract acts to the end of the month, what is free returns to the budget."""
    town.turn("2022-02", "2022-03")
    certificate = w01.certificate
    certificate.refresh_from_db()

    freezing.close(certificate, "the parent's wish", by=town.payer, on=MARCH_14)
    sound()

    balance = ledger.balance_of(certificate, MARCH_14)
    assert (balance.available, balance.reserved) == (0, 0)
    assert (balance.debited, balance.lapsed) == (415_776, 544_224)
    town.turn("2022-04")
    assert status_of(w01) == "closed"
    certificate.refresh_from_db()
    assert certificate.status == "closed"


def test_closing_on_the_first_before_the_job_still_pays_the_month(town: Town, w01: Contract):
    """The month of the closing is owed to the provider even when its debit has not run (R6.50)."""
    town.turn("2022-02", "2022-03")
    certificate = w01.certificate
    certificate.refresh_from_db()

    freezing.close(certificate, "the parent's wish", by=town.payer, on=date(2022, 4, 1))
    sound()
    town.turn("2022-04", "2022-05")

    balance = ledger.balance_of(certificate, date(2022, 4, 1))
    assert (balance.debited, balance.lapsed, balance.reserved) == (567_888, 392_112, 0)
    assert status_of(w01) == "closed"


def test_a_vacancy_of_the_closed_goes_to_the_queue(town: Town):
    town.limit(1, None)
    first, waiting = town.certificate(), town.certificate()
    assert queueing.place_of(waiting) == 1

    freezing.close(first, "moved", by=town.payer, on=date(2022, 2, 1))
    sound()

    assert town.sums(waiting) == ("9 600.00", "0.00", "0.00")


def test_signing_after_the_first_month_debits_the_months_that_have_begun(town: Town):
    certificate = town.certificate()
    contract = town.apply(certificate, town.group())
    enrolling.accept(contract, by=town.parent, on=date(2022, 1, 31))

    enrolling.sign(contract, by=town.parent, on=date(2022, 2, 3))
    sound()

    assert town.sums(certificate) == ("2 400.00", "4 563.36", "2 636.64")


def test_a_contract_signed_in_its_last_month_is_whole_and_closes(town: Town):
    certificate = town.certificate()
    contract = town.apply(
        certificate, town.group(), starts_on=date(2022, 5, 16), on=date(2022, 5, 10)
    )
    town.sign(contract, on=date(2022, 5, 20))

    town.turn("2022-06")

    assert status_of(contract) == "closed"
    assert town.sums(certificate) == ("8 788.73", "0.00", "811.27")


# months and periods


def test_months_nobody_turned_are_debited_before_the_contract_ends(town: Town, w01: Contract):
    """April and May were lost; on 1 June the contract is closed and owes nothing."""
    town.turn("2022-02", "2022-03")

    town.turn("2022-06")

    assert status_of(w01) == "closed"
    assert town.sums(w01.certificate) == ("2 400.00", "0.00", "7 200.00")


def test_a_lost_month_of_a_contract_given_notice_is_debited_too(town: Town, w01: Contract):
    town.terminate(w01, MARCH_14)

    town.turn("2022-04")

    assert status_of(w01) == "closed"
    assert town.sums(w01.certificate) == ("5 442.24", "0.00", "4 157.76")


def test_a_continued_group_never_costs_more_than_its_price(town: Town):
    """R6.20: rounded up twice, the two halves of the group would come to 7 200.01."""
    certificate, _next = town.certificate(), town.next_plan()
    lessons = town.group(starts_on=date(2022, 9, 1), ends_on=date(2023, 5, 31))
    autumn = town.apply(certificate, lessons, starts_on=date(2022, 9, 1), on=date(2022, 8, 25))
    town.sign(autumn, on=date(2022, 8, 26))
    town.turn("2022-10", "2022-11", "2022-12", "2023-01")

    spring = town.apply(certificate, lessons, starts_on=date(2023, 1, 1), on=date(2023, 1, 2))

    assert (rubles(autumn.total), rubles(spring.total)) == ("3 217.59", "3 982.41")


def test_a_withdrawn_application_is_no_part_of_the_price(town: Town):
    certificate, group = town.certificate(), town.group()
    enrolling.withdraw(town.apply(certificate, group), by=town.parent, on=date(2022, 1, 9))

    assert town.apply(certificate, group).total == parse("7200.00")


def test_those_who_wait_are_funded_by_the_new_period(town: Town):
    """R3.13: the next plan has room for both."""
    town.limit(1, None)
    town.certificate()
    waiting = town.certificate()
    assert queueing.place_of(waiting) == 1
    town.next_plan()

    town.turn("2023-01")

    assert town.sums(waiting, date(2023, 1, 1)) == ("9 600.00", "0.00", "0.00")
    assert queueing.place_of(waiting) is None


def test_limits_of_a_plan_that_has_not_begun_fund_nobody_yet(town: Town):
    town.limit(1, None)
    town.certificate()
    waiting = town.certificate()
    terms = town.next_plan().category_terms.get()

    planning.set_limits(terms, number_limit=2, sum_limit=None, by=town.payer, on=date(2022, 12, 1))
    sound()

    assert queueing.place_of(waiting) == 1
    assert planning.picture(terms.plan).issued == 0


def test_a_booked_nominal_given_back_and_asked_again_comes_with_the_period(town: Town):
    certificate, _next = town.certificate(), town.next_plan()
    town.limit(1, None)
    waiting = town.certificate()
    lessons = town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))
    on = date(2022, 12, 10)
    planning.allow_next_plan(town.plan, by=town.payer, on=on)
    booked = town.apply(certificate, lessons, starts_on=date(2023, 1, 9), on=on)
    enrolling.withdraw(booked, by=town.parent, on=on)
    issuing.return_to_accounting(certificate, by=town.parent, on=on)
    sound()
    # the head of the queue has this year's vacancy and nothing yet of the next
    assert town.sums(waiting, on)[0] == "9 600.00"
    assert town.sums(waiting, date(2023, 1, 1))[0] == "0.00"
    issuing.return_to_accounting(waiting, by=town.parent, on=on)
    issuing.request_funding(certificate, by=town.parent, on=on)
    sound()

    town.turn("2023-01")

    assert town.sums(certificate, date(2023, 1, 1)) == ("9 600.00", "0.00", "0.00")


def test_money_reserved_in_the_next_period_is_not_given_back_either(town: Town):
    certificate, _next = town.certificate(), town.next_plan()
    lessons = town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))
    on = date(2022, 12, 10)
    planning.allow_next_plan(town.plan, by=town.payer, on=on)
    town.apply(certificate, lessons, starts_on=date(2023, 1, 9), on=on)

    code = refused(lambda: issuing.return_to_accounting(certificate, by=town.parent, on=on))

    assert code == "committed_money"


def test_an_emptied_account_of_the_next_plan_does_not_stop_its_nominal(town: Town):
    certificate, plan = town.certificate(), town.next_plan()
    lessons = town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))
    on = date(2022, 12, 10)
    planning.allow_next_plan(town.plan, by=town.payer, on=on)
    booked = town.apply(certificate, lessons, starts_on=date(2023, 1, 9), on=on)
    enrolling.withdraw(booked, by=town.parent, on=on)
    issuing.return_to_accounting(certificate, by=town.parent, on=on)
    issuing.request_funding(certificate, by=town.parent, on=on)

    planning.set_nominal(plan.category_terms.get(), parse("8000.00"), by=town.payer, on=on)
    sound()
    town.apply(certificate, lessons, starts_on=date(2023, 1, 9), on=on)

    assert town.sums(certificate, date(2023, 1, 9)) == ("800.00", "7 200.00", "0.00")


def test_a_day_between_two_plans_is_paid_by_none_of_them(town: Town):
    certificate, later = town.certificate(), town.next_plan()
    FundingPlan.objects.filter(pk=later.pk).update(starts_on=date(2023, 2, 1))
    lessons = town.group(starts_on=date(2022, 12, 1), ends_on=date(2023, 5, 31))
    on = date(2022, 12, 10)
    planning.allow_next_plan(town.plan, by=town.payer, on=on)

    code = refused(lambda: town.apply(certificate, lessons, starts_on=date(2023, 1, 15), on=on))

    assert code == "dates"


# the volume of a plan


def test_the_volume_of_the_plan_stops_the_money_as_a_limit_does(town: Town):
    """Where no limit is set the plan still has no more than its volume (R3.06)."""
    FundingPlan.objects.filter(pk=town.plan.pk).update(volume=parse("20000.00"))

    issued = [town.certificate() for _ in range(3)]

    assert [certificate.type for certificate in issued] == ["funded", "funded", "accounting"]
    assert queueing.place_of(issued[2]) == 1


def test_a_nominal_is_not_raised_above_the_volume(town: Town):
    certificate = town.certificate()
    FundingPlan.objects.filter(pk=town.plan.pk).update(volume=parse("10000.00"))

    def nominal(rubles: str) -> None:
        planning.set_nominal(town.terms, parse(rubles), by=town.payer, on=date(2022, 2, 1))

    assert refused(lambda: nominal("10000.01")) == "volume"
    nominal("10000.00")
    sound()
    assert town.sums(certificate)[0] == "10 000.00"


def test_a_new_period_gives_no_more_than_its_volume(town: Town):
    certificates = [town.certificate() for _ in range(3)]
    FundingPlan.objects.filter(pk=town.next_plan().pk).update(volume=parse("20000.00"))

    town.turn("2023-01")

    given = [town.sums(one, date(2023, 1, 1))[0] for one in certificates]
    assert given == ["9 600.00", "9 600.00", "0.00"]
    assert queueing.place_of(certificates[2]) == 1


# days of turning


def test_freezing_on_the_first_before_the_job_still_pays_the_month(town: Town, w01: Contract):
    town.turn("2022-02", "2022-03")
    town.terminate(w01, date(2022, 4, 1))
    certificate = w01.certificate
    certificate.refresh_from_db()

    freezing.suspend(certificate, "moved", by=town.payer, on=date(2022, 4, 1))
    sound()
    town.turn("2022-04", "2022-05")

    assert status_of(w01) == "closed"
    assert town.sums(certificate) == ("0.00", "0.00", "5 678.88")


def test_before_its_first_day_a_short_contract_is_withdrawn_whole(town: Town):
    """R6.47: lessons of one May week, signed in April; on 1 May they have not begun."""
    certificate = town.certificate()
    contract = town.apply(
        certificate, town.group(), starts_on=date(2022, 5, 16), on=date(2022, 4, 28)
    )
    town.sign(contract, on=date(2022, 4, 29))
    town.turn("2022-05")

    enrolling.withdraw(contract, by=town.parent, on=date(2022, 5, 10))
    sound()

    assert town.sums(certificate) == ("9 600.00", "0.00", "0.00")


def test_many_applications_end_with_the_period_in_small_chunks(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(monthly, "CHUNK", 1)
    lessons = town.group(starts_on=date(2022, 12, 1), ends_on=date(2022, 12, 30))
    certificates = [town.certificate() for _ in range(3)]
    for certificate in reversed(certificates):
        town.apply(certificate, lessons, starts_on=date(2022, 12, 5), on=date(2022, 12, 1))
    town.next_plan()

    town.turn("2023-01")

    town.plan.refresh_from_db()
    assert town.plan.status == "closed"
    assert planning.picture(town.plan).lapsed == 3 * parse("9600.00")


def test_a_module_that_costs_nothing_reserves_nothing(town: Town):
    certificate = town.certificate()

    contract = town.apply(certificate, town.group("0.00", "0.00"))
    town.sign(contract)

    assert town.sums(certificate) == ("9 600.00", "0.00", "0.00")
    assert contract.certificate_part == 0
