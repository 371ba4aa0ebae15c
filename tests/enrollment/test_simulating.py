"""Several places thought of together, for one child or for several."""

from datetime import date

import pytest

from enrollment import simulating
from enrollment.models import Contract
from enrollment.simulating import Choice
from reference.money import parse
from tests.enrollment.town import make_town

ON = date(2022, 1, 9)


@pytest.fixture
def town(db):
    return make_town()


def codes(line) -> list[str]:
    return [obstacle.code for obstacle in line.obstacles]


def test_the_second_program_has_what_the_first_has_left(town):
    masha = town.certificate()
    choices = [Choice(masha, town.group()), Choice(masha, town.group())]

    [purse] = simulating.simulate(choices, on=ON)

    first, second = purse.lines
    assert (first.paid, first.own, first.left) == (parse("7200.00"), 0, parse("2400.00"))
    assert (second.paid, second.own, second.left) == (parse("2400.00"), parse("4800.00"), 0)
    assert (purse.needed, purse.paid, purse.own) == (
        parse("14400.00"),
        parse("9600.00"),
        parse("4800.00"),
    )


def test_the_third_has_no_money_and_says_so(town):
    masha = town.certificate()
    choices = [Choice(masha, town.group()) for _each in range(3)]

    [purse] = simulating.simulate(choices, on=ON)

    assert codes(purse.lines[2]) == ["no_money"]
    assert (purse.lines[2].needed, purse.paid) == (0, parse("9600.00"))


def test_a_place_that_cannot_be_had_takes_nothing_from_the_next(town):
    masha, full = town.certificate(), town.group(capacity=1)
    town.apply(town.certificate(), full)
    full.refresh_from_db()

    [purse] = simulating.simulate([Choice(masha, full), Choice(masha, town.group())], on=ON)

    assert codes(purse.lines[0]) == ["group_full"]
    assert purse.lines[1].left == parse("2400.00")


def test_every_child_has_its_own_purse(town):
    masha, petya = town.certificate(), town.certificate()
    group = town.group()

    purses = simulating.simulate([Choice(masha, group), Choice(petya, group)], on=ON)

    assert [purse.paid for purse in purses] == [parse("7200.00"), parse("7200.00")]


def test_two_children_do_not_fit_into_the_last_seat(town):
    group = town.group(capacity=1)

    purses = simulating.simulate(
        [Choice(town.certificate(), group), Choice(town.certificate(), group)], on=ON
    )

    assert codes(purses[0].lines[0]) == []
    assert codes(purses[1].lines[0]) == ["group_full"]


def test_a_module_is_not_chosen_twice_for_a_child(town):
    masha, group = town.certificate(), town.group()

    [purse] = simulating.simulate([Choice(masha, group), Choice(masha, group)], on=ON)

    assert "chosen_twice" in codes(purse.lines[1])


def test_the_simulator_says_what_the_application_will_write(town):
    masha, first, second = town.certificate(), town.group(), town.group()
    [purse] = simulating.simulate([Choice(masha, first), Choice(masha, second)], on=ON)

    contracts = [town.apply(masha, group) for group in (first, second)]

    assert [line.paid for line in purse.lines] == [each.certificate_part for each in contracts]
    assert [line.own for line in purse.lines] == [each.parent_part for each in contracts]


def test_looking_holds_nothing(town):
    simulating.simulate([Choice(town.certificate(), town.group())], on=ON)

    assert not Contract.objects.exists()
