"""A child moves to another group of its module (R6.53), not to another module (R6.54)."""

from datetime import date

import pytest

from enrollment import invoicing, moving, prolonging, waiting
from enrollment.models import Contract, MoveRequest, WaitingPlace
from programs import scheduling
from programs.models import Group
from reference.days import Month
from reference.errors import RuleBroken
from tests.enrollment.town import make_town, refused, sound
from tests.factories.enrollment import term_of_offer
from tests.factories.programs import GroupFactory, ModuleFactory, SlotFactory
from users.audit import history_of
from users.models import Notification

ON = date(2022, 2, 15)


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def group(town):
    return town.group()


@pytest.fixture
def target(group):
    """Another group of the module, with two places."""
    return other_group(group)


@pytest.fixture
def contract(town, group):
    contract = town.sign(town.apply(town.certificate(), group))
    town.turn("2022-02")
    contract.refresh_from_db()
    return contract


def other_group(group, **changes):
    fields = {"starts_on": group.starts_on, "ends_on": group.ends_on, "capacity": 2, **changes}
    fields.setdefault("module", group.module)
    other = GroupFactory(**fields)
    SlotFactory(group=other)
    return other


def seats(*groups):
    return [Group.objects.get(pk=group.pk).seats_taken for group in groups]


def move(contract, target, by, on=ON):
    moved = moving.move(contract, target, by=by, on=on)
    sound()
    return moved


def test_the_seat_passes_and_the_money_stays(town, contract, group, target):
    before = (town.sums(contract.certificate), list(contract.instalments.values_list()))

    moved = move(contract, target, town.payer)

    assert (moved.group, seats(group, target)) == (target, [0, 1])
    assert (town.sums(contract.certificate), list(contract.instalments.values_list())) == before
    assert (moved.starts_on, moved.ends_on) == (contract.starts_on, contract.ends_on)
    event = history_of(contract).get(action="contract.moved")
    assert event.details["reason"] == f"{group.name} → {target.name}"
    letter = Notification.objects.get(kind="enrollment.contract_moved")
    assert target.name in letter.body
    assert str(target.slots.get()) in letter.body


def test_the_line_of_the_months_advance_moves_along(town, contract, target):
    february = Month(2022, 2)
    advance = invoicing.advance(town.provider, town.municipality, february, by=town.payer, on=ON)

    move(contract, target, town.payer)
    invoice = invoicing.invoice(
        town.provider, town.municipality, february, by=town.payer, on=date(2022, 3, 2)
    )

    assert advance.lines.get().contract.group == target
    assert invoice.lines.get().contract == contract


def test_the_freed_seat_goes_to_the_line(town, contract, group, target):
    Group.objects.filter(pk=group.pk).update(capacity=1)
    place = waiting.join(town.certificate(), group, by=town.parent, on=ON)

    move(contract, target, town.payer)

    place.refresh_from_db()
    assert place.is_offered


def test_the_seat_kept_for_the_child_is_the_one_it_takes(town, contract, target):
    Group.objects.filter(pk=target.pk).update(capacity=1)
    place = WaitingPlace.objects.create(
        certificate=contract.certificate,
        group=target,
        joined_by=town.parent,
        joined_on=ON,
        **term_of_offer(),
    )
    scheduling.take_seat(target)

    move(contract, target, town.payer)

    place.refresh_from_db()
    assert (place.ending, seats(target)) == ("seated", [1])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"capacity": 1, "seats_taken": 1}, "group_full"),
        ({"status": "archived"}, "group_closed"),
        ({"ends_on": date(2022, 5, 30)}, "dates"),
        ({"starts_on": date(2022, 2, 16)}, "dates"),
    ],
)
def test_a_group_that_does_not_fit_refuses(town, contract, group, changes, code):
    target = other_group(group, **changes)

    obstacle = moving.find_obstacle(contract, target, on=ON)
    assert obstacle is not None
    assert obstacle.code == code
    assert target not in moving.targets(contract, on=ON)
    with pytest.raises(RuleBroken) as refusal:
        moving.move(contract, target, by=town.payer, on=ON)
    assert refusal.value.code == code


