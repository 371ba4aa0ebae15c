"""How like one group is to another for a child, in points to order by and in words to read."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Group, Slot
from providers.models import Venue

KILOMETRES = 6371.0  # the radius of the earth
NEAR = 3.0  # kilometres on foot or one bus stop away


def points(wanted: Group, other: Group, settlement: str) -> int:
    """What counts for a family: first what is taught, then where, then on which days."""
    one, two = wanted.program, other.program
    return (
        8 * (one.pk == two.pk)
        + 6 * bool(one.activity_id and one.activity_id == two.activity_id)
        + 4 * (one.direction_id == two.direction_id)
        + 3 * _is_near(wanted.venue, other.venue, settlement)
        + 2 * _has_same_days(wanted, other)
    )


def words(wanted: Group, other: Group, settlement: str) -> tuple[str, ...]:
    """What the two have in common and where they differ, the most telling first."""
    return tuple(
        each
        for each in (
            _taught(wanted, other),
            _place(wanted, other, settlement),
            _days(wanted, other),
        )
        if each
    )


def distance(one: Venue | None, two: Venue | None) -> float | None:
    """Kilometres between two places as the crow flies; None where one of them has no point."""
    if one is None or two is None:
        return None
    if None in (one.latitude, one.longitude, two.latitude, two.longitude):
        return None
    north, east = radians(one.latitude or 0), radians(one.longitude or 0)
    to_north, to_east = radians(two.latitude or 0), radians(two.longitude or 0)
    chord = (
        sin((to_north - north) / 2) ** 2
        + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    )
    return 2 * KILOMETRES * asin(sqrt(chord))


def clash(one: Slot, two: Slot) -> bool:
    """Whether two lines of a timetable need the child at once."""
    return (
        one.weekday == two.weekday and one.starts_at < two.ends_at and two.starts_at < one.ends_at
    )


def _taught(wanted: Group, other: Group) -> str:
    one, two = wanted.program, other.program
    if one.pk == two.pk:
        return _("another group of the same program")
    if one.activity_id and one.activity_id == two.activity_id:
        return _("the same activity: %(name)s") % {"name": str(two.activity).lower()}
    if one.direction_id == two.direction_id:
        return _("the same direction: %(name)s") % {"name": str(two.direction).lower()}
    return _("another direction: %(name)s") % {"name": str(two.direction).lower()}


def _place(wanted: Group, other: Group, settlement: str) -> str:
    here = other.venue
    if here is None:
        return ""
    if wanted.venue is not None and wanted.venue.pk == here.pk:
        return _("at the same address")
    far = distance(wanted.venue, here)
    if far is not None:
        return _("%(far)s km from the group you chose") % {"far": f"{far:.1f}".replace(".", ",")}
    if settlement and here.settlement == settlement:
        return _("where you live: %(place)s") % {"place": here.settlement}
    return here.settlement


def _days(wanted: Group, other: Group) -> str:
    days = _weekdays(other)
    if not days:
        return _("the organisation has not set the timetable yet")
    names = ", ".join(str(Slot.Weekday(day).label).lower() for day in sorted(days))
    if days == _weekdays(wanted):
        return ngettext("the same day: %(days)s", "the same days: %(days)s", len(days)) % {
            "days": names
        }
    return ngettext(
        "the child is free on this day: %(days)s",
        "the child is free on these days: %(days)s",
        len(days),
    ) % {"days": names}


def _is_near(wanted: Venue | None, other: Venue | None, settlement: str) -> bool:
    if other is None:
        return False
    far = distance(wanted, other)
    if far is not None:
        return far <= NEAR
    return other.settlement == (wanted.settlement if wanted else settlement)


def _has_same_days(wanted: Group, other: Group) -> bool:
    days = _weekdays(other)
    return bool(days) and days == _weekdays(wanted)


def _weekdays(group: Group) -> set[int]:
    return {slot.weekday for slot in group.slots.all()}
