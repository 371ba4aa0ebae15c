"""The worked examples of section 12 of the rules, told through the public verbs."""

from __future__ import annotations

from datetime import date

import pytest

from certificates import issuing, ledger, planning, queueing
from enrollment import enrolling, freezing, limiting
from enrollment.models import ClosingProtocol, Contract
from reference.models import DirectionLimit
from reference.money import parse
from tests.enrollment.town import Town, make_town, refused, rubles, sound, status_of
from tests.factories.reference import direction

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


def test_w01_the_whole_group_is_debited_month_by_month(town: Town):
    certificate = town.certificate()
    assert town.sums(certificate) == ("9 600.00", "0.00", "0.00")
    contract = town.apply(certificate, town.group())
    assert town.sums(certificate) == ("2 400.00", "7 200.00", "0.00")
    town.sign(contract)
    assert town.sums(certificate) == ("2 400.00", "6 084.48", "1 115.52")
    expected = {
        "2022-02": ("2 400.00", "4 563.36", "2 636.64"),
        "2022-03": ("2 400.00", "3 042.24", "4 157.76"),
        "2022-04": ("2 400.00", "1 521.12", "5 678.88"),
        "2022-05": ("2 400.00", "0.00", "7 200.00"),
        "2022-06": ("2 400.00", "0.00", "7 200.00"),
    }
    for month, sums in expected.items():
        town.turn(month)
        assert town.sums(certificate) == sums, month
    assert status_of(contract) == "closed"
    assert contract.group.seats_taken == 0


def test_w03_the_last_month_alone_is_one_instalment_rounded_up(town: Town):
    certificate = town.certificate()

    contract = town.apply(
        certificate, town.group(), starts_on=date(2022, 5, 16), on=date(2022, 5, 10)
    )

    assert parts(contract) == [("811.27", "0.00")]
    assert town.sums(certificate)[0] == "8 788.73"


def test_w05_a_price_above_the_norm_is_shared(town: Town):
    certificate = town.certificate()

    contract = town.apply(certificate, town.group("8000.00"))

    assert parts(contract) == [("1 115.52", "123.96")] + [("1 521.12", "169.01")] * 4
    assert town.sums(certificate) == ("2 400.00", "7 200.00", "0.00")


def test_w06_a_remainder_too_small_leaves_the_rest_to_the_parent(town: Town):
    planning.set_nominal(town.terms, parse("5000.00"), by=town.payer, on=date(2022, 1, 3))
    certificate = town.certificate()

    contract = town.apply(certificate, town.group())

    assert parts(contract) == [("774.68", "340.88")] + [("1 056.33", "464.78")] * 4
    assert town.sums(certificate) == ("0.00", "5 000.00", "0.00")


def test_w09_notice_in_march_returns_the_later_months_at_once(town: Town, w01: Contract):
    town.turn("2022-02", "2022-03")

    ended = town.terminate(w01, MARCH_14)

    assert (ended.status, ended.ends_on) == ("terminating", date(2022, 3, 31))
    assert town.sums(w01.certificate) == ("5 442.24", "0.00", "4 157.76")
    april = town.group(starts_on=date(2022, 4, 1), price="5442.24", norm="5442.24")
    town.apply(w01.certificate, april, starts_on=date(2022, 4, 1), on=MARCH_14)
    assert town.sums(w01.certificate) == ("0.00", "5 442.24", "4 157.76")
    town.turn("2022-04")
    assert status_of(w01) == "closed"
    assert town.sums(w01.certificate) == ("0.00", "5 442.24", "4 157.76")


def test_w10_notice_on_the_31st_is_as_in_the_middle_of_the_month(town: Town, w01: Contract):
    town.turn("2022-02", "2022-03")

    ended = town.terminate(w01, date(2022, 3, 31))

    assert ended.ends_on == date(2022, 3, 31)
    assert town.sums(w01.certificate) == ("5 442.24", "0.00", "4 157.76")
    town.turn("2022-04")
    assert status_of(w01) == "closed"


@pytest.mark.parametrize("notice", ["before the job", "after the job"])
def test_w10_notice_on_the_1st_belongs_to_april(town: Town, w01: Contract, notice: str):
    """U18: before the job of the 1st or after it, the end is the same."""
    town.turn("2022-02", "2022-03")
    if notice == "after the job":
        town.turn("2022-04")

    ended = town.terminate(w01, date(2022, 4, 1))
    town.turn("2022-04")

    assert ended.ends_on == date(2022, 4, 30)
    assert town.sums(w01.certificate) == ("3 921.12", "0.00", "5 678.88")
    town.turn("2022-05")
    assert status_of(w01) == "closed"
    assert town.sums(w01.certificate) == ("3 921.12", "0.00", "5 678.88")