def test_a_group_without_a_timetable_refuses(town, contract, target):
    target.slots.all().delete()

    assert refused(lambda: moving.move(contract, target, by=town.payer, on=ON)) == "no_timetable"


def test_another_module_is_another_contract(town, contract, group):
    target = other_group(group, module=ModuleFactory(program=group.program, ordinal=7))

    assert refused(lambda: moving.move(contract, target, by=town.payer, on=ON)) == "other_module"


def test_nobody_moves_to_the_group_where_it_is(town, contract, group):
    assert refused(lambda: moving.move(contract, group, by=town.payer, on=ON)) == "same_group"


def test_only_an_acting_contract_moves(town, group, target):
    contract = town.apply(town.certificate(), group)

    assert refused(lambda: moving.move(contract, target, by=town.payer, on=ON)) == "wrong_status"


def test_the_seat_of_the_next_period_stays_where_it_is(town, group):
    """The continuation in the old group keeps the seat when the first contract moves away."""
    town.plan.settings = {"future_period_contracts_allowed": True}
    town.plan.save()
    town.next_plan()
    long = town.group(starts_on=date(2022, 9, 1), ends_on=date(2023, 5, 31))
    contract = town.apply(
        town.certificate(), long, starts_on=date(2022, 9, 1), on=date(2022, 8, 30)
    )
    town.sign(contract, on=date(2022, 9, 1))
    december = date(2022, 12, 5)
    prolonging.continue_(contract, long, by=town.parent, on=december)
    SlotFactory(group=long)
    target = other_group(long)

    move(contract, target, town.payer, on=december)

    assert seats(long, target) == [1, 1]
    contract.refresh_from_db()
    move(contract, long, town.payer, on=december)
    assert seats(long, target) == [1, 0]


# --- the family asks


def test_a_family_asks_and_the_organisation_moves(town, contract, target):
    request = moving.ask(contract, target, by=town.parent, on=ON)
    assert MoveRequest.objects.open().get() == request

    move(contract, target, town.payer)

    request.refresh_from_db()
    assert (request.status, request.decided_on) == ("granted", ON)


def test_a_family_asks_once_at_a_time(town, contract, target):
    moving.ask(contract, target, by=town.parent, on=ON)

    assert refused(lambda: moving.ask(contract, target, by=town.parent, on=ON)) == "already_asked"


def test_nobody_asks_for_a_full_group(town, contract, group):
    target = other_group(group)
    Group.objects.filter(pk=target.pk).update(capacity=1)
    town.sign(town.apply(town.certificate(), target))
    target.refresh_from_db()

    assert refused(lambda: moving.ask(contract, target, by=town.parent, on=ON)) == "group_full"


def test_the_organisation_says_no_and_why(town, contract, target):
    request = moving.ask(contract, target, by=town.parent, on=ON)

    moving.refuse(request, "Группа старших.", by=town.payer, on=ON)

    assert "Группа старших." in Notification.objects.get(kind="enrollment.move_refused").body
    assert refused(lambda: moving.withdraw(request, by=town.parent, on=ON)) == "wrong_status"


def test_a_family_takes_its_request_back_and_asks_again(town, contract, target):
    moving.withdraw(moving.ask(contract, target, by=town.parent, on=ON), by=town.parent, on=ON)

    assert moving.ask(contract, target, by=town.parent, on=ON).status == "requested"


def test_a_request_of_an_ended_contract_waits_no_more(town, contract, target):
    moving.ask(contract, target, by=town.parent, on=ON)
    town.terminate(contract, ON)

    assert not MoveRequest.objects.open().exists()
    assert Contract.objects.get(pk=contract.pk).group != target
