"""The family's week: what stands in it, and which lessons of one child clash."""

from datetime import date, time

import pytest

from enrollment import access, enrolling, timetabling
from enrollment.models import BudgetPlace, Contract
from programs.models import Slot
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.enrollment import BudgetPlaceFactory
from tests.factories.programs import GroupFactory, SlotFactory

ACTIVE = BudgetPlace.Status.ACTIVE


def place(certificate, *, starts=(15, 0), ends=(16, 30), weekday=2, status=ACTIVE, **dates):
    """A studied place in a group with one lesson a week."""
    group = GroupFactory(**dates)
    SlotFactory(group=group, weekday=weekday, starts_at=time(*starts), ends_at=time(*ends))
    return BudgetPlaceFactory(certificate=certificate, group=group, status=status)


@pytest.fixture
def requested(funded_certificate, group, parent, on) -> Contract:
    return enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on)


def places_of(user, on):
    return timetabling.places_of(access.family_contracts(user), access.family_places(user), on=on)


def week_of(user, on):
    return timetabling.week_of(places_of(user, on))


def clashing(user, on) -> int:
    return sum(bool(entry.clashes) for day in week_of(user, on) for entry in day.entries)


def test_a_week_has_its_working_days_and_the_weekend_days_with_lessons(certificate, parent, on):
    place(certificate, weekday=7)

    days = week_of(parent, on)

    assert [day.weekday for day in days] == [1, 2, 3, 4, 5, 7]
    assert [len(day.entries) for day in days] == [0, 0, 0, 0, 0, 1]


def test_lessons_of_a_day_stand_in_their_order(certificate, parent, on):
    place(certificate, starts=(17, 0), ends=(18, 0))
    place(certificate, starts=(9, 0), ends=(10, 0))

    tuesday = week_of(parent, on)[1]

    assert [entry.lesson.slot.starts_at.hour for entry in tuesday.entries] == [9, 17]


@pytest.mark.parametrize(
    ("starts", "ends", "clashes"),
    [
        ((16, 0), (17, 0), 2),  # overlaps
        ((15, 30), (16, 0), 2),  # inside
        ((16, 30), (17, 30), 0),  # begins as the other ends
        ((13, 0), (15, 0), 0),
    ],
)
def test_lessons_of_one_child_at_one_time_clash(certificate, parent, on, starts, ends, clashes):
    place(certificate)
    place(certificate, starts=starts, ends=ends)

    assert clashing(parent, on) == clashes


def test_other_days_do_not_clash(certificate, parent, on):
    place(certificate)
    place(certificate, weekday=3)

    assert clashing(parent, on) == 0


def test_groups_after_one_another_do_not_clash(certificate, parent, on):
    place(certificate, ends_on=date(2026, 12, 31))
    place(certificate, starts_on=date(2027, 1, 11))

    assert clashing(parent, on) == 0


def test_two_children_may_learn_at_one_time(certificate, municipality, parent, on):
    sister = ChildFactory(municipality=municipality, guardian=parent)
    place(certificate)
    place(CertificateFactory(child=sister, municipality=municipality))

    assert clashing(parent, on) == 0
    assert len(week_of(parent, on)[1].entries) == 2


@pytest.mark.parametrize(
    "status", [BudgetPlace.Status.NEW, BudgetPlace.Status.LEFT, BudgetPlace.Status.REFUSED]
)
def test_a_place_that_is_not_studied_stands_in_no_week(certificate, parent, on, status):
    place(certificate, status=status)

    assert places_of(parent, on) == []


def test_what_is_over_leaves_the_week(certificate, parent):
    place(certificate, ends_on=date(2026, 12, 31))

    assert len(places_of(parent, date(2026, 12, 31))) == 1
    assert places_of(parent, date(2027, 1, 1)) == []


def test_an_application_shows_but_is_not_studied(requested, parent, on):
    (shown,) = places_of(parent, on)

    assert shown.item == requested
    assert not shown.is_studied
    assert shown.starts_on == requested.starts_on


def test_a_refused_contract_leaves_the_week(requested, parent, on):
    Contract.objects.filter(pk=requested.pk).update(status=Contract.Status.WITHDRAWN, decided_on=on)

    assert places_of(parent, on) == []


def test_a_group_without_timetable_is_told(certificate, parent, on):
    BudgetPlaceFactory(certificate=certificate, group=GroupFactory(), status=ACTIVE)

    places = places_of(parent, on)

    assert timetabling.without_timetable(places) == places


def test_a_strangers_children_are_not_in_it(certificate, stranger, on):
    place(certificate)

    assert places_of(stranger, on) == []


def test_slots_are_of_the_group_only(certificate, parent, on):
    place(certificate)
    SlotFactory(weekday=Slot.Weekday.FRIDAY)

    assert sum(len(day.entries) for day in week_of(parent, on)) == 1
