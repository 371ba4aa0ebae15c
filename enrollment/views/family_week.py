"""The family's week on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enrollment import access, timetabling
from reference import clock
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_safe
def week(request: AuthenticatedRequest) -> HttpResponse:
    """The lessons of all the children by weekday, with their clashes; it prints on one A4."""
    places = timetabling.places_of(
        access.family_contracts(request.user),
        access.family_places(request.user),
        on=clock.today(request.user.municipality),
    )
    days = timetabling.week_of(places)
    return render(
        request,
        "enrollment/week.html",
        {
            "days": days,
            "has_places": bool(places),
            "has_clashes": any(entry.clashes for day in days for entry in day.entries),
            "without_timetable": timetabling.without_timetable(places),
        },
    )
