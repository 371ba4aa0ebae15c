"""What families say of lessons that are not held, for the support centre."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enrollment import doubting
from reference import clock
from reference.days import Month
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import municipalities_of, role_required


@role_required(Role.MOC)
@require_safe
def doubts(request: AuthenticatedRequest) -> HttpResponse:
    """Groups of the latest months whose lessons families deny, beside their journals."""
    places = [place.pk for place in municipalities_of(request.user, Role.MOC)]
    month = Month.of(clock.today(request.user.municipality))
    return render(
        request,
        "enrollment/doubts.html",
        {"doubts": doubting.doubts_of(places, month=month)},
    )
