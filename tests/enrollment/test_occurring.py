"""Which lessons fall on which day: the timetable, changed by the journal."""

from datetime import date, datetime, time

import pytest

from enrollment import access, occurring, timetabling
from enrollment.models import Absence, BudgetPlace
from enrollment.occurring import State
from reference.models import Holiday
from tests.factories.enrollment import AbsenceFactory, BudgetPlaceFactory, LessonFactory
from tests.factories.programs import GroupFactory, SlotFactory

MONDAY, SUNDAY = date(2026, 9, 14), date(2026, 9, 20)
TUESDAY = date(2026, 9, 15)


@pytest.fixture
def place(certificate) -> BudgetPlace:
    """Tuesdays from 15:00 to 16:30."""
    group = GroupFactory()
    SlotFactory(group=group)
    return BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE
    )


def places(user, on):
    return timetabling.places_of(access.family_contracts(user), access.family_places(user), on=on)


def lessons(user, on, since=MONDAY, until=SUNDAY):
    found = occurring.lessons_between(places(user, on), since, until)
    return [(one.day, one.starts_at, one.state) for one in found]


def cancel(place, day=TUESDAY, **changes):
    return LessonFactory(
        group=place.group, day=day, starts_at=time(15), status="cancelled", **changes
    )


def test_without_a_journal_the_timetable_is_the_week(place, parent, on):
    assert lessons(parent, on) == [(TUESDAY, time(15), State.ON)]


def test_a_lesson_of_the_journal_is_not_told_twice(place, parent, on):
    LessonFactory(group=place.group, day=TUESDAY, starts_at=time(15))

    assert lessons(parent, on) == [(TUESDAY, time(15), State.ON)]


def test_a_cancelled_lesson_stays_in_the_week_as_cancelled(place, parent, on):
    cancel(place)

    assert lessons(parent, on) == [(TUESDAY, time(15), State.CANCELLED)]


def test_a_moved_lesson_stands_on_both_its_days(place, parent, on):
    cancel(place, made_up_on=date(2026, 9, 17))

    found = occurring.lessons_between(places(parent, on), MONDAY, SUNDAY)

    assert [(one.day, one.state, one.other_day) for one in found] == [
        (TUESDAY, State.MOVED, date(2026, 9, 17)),
        (date(2026, 9, 17), State.MADE_UP, TUESDAY),
    ]
    assert [one.takes_place for one in found] == [False, True]
    assert {one.ends_at for one in found} == {time(16, 30)}


def test_a_lesson_made_up_in_another_week_is_found_there(place, parent, on):
    cancel(place, made_up_on=date(2026, 9, 24))

    later = lessons(parent, on, date(2026, 9, 21), date(2026, 9, 27))

    assert (date(2026, 9, 24), time(15), State.MADE_UP) in later


def test_an_added_lesson_lasts_as_long_as_the_others(place, parent, on):
    LessonFactory(group=place.group, day=date(2026, 9, 19), starts_at=time(10))

    added = occurring.lessons_between(places(parent, on), MONDAY, SUNDAY)[-1]

    assert (added.state, added.ends_at) == (State.ADDED, time(11, 30))


def test_a_lesson_never_ends_after_midnight(place, parent, on):
    LessonFactory(group=place.group, day=date(2026, 9, 19), starts_at=time(23, 30))

    assert occurring.lessons_between(places(parent, on), MONDAY, SUNDAY)[-1].ends_at == time.max


def test_a_holiday_has_no_lessons_unless_the_journal_says_so(place, parent, on):
    Holiday.objects.create(day=TUESDAY, name="День города")
    assert lessons(parent, on) == []

    LessonFactory(group=place.group, day=TUESDAY, starts_at=time(15))
    assert lessons(parent, on) == [(TUESDAY, time(15), State.ON)]


def test_only_days_while_the_child_is_in_the_group(place, parent, on):
    BudgetPlace.objects.update(starts_on=date(2026, 9, 16))
    cancel(place, made_up_on=date(2026, 9, 18))

    assert lessons(parent, on) == []


def test_cancelled_lessons_clash_with_nothing(place, certificate, parent, on):
    other = GroupFactory()
    SlotFactory(group=other, starts_at=time(16), ends_at=time(17))
    BudgetPlaceFactory(certificate=certificate, group=other, status=BudgetPlace.Status.ACTIVE)
    week = occurring.lessons_between(places(parent, on), MONDAY, SUNDAY)
    assert len(occurring.clashes_of(week)) == 2

    cancel(place)

    week = occurring.lessons_between(places(parent, on), MONDAY, SUNDAY)
    assert occurring.clashes_of(week) == {}


def test_a_lesson_the_child_does_not_come_to_clashes_with_nothing(place, certificate, parent, on):
    other = GroupFactory()
    SlotFactory(group=other)
    BudgetPlaceFactory(certificate=certificate, group=other, status=BudgetPlace.Status.ACTIVE)
    AbsenceFactory(certificate=certificate, group=other, day=TUESDAY)

    week = occurring.lessons_between(places(parent, on), MONDAY, SUNDAY)

    assert occurring.clashes_of(week) == {}


def test_a_made_up_lesson_clashes_on_its_new_day(place, certificate, parent, on):
    other = GroupFactory()
    SlotFactory(group=other, weekday=4, starts_at=time(15), ends_at=time(16))
    BudgetPlaceFactory(certificate=certificate, group=other, status=BudgetPlace.Status.ACTIVE)
    cancel(place, made_up_on=date(2026, 9, 17))

    days = occurring.week_of(places(parent, on), monday=MONDAY, today=on)

    assert [bool(entry.clashes) for day in days for entry in day.entries] == [False, True, True]


def test_a_week_marks_today_and_names_holidays(place, parent, on):
    Holiday.objects.create(day=date(2026, 9, 16), name="День города")

    days = occurring.week_of(places(parent, on), monday=MONDAY, today=TUESDAY)

    assert [day.is_today for day in days] == [False, True, False, False, False]
    assert days[2].holiday == "День города"


def test_the_next_lesson_has_not_ended_yet(place, parent, on):
    def after(*moment):
        found = occurring.next_lesson(places(parent, on), at=datetime(2026, 9, *moment))
        return found and found.day

    assert after(15, 16, 0) == TUESDAY
    assert after(15, 16, 30) == date(2026, 9, 22)
    cancel(place, date(2026, 9, 22))
    assert after(15, 16, 30) == date(2026, 9, 29)


def test_a_lesson_the_child_will_miss_is_not_the_next_one(place, parent, on):
    Absence.objects.create(
        certificate=place.certificate, group=place.group, day=TUESDAY, told_by=parent
    )

    found = occurring.next_lesson(places(parent, on), at=datetime(2026, 9, 14, 9))

    assert found is not None
    assert found.day == date(2026, 9, 22)


def test_what_is_only_applied_for_has_no_next_lesson(place, parent, on):
    BudgetPlace.objects.update(status=BudgetPlace.Status.NEW)

    assert occurring.next_lesson(places(parent, on), at=datetime(2026, 9, 14, 9)) is None


def test_a_week_asks_the_same_for_many_groups(
    place, certificate, parent, on, django_assert_num_queries
):
    for weekday in (1, 3, 4):
        group = GroupFactory()
        SlotFactory(group=group, weekday=weekday)
        BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)
    mine = places(parent, on)

    with django_assert_num_queries(3):  # holidays, journals, absences
        occurring.week_of(mine, monday=MONDAY, today=on)