@pytest.mark.parametrize("verb", ["refuse", "withdraw"])
def test_w12_before_the_contract_everything_returns(town: Town, verb: str):
    certificate = town.certificate()
    contract = town.apply(certificate, town.group("8000.00"))

    if verb == "refuse":
        enrolling.refuse(contract, Contract.Refusal.NO_PLACES, by=town.parent, on=date(2022, 1, 9))
    else:
        enrolling.withdraw(contract, by=town.parent, on=date(2022, 1, 9))
    sound()

    assert town.sums(certificate) == ("9 600.00", "0.00", "0.00")
    contract.group.refresh_from_db()
    assert contract.group.seats_taken == 0


def test_w18_the_year_ends_and_the_rest_goes_back_to_the_budget(town: Town, w01: Contract):
    next_plan = town.next_plan()
    town.turn("2022-02", "2022-03", "2022-04", "2022-05", "2022-06", "2022-07", "2023-01")

    past = ledger.balance_of(w01.certificate, YEAR_END)
    assert (past.available, past.lapsed, past.debited) == (0, 240_000, 720_000)
    assert town.sums(w01.certificate, date(2023, 1, 1)) == ("9 600.00", "0.00", "0.00")
    row = ClosingProtocol.objects.get(plan=town.plan)
    assert (row.issued, row.debited, row.lapsed) == (960_000, 720_000, 240_000)
    assert row.volume == row.never_issued + row.issued
    town.turn("2023-01")
    assert planning.picture(next_plan).issued == 960_000


def test_w18_the_child_who_chose_nothing_gives_the_whole_nominal_back(town: Town):
    certificate = town.certificate()
    town.next_plan("8000.00")

    town.turn("2023-01")

    assert ledger.balance_of(certificate, YEAR_END).lapsed == 960_000
    assert town.sums(certificate, date(2023, 1, 1)) == ("8 000.00", "0.00", "0.00")


def test_w19_booking_draws_on_the_next_nominal(town: Town):
    certificate, _next = town.certificate(), town.next_plan()
    lessons = town.group(starts_on=date(2023, 1, 9), ends_on=date(2023, 5, 31))
    on = date(2022, 12, 10)

    def book() -> Contract:
        return town.apply(certificate, lessons, starts_on=date(2023, 1, 9), on=on)

    assert refused(book) == "dates"
    planning.allow_next_plan(town.plan, by=town.payer, on=on)
    book()

    assert town.sums(certificate, on) == ("9 600.00", "0.00", "0.00")
    assert town.sums(certificate, date(2023, 1, 1)) == ("2 400.00", "7 200.00", "0.00")
    town.turn("2023-01")
    assert town.sums(certificate, date(2023, 1, 1)) == ("2 400.00", "7 200.00", "0.00")
    assert ledger.balance_of(certificate, on).lapsed == 960_000


def test_w20_the_cap_fills_the_queue_and_a_freed_vacancy_moves_it(town: Town):
    town.limit(12, "100000.00")
    ten = [town.certificate() for _ in range(10)]
    eleventh, twelfth = town.certificate(), town.certificate()
    assert (queueing.place_of(eleventh), queueing.place_of(twelfth)) == (1, 2)
    assert planning.picture(town.plan).issued == 9_600_000

    issuing.return_to_accounting(ten[3], by=town.parent, on=date(2022, 1, 6))
    sound()

    assert town.sums(eleventh) == ("9 600.00", "0.00", "0.00")
    assert (queueing.place_of(eleventh), queueing.place_of(twelfth)) == (None, 1)
    town.limit(12, "110000.00")
    assert town.sums(twelfth) == ("9 600.00", "0.00", "0.00")
    assert queueing.place_of(twelfth) is None


def test_w20_exactly_one_nominal_left_is_issued(town: Town):
    town.limit(None, "105600.00")

    issued = [town.certificate() for _ in range(12)]

    assert [certificate.type for certificate in issued] == ["funded"] * 11 + ["accounting"]


def test_w22_a_nominal_goes_up_for_all_and_down_for_all_or_none(town: Town):
    taken, free = town.certificate(), town.certificate()
    town.apply(taken, town.group())

    def nominal(rubles: str) -> None:
        planning.set_nominal(town.terms, parse(rubles), by=town.payer, on=date(2022, 2, 1))

    nominal("10800.00")
    sound()
    assert (town.sums(taken)[0], town.sums(free)[0]) == ("3 600.00", "10 800.00")
    nominal("9600.00")
    sound()
    assert refused(lambda: nominal("7000.00")) == "committed_money"
    assert (town.sums(taken)[0], town.sums(free)[0]) == ("2 400.00", "9 600.00")
    nominal("7200.00")
    sound()
    assert (town.sums(taken)[0], town.sums(free)[0]) == ("0.00", "7 200.00")


