"""The family's week for the calendar of a phone: its private address, and what the file says."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from enrollment import access, timetabling, week_calendar
from enrollment.models import BudgetPlace, WeekAddress
from reference.models import Holiday
from tests.factories.enrollment import BudgetPlaceFactory, LessonFactory
from tests.factories.programs import GroupFactory, SlotFactory
from users import audit

AT = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def place(certificate) -> BudgetPlace:
    """A child learns on Tuesdays from 15:00 until the end of September."""
    group = GroupFactory(ends_on=date(2026, 10, 3), room="зал 2")
    SlotFactory(group=group)
    return BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE
    )


def written(user, on) -> bytes:
    return week_calendar.calendar_of(
        timetabling.places_of(access.family_contracts(user), access.family_places(user), on=on),
        at=AT,
    )


def event_of(user, on):
    (event,) = Calendar.from_ical(written(user, on)).walk("VEVENT")
    return event


def test_a_lesson_repeats_weekly_to_its_last_day(place, parent, on):
    event = event_of(parent, on)

    assert event["dtstart"].dt.replace(tzinfo=None) == datetime(2026, 9, 1, 15, 0)
    assert event["dtend"].dt.replace(tzinfo=None) == datetime(2026, 9, 1, 16, 30)
    assert event["rrule"]["FREQ"] == ["WEEKLY"]
    # 15:00 in Moscow
    assert event["rrule"]["UNTIL"] == [datetime(2026, 9, 29, 12, 0, tzinfo=UTC)]
    assert event["location"] == f"{place.group.venue}, зал 2"
    assert "exdate" not in event


def test_a_child_who_comes_later_begins_with_the_next_lesson(place, parent, on):
    BudgetPlace.objects.update(starts_on=date(2026, 9, 9))

    assert event_of(parent, on)["dtstart"].dt.date() == date(2026, 9, 15)


def test_a_line_without_a_single_day_is_left_out(place, parent, on):
    BudgetPlace.objects.update(starts_on=date(2026, 9, 30))

    assert Calendar.from_ical(written(parent, on)).walk("VEVENT") == []


def test_holidays_are_left_out(place, parent, on):
    Holiday.objects.create(day=date(2026, 9, 15), name="День города")
    Holiday.objects.create(day=date(2026, 9, 16), name="Среда")

    (off,) = event_of(parent, on)["exdate"].dts

    assert off.dt.replace(tzinfo=None) == datetime(2026, 9, 15, 15, 0)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Moscow", 12), ("Asia/Vladivostok", 5), ("Europe/Kaliningrad", 13)]
)
def test_the_hour_is_that_of_the_place(place, parent, on, zone, hour):
    municipality = place.group.program.provider.municipality
    municipality.time_zone = zone
    municipality.save()

    assert event_of(parent, on)["dtstart"].dt.astimezone(UTC).hour == hour
    (described,) = Calendar.from_ical(written(parent, on)).walk("VTIMEZONE")
    assert described["tzid"] == zone


def test_the_file_says_the_first_name_and_nothing_more_of_the_child(place, parent, on):
    text = written(parent, on).replace(b"\r\n ", b"").decode()
    child = place.certificate.child

    assert f"SUMMARY:{child.first_name}: {place.group.program.short_name}" in text
    for secret in (child.last_name, place.certificate.number, parent.last_name, parent.email):
        assert secret not in text
    assert f"{child.birth_date:%Y%m%d}" not in text


def test_names_of_any_letters_keep_to_the_form(place, parent, on):
    """Commas, semicolons, line ends and long Russian words are escaped and folded (RFC 5545)."""
    program = place.group.program
    program.short_name = "Лего; роботы, \\ «дроны»\nBEGIN:VEVENT 👩‍👧 " + "ы" * 60
    program.save()

    text = written(parent, on)

    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert text.count(b"\r\nBEGIN:VEVENT") == 1
    assert str(event_of(parent, on)["summary"]).endswith(program.short_name)


def test_what_is_only_applied_for_is_not_in_the_file(place, parent, on):
    BudgetPlace.objects.update(status=BudgetPlace.Status.NEW)

    assert b"VEVENT" not in written(parent, on)


def test_the_same_lesson_keeps_its_key(place, parent, on):
    assert event_of(parent, on)["uid"] == event_of(parent, on + timedelta(days=1))["uid"]


def test_lessons_at_the_edge_of_a_day(place, parent, on):
    place.group.slots.update(starts_at=time(0, 0), ends_at=time(0, 45))

    assert event_of(parent, on)["rrule"]["UNTIL"] == [datetime(2026, 9, 28, 21, 0, tzinfo=UTC)]


def test_a_new_address_puts_an_end_to_the_old(parent):
    old = week_calendar.renew_address(parent, by=parent, at=AT).token
    new = week_calendar.renew_address(parent, by=parent, at=AT).token

    assert week_calendar.find_address(old) is None
    assert week_calendar.find_address(new) == WeekAddress.objects.get()
    assert len(new) == 43
    assert [event.action for event in audit.history_of(parent)] == ["week.address_renewed"] * 2
    assert new not in str([event.details for event in audit.history_of(parent)])


def test_a_removed_address_opens_nothing(parent):
    token = week_calendar.renew_address(parent, by=parent, at=AT).token

    week_calendar.remove_address(parent, by=parent)
    week_calendar.remove_address(parent, by=parent)

    assert week_calendar.find_address(token) is None
    assert audit.history_of(parent).count() == 2


def test_the_address_of_someone_shut_out_opens_nothing(parent):
    token = week_calendar.renew_address(parent, by=parent, at=AT).token
    parent.is_active = False
    parent.save()

    assert week_calendar.find_address(token) is None


# what the journal has changed


def note(place, day, starts_at=time(15), **changes):
    return LessonFactory(group=place.group, day=day, starts_at=starts_at, **changes)


def test_a_cancelled_lesson_is_left_out(place, parent, on):
    note(place, date(2026, 9, 15), status="cancelled")

    (off,) = event_of(parent, on)["exdate"].dts

    assert off.dt.date() == date(2026, 9, 15)


def test_a_moved_lesson_stands_on_its_new_day(place, parent, on):
    note(place, date(2026, 9, 15), status="cancelled", made_up_on=date(2026, 9, 17))

    weekly, moved = Calendar.from_ical(written(parent, on)).walk("VEVENT")

    assert weekly["exdate"].dts[0].dt.date() == date(2026, 9, 15)
    assert moved["dtstart"].dt.replace(tzinfo=None) == datetime(2026, 9, 17, 15, 0)
    assert moved["dtend"].dt.replace(tzinfo=None) == datetime(2026, 9, 17, 16, 30)
    assert "rrule" not in moved


def test_an_added_lesson_is_an_event_of_its_own(place, parent, on):
    note(place, date(2026, 9, 19), time(10))

    _weekly, added = Calendar.from_ical(written(parent, on)).walk("VEVENT")

    assert added["dtstart"].dt.replace(tzinfo=None) == datetime(2026, 9, 19, 10, 0)


def test_a_lesson_of_the_journal_on_its_usual_day_changes_nothing(place, parent, on):
    note(place, date(2026, 9, 15))

    assert "exdate" not in event_of(parent, on)


def test_a_holiday_on_which_the_group_is_taught_stays(place, parent, on):
    Holiday.objects.create(day=date(2026, 9, 15), name="День города")
    note(place, date(2026, 9, 15))

    assert "exdate" not in event_of(parent, on)
