"""The family's week: on one page, and as a private file for the calendar of a phone."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enrollment import access, timetabling, week_calendar
from enrollment.models import WeekAddress
from enrollment.timetabling import Place
from reference import clock
from users import guarding
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required

# In an hour: a calendar reads its address a few times, a guesser tries many that are wrong.
READINGS = 60
WRONG_ADDRESSES = 20


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def week(request: AuthenticatedRequest) -> HttpResponse:
    """The lessons of all the children by weekday, with their clashes; it prints on one A4."""
    places = _places_of(request.user)
    days = timetabling.week_of(places)
    return render(
        request,
        "enrollment/week.html",
        {
            "days": days,
            "has_places": bool(places),
            "has_clashes": any(entry.clashes for day in days for entry in day.entries),
            "without_timetable": timetabling.without_timetable(places),
            "address": _address_of(request.user),
        },
    )


@role_required(Role.GUARDIAN)
@require_POST
def renew_address(request: AuthenticatedRequest) -> HttpResponse:
    """Make the private address, or a new one in place of it."""
    week_calendar.renew_address(request.user, by=request.user, at=clock.now())
    messages.success(request, _("The address is ready. An earlier one does not work any more."))
    return redirect("enrollment:week")


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
        week_calendar.calendar_of(_places_of(address.user), at=clock.now()),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'inline; filename="week.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _too_often() -> HttpResponse:
    return HttpResponse(
        status=429, headers={"Retry-After": str(guarding.HOUR), "X-Robots-Tag": "noindex"}
    )


def _places_of(user: User) -> list[Place]:
    return timetabling.places_of(
        access.family_contracts(user), access.family_places(user), on=clock.today(user.municipality)
    )


def _address_of(user: User) -> str:
    """The whole address to be copied into a calendar; empty while there is none."""
    found = WeekAddress.objects.filter(user=user).first()
    return (
        f"{settings.SITE_URL}{reverse('enrollment:week_calendar', args=(found.token,))}"
        if found
        else ""
    )