def test_w28_a_contract_given_notice_does_not_count_in_its_direction(town: Town):
    group, on = town.group(), date(2022, 1, 9)
    limiting.set_limit(town.plan, direction("technical"), 2, by=town.payer, on=on)
    first, second, third = (town.certificate() for _ in range(3))
    town.apply(first, group)
    active = town.sign(town.apply(second, group))

    def ask() -> Contract:
        return town.apply(third, group, starts_on=date(2022, 1, 21), on=date(2022, 1, 20))

    assert refused(ask) == "direction_limit"
    town.terminate(active, date(2022, 1, 20))
    assert ask().status == "requested"
    town.turn("2022-02")
    limit = DirectionLimit.objects.get(plan=town.plan)
    # the 1st closed the one and refused the two nobody answered; each is counted out once
    assert limit.taken == 0


def test_a_direction_with_a_limit_of_nothing_is_not_paid(town: Town):
    limiting.set_limit(town.plan, direction("arts"), 0, by=town.payer, on=date(2022, 1, 9))

    assert (
        refused(lambda: town.apply(town.certificate(), town.group(code="arts")))
        == "direction_limit"
    )


def test_w29_a_second_calculation_of_the_same_money_is_refused(town: Town):
    certificate = town.certificate()
    town.apply(certificate, town.group())
    shown = parse("2400.00")
    town.apply(certificate, town.group("2400.00", "2400.00"), expected=shown)

    code = refused(
        lambda: town.apply(certificate, town.group("2400.00", "2400.00"), expected=shown)
    )

    assert code in {"sum_changed", "no_money"}
    assert town.sums(certificate) == ("0.00", "9 600.00", "0.00")


def test_w29_less_than_a_ruble_is_no_money(town: Town):
    """R6.06: 0.99 left is nothing to apply with, 1.00 is."""
    planning.set_nominal(town.terms, parse("7200.99"), by=town.payer, on=date(2022, 1, 3))
    certificate = town.certificate()
    town.apply(certificate, town.group())
    assert refused(lambda: town.apply(certificate, town.group())) == "no_money"
    planning.set_nominal(town.terms, parse("7201.00"), by=town.payer, on=date(2022, 1, 9))
    assert town.apply(certificate, town.group()).certificate_part == 100


def test_one_place_has_one_winner(town: Town):
    group = town.group(capacity=1)
    late = town.certificate()
    town.apply(town.certificate(), group)

    assert refused(lambda: town.apply(late, group)) == "group_full"
    assert town.sums(late) == ("9 600.00", "0.00", "0.00")


def test_w36_freezing_refuses_the_application_and_remembers_the_money(town: Town):
    certificate = town.certificate()
    contract = town.apply(certificate, town.group("3000.00", "3000.00"))
    assert town.sums(certificate) == ("6 600.00", "3 000.00", "0.00")

    freezing.suspend(certificate, "moved", by=town.payer, on=date(2022, 1, 20))
    sound()

    assert status_of(contract) == "refused"
    certificate.refresh_from_db()
    assert certificate.status == "suspended"
    assert certificate.available_when_suspended == 960_000
    balance = ledger.balance_of(certificate, date(2022, 1, 20))
    assert (balance.nominal, balance.available) == (0, 0)
    assert (
        refused(lambda: freezing.resume(certificate, by=town.payer, on=date(2022, 3, 1)))
        == "frozen_this_period"
    )


def test_w36_a_child_who_studies_is_frozen_only_after_notice(town: Town, w01: Contract):
    certificate = w01.certificate
    certificate.refresh_from_db()

    def freeze(on: date) -> object:
        return freezing.suspend(certificate, "moved", by=town.payer, on=on)

    assert refused(lambda: freeze(date(2022, 1, 20))) == "active_contract"
    town.terminate(w01, date(2022, 1, 20))
    freeze(date(2022, 1, 21))
    sound()

    # January stays the provider's, the rest is the plan's again
    assert town.sums(certificate) == ("0.00", "0.00", "1 115.52")
    town.turn("2022-02")
    assert status_of(w01) == "closed"


def test_w38_the_payers_direction_ends_the_month_as_the_parents_notice(town: Town, w01: Contract):
    town.turn("2022-02", "2022-03")

    ended = town.terminate(w01, date(2022, 3, 10), Contract.Party.PAYER)

    assert (ended.ended_by, ended.ends_on) == ("payer", date(2022, 3, 31))
    assert town.sums(w01.certificate) == ("5 442.24", "0.00", "4 157.76")


def test_contracting_ends_at_the_period_end(town: Town):
    """R6.15: a group that goes on in the next year is paid to the last day of this one."""
    certificate = town.certificate()
    lessons = town.group(starts_on=date(2022, 9, 1), ends_on=date(2023, 5, 31))

    contract = town.apply(certificate, lessons, starts_on=date(2022, 9, 1), on=date(2022, 8, 25))

    # 122 of 273 days, rounded up
    assert contract.ends_on == YEAR_END
    assert rubles(contract.total) == "3 217.59"
