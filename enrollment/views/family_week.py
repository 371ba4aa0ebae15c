"""The family's week: on one page, and as a private file for the calendar of a phone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import acting
from enrollment import access, occurring, timetabling, week_calendar
from enrollment.models import WeekAddress
from enrollment.occurring import Occurrence
from enrollment.timetabling import Place
from reference import clock
from users import guarding
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required

# In an hour: a calendar reads its address a few times, a guesser tries many that are wrong.
READINGS = 60
WRONG_ADDRESSES = 20

FARTHEST = timedelta(days=400)


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def week(request: AuthenticatedRequest) -> HttpResponse:
    """The lessons of all the children on the days of a week, with clashes; it prints on one A4.

    When no lesson of this week is still to come, the next week is shown unasked.
    """
    places = places_of(request.user)
    today = clock.today(request.user.municipality)
    this_monday = _monday_of(today)
    asked = _asked_for(request.GET.get("day", ""), today)
    monday = _monday_of(asked or today)
    days = occurring.week_of(places, monday=monday, today=today)
    is_skipped = False
    if asked is None and not occurring.is_anything_left(days, at=_moment(request.user)):
        coming = occurring.week_of(places, monday=monday + occurring.WEEK, today=today)
        if is_skipped := any(
            entry.occurrence.takes_place for day in coming for entry in day.entries
        ):
            days, monday = coming, monday + occurring.WEEK
    is_this_week = monday == this_monday
    return render(
        request,
        "enrollment/week.html",
        {
            "days": days,
            "today": today,
            "monday": monday,
            "sunday": monday + timedelta(days=6),
            "previous": monday - occurring.WEEK,
            "following": monday + occurring.WEEK,
            "this_monday": this_monday,
            "is_this_week": is_this_week,
            "is_skipped": is_skipped,
            "has_lessons": any(day.entries for day in days),
            "next_lesson": next_lesson_of(request.user, places) if is_this_week else None,
            "has_clashes": any(entry.clashes for day in days for entry in day.entries),
            **_common(request.user, places, is_usual=False),
        },
    )


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def usual_week(request: AuthenticatedRequest) -> HttpResponse:
    """The timetables by weekday, whatever the dates: for the door of the fridge."""
    places = places_of(request.user)
    days = timetabling.week_of(places)
    return render(
        request,
        "enrollment/usual_week.html",
        {
            "days": days,
            "has_clashes": any(entry.clashes for day in days for entry in day.entries),
            **_common(request.user, places, is_usual=True),
        },
    )


def _common(user: User, places: list[Place], *, is_usual: bool) -> dict[str, Any]:
    """What both pages of the week show."""
    return {
        "has_places": bool(places),
        "is_own": acting.is_own_account(user),
        "without_timetable": timetabling.without_timetable(places),
        "address": (address := _address_of(user)),
        "subscribe": re.sub("^https?:", "webcal:", address),
        "views": [
            {"label": _("By dates"), "url": reverse("enrollment:week"), "current": not is_usual},
            {
                "label": _("Usual week"),
                "url": reverse("enrollment:usual_week"),
                "current": is_usual,
            },
        ],
    }


def _asked_for(asked: str, today: date) -> date | None:
    """The day asked for; nothing where it cannot be read or is too far away."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None
    return None if abs(day - today) > FARTHEST else day


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@role_required(Role.GUARDIAN)
@require_POST
def renew_address(request: AuthenticatedRequest) -> HttpResponse:
    """Make the private address, or a new one in place of it."""
    is_first = not WeekAddress.objects.filter(user=request.user).exists()
    week_calendar.renew_address(request.user, by=request.user, at=clock.now())
    messages.success(
        request,
        _("The address is ready: it stands at the end of the page.")
        if is_first
        else _("The new address is ready. The earlier one does not work any more."),
    )
    return redirect(reverse("enrollment:week") + "#calendar")


@role_required(Role.GUARDIAN)
@require_POST
def remove_address(request: AuthenticatedRequest) -> HttpResponse:
    """Put an end to the private address."""
    week_calendar.remove_address(request.user, by=request.user)
    messages.success(request, _("The address does not work any more."))
    return redirect("enrollment:week")


@login_not_required
@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The week as a file, for whoever knows the address; calendars cannot sign in."""
    address = week_calendar.find_address(token)
    if address is None:
        if guarding.is_too_often(
            f"wrong-week:{guarding.address_of(request)}", limit=WRONG_ADDRESSES
        ):
            return _too_often()
        raise Http404
    # the secret itself is kept nowhere else
    if guarding.is_too_often(f"week:{sha256(token.encode()).hexdigest()}", limit=READINGS):
        return _too_often()
    answer = HttpResponse(
        week_calendar.calendar_of(places_of(address.user), at=clock.now()),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'inline; filename="week.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _too_often() -> HttpResponse:
    return HttpResponse(
        status=429, headers={"Retry-After": str(guarding.HOUR), "X-Robots-Tag": "noindex"}
    )


def places_of(user: User) -> list[Place]:
    """Where the person's children study, or have applied."""
    return timetabling.places_of(
        access.family_contracts(user), access.family_places(user), on=clock.today(user.municipality)
    )


def next_lesson_of(user: User, places: list[Place]) -> Occurrence | None:
    """The lesson that comes next, by the clock of the family's municipality."""
    return occurring.next_lesson(places, at=_moment(user))


def _moment(user: User) -> datetime:
    """What the clocks of the family's municipality show."""
    zone = user.municipality.time_zone if user.municipality else settings.TIME_ZONE
    return clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _address_of(user: User) -> str:
    """The whole address to be copied into a calendar; empty while there is none."""
    found = WeekAddress.objects.filter(user=user).first()
    return (
        f"{settings.SITE_URL}{reverse('enrollment:week_calendar', args=(found.token,))}"
        if found
        else ""
    )
