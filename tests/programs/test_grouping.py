from datetime import date, time
from typing import Any

import pytest

from programs import grouping
from programs.grouping import GroupFields, SlotFields
from programs.models import Group, Program
from reference.errors import RuleBroken
from tests.factories.programs import GroupFactory
from tests.factories.providers import MemberFactory, VenueFactory


def fields(**others):
    facts: dict[str, Any] = {
        "name": "LEGO-1",
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 5, 31),
        "capacity": 12,
    }
    return GroupFields(**facts | others)


def slot(weekday, start, end):
    return SlotFields(weekday, time(start), time(end))


TWO_DAYS = [slot(2, 15, 16), slot(4, 15, 16)]


def test_a_group_opens_with_its_timetable(module, teacher, provider_manager, on):
    group = grouping.open_group(module, fields(), TWO_DAYS, [teacher], by=provider_manager, on=on)

    assert group.program == module.program
    assert [line.weekday for line in group.slots.all()] == [2, 4]
    assert list(group.teachers.all()) == [teacher]


@pytest.mark.parametrize(
    ("others", "code", "field"),
    [
        ({"capacity": 16}, "capacity_above_module", "capacity"),
        ({"ends_on": date(2026, 9, 1)}, "dates", "ends_on"),
    ],
)
def test_a_group_fits_its_module(module, provider_manager, on, others, code, field):
    with pytest.raises(RuleBroken) as refusal:
        grouping.open_group(module, fields(**others), TWO_DAYS, by=provider_manager, on=on)

    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Group.objects.exists()


def test_a_venue_and_teachers_are_the_providers_own(module, provider_manager, on):
    for own in (
        {"fields": fields(venue=VenueFactory())},
        {"fields": fields(), "teachers": [MemberFactory()]},
    ):
        with pytest.raises(RuleBroken) as refusal:
            grouping.open_group(module, slots=TWO_DAYS, **own, by=provider_manager, on=on)
        assert refusal.value.code == "not_of_the_provider"


@pytest.mark.parametrize(
    ("slots", "code"),
    [
        ([slot(2, 16, 16)], "slot_times"),
        ([slot(2, 15, 17), slot(2, 16, 18)], "slots_overlap"),
        ([slot(2, 16, 18), slot(4, 10, 11), slot(2, 15, 17)], "slots_overlap"),
    ],
)
def test_a_timetable_does_not_overlap_itself(slots, code):
    with pytest.raises(RuleBroken) as refusal:
        grouping.check_timetable(slots)

    assert refusal.value.code == code


def test_lessons_may_follow_one_another():
    grouping.check_timetable([slot(2, 15, 16), slot(2, 16, 17), slot(3, 15, 17)])


def test_a_module_that_is_open_takes_no_group_without_a_timetable(module, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        grouping.open_group(module, fields(), by=provider_manager, on=on)

    assert refusal.value.code == "no_timetable"


def test_revising_writes_the_timetable_anew(group, provider_manager, on):
    grouping.revise_group(group, fields(name="LEGO-2"), TWO_DAYS, by=provider_manager, on=on)
    grouping.revise_group(
        group, fields(name="LEGO-2"), [slot(6, 10, 12)], by=provider_manager, on=on
    )

    group.refresh_from_db()
    assert group.name == "LEGO-2"
    assert [line.weekday for line in group.slots.all()] == [6]


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ({"capacity": 2}, "capacity_below_taken"),
        ({"starts_on": date(2026, 9, 2)}, "seats_taken"),
        ({"ends_on": date(2027, 5, 30)}, "seats_taken"),
    ],
)
def test_children_keep_the_dates_and_their_places(group, provider_manager, on, others, code):
    Group.objects.update(seats_taken=3)
    with pytest.raises(RuleBroken) as refusal:
        grouping.revise_group(group, fields(**others), TWO_DAYS, by=provider_manager, on=on)

    assert refusal.value.code == code


def test_the_timetable_may_change_while_children_have_places(group, provider_manager, on):
    Group.objects.update(seats_taken=3)
    grouping.revise_group(group, fields(), TWO_DAYS, by=provider_manager, on=on)

    group.refresh_from_db()
    assert (group.slots.count(), group.seats_taken) == (2, 3)


def test_a_card_being_checked_takes_no_groups(module, provider_manager, on):
    Program.objects.update(status=Program.Status.IN_REVIEW)
    with pytest.raises(RuleBroken) as refusal:
        grouping.open_group(module, fields(), TWO_DAYS, by=provider_manager, on=on)

    assert refusal.value.code == "card_locked"


def test_an_empty_group_goes_into_the_archive(group, provider_manager, on):
    grouping.archive_group(group, by=provider_manager, on=on)
    with pytest.raises(RuleBroken) as refusal:
        grouping.revise_group(group, fields(), TWO_DAYS, by=provider_manager, on=on)

    assert refusal.value.code == "group_archived"


def test_a_group_with_children_is_not_archived(module, provider_manager, on):
    group = GroupFactory(module=module, seats_taken=1)
    with pytest.raises(RuleBroken) as refusal:
        grouping.archive_group(group, by=provider_manager, on=on)

    assert refusal.value.code == "seats_taken"
