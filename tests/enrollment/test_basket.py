"""Several places sent by one press: each whole or not at all, at the sums that were shown."""

from datetime import date
from uuid import uuid4

import pytest

from enrollment import basket, checking, enrolling, simulating
from enrollment.basket import Wanted
from enrollment.models import Contract
from enrollment.simulating import Choice
from programs.models import Group
from reference.money import parse
from tests.enrollment.test_races import at_once
from tests.enrollment.town import make_town

ON = date(2022, 1, 9)


@pytest.fixture
def town(db):
    return make_town()


def shown(*choices) -> list[Wanted]:
    """What the simulator shows of the places."""
    return [
        Wanted(
            line.choice,
            line.calculation.starts_on,
            line.calculation.available,
            line.paid,
            line.own,
        )
        for purse in simulating.simulate(choices, on=ON)
        for line in purse.lines
    ]


def send(town, wanted, command=None):
    return basket.send([(each, ON) for each in wanted], command=command or uuid4(), by=town.parent)


def codes(outcomes) -> list[str]:
    return [each.refusal.code if each.refusal else "sent" for each in outcomes]


def test_all_places_of_two_children_are_written_at_the_sums_shown(town):
    masha, petya, first, second = town.certificate(), town.certificate(), town.group(), town.group()
    wanted = shown(Choice(masha, first), Choice(masha, second), Choice(petya, first))

    outcomes = send(town, wanted)

    assert codes(outcomes) == ["sent", "sent", "sent"]
    assert [(each.contract.certificate_part, each.contract.parent_part) for each in outcomes] == [
        (parse("7200.00"), 0),
        (parse("2400.00"), parse("4800.00")),
        (parse("7200.00"), 0),
    ]
    assert checking.differences() == []


def test_a_place_refused_meanwhile_leaves_the_others(town):
    masha, petya, full, free = town.certificate(), town.certificate(), town.group(), town.group()
    wanted = shown(Choice(masha, full), Choice(petya, free))
    Group.objects.filter(pk=full.pk).update(capacity=1, seats_taken=1)

    outcomes = send(town, wanted)

    assert codes(outcomes) == ["group_full", "sent"]
    assert Contract.objects.get() == outcomes[1].contract


def test_where_an_earlier_place_fell_out_the_later_sums_are_confirmed_anew(town):
    masha, full, free = town.certificate(), town.group(), town.group()
    wanted = shown(Choice(masha, full), Choice(masha, free))
    Group.objects.filter(pk=full.pk).update(capacity=1, seats_taken=1)

    assert codes(send(town, wanted)) == ["group_full", "sum_changed"]
    assert not Contract.objects.exists()


def test_a_price_changed_meanwhile_is_not_taken_for_the_shown_one(town):
    masha, group = town.certificate(), town.group()
    wanted = shown(Choice(masha, group))
    group.module.price = group.module.normative_cost = parse("6000.00")
    group.module.save(update_fields=["price", "normative_cost"])

    assert codes(send(town, wanted)) == ["sum_changed"]
    assert not Contract.objects.exists()
    assert checking.differences() == []


def test_a_double_press_is_one_act(town):
    masha, command = town.certificate(), uuid4()
    wanted = shown(Choice(masha, town.group()), Choice(masha, town.group()))

    first, second = send(town, wanted, command), send(town, wanted, command)

    assert [each.contract for each in first] == [each.contract for each in second]
    assert Contract.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("six_directions")
def test_two_presses_at_once_are_one_act():
    town = make_town()
    command, masha = uuid4(), town.certificate()
    wanted = shown(Choice(masha, town.group()), Choice(masha, town.group()))

    ends = at_once(*[lambda: send(town, wanted, command)] * 2)

    assert ends == ["done", "done"]
    assert Contract.objects.count() == 2
    assert checking.differences() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("six_directions")
def test_two_parents_with_the_same_places_the_other_way_round_wait_for_each_other():
    town = make_town()
    first, second = town.group(), town.group()
    masha = shown(*(Choice(town.certificate(), each) for each in (first, second)))
    petya = shown(*(Choice(town.certificate(), each) for each in (second, first)))

    ends = at_once(lambda: send(town, masha), lambda: send(town, petya))

    assert ends == ["done", "done"]
    assert Contract.objects.count() == 4


def test_the_same_place_is_not_applied_for_twice(town):
    masha, group = town.certificate(), town.group()
    wanted = shown(Choice(masha, group))
    enrolling.apply(masha, group, starts_on=date(2022, 1, 10), by=town.parent, on=ON)

    assert codes(send(town, wanted)) == ["already_applied"]
