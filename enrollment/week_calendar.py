"""The family's week for the calendar of a phone: a private address, and the file it gives.

Whoever knows the address reads the file, so it says as little as it can: a child's first name, the
short name of the program, where and when. A new address puts an end to the old one.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.models import WeekAddress
from enrollment.timetabling import Place
from programs.models import Slot
from reference.models import Holiday
from users import audit
from users.models import User

if TYPE_CHECKING:
    from icalendar import Calendar

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
    """The studied places as weekly events (RFC 5545), without the holidays of the register."""
    from icalendar import Calendar  # its time zones take a moment to load: not for every process

    calendar = Calendar()
    calendar.add("prodid", "-//Navigator//Week//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Children’s lessons"))
    calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    holidays = set(Holiday.objects.values_list("day", flat=True))
    for place in places:
        if place.is_studied:
            for slot in place.group.slots.all():
                _add_event(calendar, place, slot, holidays, at=at)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _add_event(
    calendar: Calendar, place: Place, slot: Slot, holidays: Collection[date], *, at: datetime
) -> None:
    """A line of the timetable, every week from the first lesson of the child to the last."""
    from icalendar import Event

    days = lesson_days(place, slot)
    if not days:
        return
    zone = ZoneInfo(place.group.program.provider.municipality.time_zone)

    def moment(day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=zone)

    event = Event()
    event.add("uid", f"{place.key}-{slot.pk}@navigator")
    event.add("dtstamp", at.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", moment(days[0], slot.starts_at))
    event.add("dtend", moment(days[0], slot.ends_at))
    # where the start has a zone, the end of the rule is told in UTC
    until = moment(days[-1], slot.starts_at).astimezone(ZoneInfo("UTC"))
    event.add("rrule", {"freq": "weekly", "until": until})
    if off := [moment(day, slot.starts_at) for day in days if day in holidays]:
        event.add("exdate", off)
    event.add("summary", f"{place.child.first_name}: {place.group.program.short_name}")
    if place.group.venue is not None:
        event.add("location", _where(place))
    calendar.add_component(event)


def lesson_days(place: Place, slot: Slot) -> list[date]:
    """The days of a line of the timetable while the child is in the group, holidays among them."""
    first = place.starts_on + timedelta(days=(slot.weekday - place.starts_on.isoweekday()) % 7)
    weeks = (place.ends_on - first).days // 7
    return [first + timedelta(weeks=number) for number in range(weeks + 1)]


def _where(place: Place) -> str:
    return ", ".join(part for part in (str(place.group.venue), place.group.room) if part)
