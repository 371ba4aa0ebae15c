"""The family's week for the calendar of a phone: a private address, and the file it gives.

Whoever knows the address reads the file, so it says as little as it can: a child's first name, the
short name of the program, where and when. A new address puts an end to the old one.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from enrollment import occurring
from enrollment.models import Lesson, WeekAddress
from enrollment.timetabling import Place
from programs.models import Slot
from reference.models import Holiday
from users import audit
from users.models import User

if TYPE_CHECKING:
    from icalendar import Calendar, Event

SECRET_BYTES = 32
READ_AGAIN_AFTER = timedelta(hours=12)


@transaction.atomic
def renew_address(user: User, *, by: User, at: datetime) -> WeekAddress:
    """Make the address of the person's week, or a new one: the old one stops working."""
    address, _is_first = WeekAddress.objects.update_or_create(
        user=user,
        defaults={"token": secrets.token_urlsafe(SECRET_BYTES), "renewed_at": at},
    )
    audit.record(by, "week.address_renewed", user)
    return address


@transaction.atomic
def remove_address(user: User, *, by: User) -> None:
    """Put an end to the address; nothing happens where there is none."""
    removed, _kinds = WeekAddress.objects.filter(user=user).delete()
    if removed:
        audit.record(by, "week.address_removed", user)


def find_address(token: str) -> WeekAddress | None:
    """The address with this secret, of somebody who may still come in."""
    return (
        WeekAddress.objects.filter(token=token, user__is_active=True)
        .select_related("user__municipality")
        .first()
    )


def calendar_of(places: Iterable[Place], *, at: datetime) -> bytes:
    """The studied places as weekly events (RFC 5545), as their journals have changed them.

    Holidays and cancelled lessons are left out; what is made up or added is an event of its own.
    """
    from icalendar import Calendar  # its time zones take a moment to load: not for every process

    calendar = Calendar()
    calendar.add("prodid", "-//Navigator//Week//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Children’s lessons"))
    calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    holidays = set(Holiday.objects.values_list("day", flat=True))
    studied = [place for place in places if place.is_studied]
    journals = _journals_of(studied)
    for place in studied:
        journal = journals.get(place.group.pk, ())
        for slot in place.group.slots.all():
            _add_weekly(calendar, place, slot, _days_off(slot, journal, holidays), at=at)
        _add_changed(calendar, place, journal, at=at)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _journals_of(places: Sequence[Place]) -> dict[int, list[Lesson]]:
    if not places:
        return {}
    return occurring.journals_of(
        {place.group.pk for place in places},
        min(place.starts_on for place in places),
        max(place.ends_on for place in places),
    )


def _days_off(slot: Slot, journal: Iterable[Lesson], holidays: set[date]) -> set[date]:
    """When the line of the timetable is not taught: holidays and what the journal cancelled."""
    lessons = [each for each in journal if each.starts_at == slot.starts_at]
    cancelled = {each.day for each in lessons if each.status == Lesson.Status.CANCELLED}
    given = {each.day for each in lessons} - cancelled
    return (holidays - given) | cancelled


def _add_weekly(
    calendar: Calendar, place: Place, slot: Slot, days_off: Collection[date], *, at: datetime
) -> None:
    """A line of the timetable, every week from the first lesson of the child to the last."""
    days = lesson_days(place, slot)
    if not days:
        return
    event = _event(place, f"{place.key}-{slot.pk}", days[0], slot.starts_at, slot.ends_at, at=at)
    # where the start has a zone, the end of the rule is told in UTC
    until = _moment(place, days[-1], slot.starts_at).astimezone(ZoneInfo("UTC"))
    event.add("rrule", {"freq": "weekly", "until": until})
    if off := [_moment(place, day, slot.starts_at) for day in days if day in days_off]:
        event.add("exdate", off)
    calendar.add_component(event)


def _add_changed(
    calendar: Calendar, place: Place, journal: Iterable[Lesson], *, at: datetime
) -> None:
    """Lessons made up on another day, and those beyond the timetable."""
    usual = {(slot.weekday, slot.starts_at) for slot in place.group.slots.all()}
    for lesson in journal:
        day = lesson.took_place_on
        is_usual = (lesson.day.isoweekday(), lesson.starts_at) in usual and day == lesson.day
        if day is None or is_usual or not place.starts_on <= lesson.day <= place.ends_on:
            continue
        ends_at = occurring.end_of(place.group, lesson.starts_at)
        key = f"{place.key}-lesson-{lesson.pk}"
        calendar.add_component(_event(place, key, day, lesson.starts_at, ends_at, at=at))


def _event(
    place: Place, key: str, day: date, starts_at: time, ends_at: time, *, at: datetime
) -> Event:
    """An event of one day: whose lesson it is, from when to when, where."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{key}@navigator")
    event.add("dtstamp", at.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", _moment(place, day, starts_at))
    event.add("dtend", _moment(place, day, ends_at))
    event.add("summary", f"{place.child.first_name}: {place.group.program.short_name}")
    if place.group.venue is not None:
        event.add("location", _where(place))
    return event


def _moment(place: Place, day: date, hour: time) -> datetime:
    """The hour at the place where the lesson is given."""
    zone = ZoneInfo(place.group.program.provider.municipality.time_zone)
    return datetime.combine(day, hour, tzinfo=zone)


def lesson_days(place: Place, slot: Slot) -> list[date]:
    """The days of a line of the timetable while the child is in the group, holidays among them."""
    first = place.starts_on + timedelta(days=(slot.weekday - place.starts_on.isoweekday()) % 7)
    weeks = (place.ends_on - first).days // 7
    return [first + timedelta(weeks=number) for number in range(weeks + 1)]


def _where(place: Place) -> str:
    return ", ".join(part for part in (str(place.group.venue), place.group.room) if part)
