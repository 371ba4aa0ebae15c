"""Attendance for the family: what the journal says, and telling that a child does not come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import acting
from enrollment import access, confirming, excusing, listing, presence
from enrollment.models import BudgetPlace, Contract
from reference import clock
from reference.days import Month
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

COMING = timedelta(days=20)  # for how many days ahead an absence may be told

Held = Contract | BudgetPlace


class DayForm(forms.Form):
    """Which lesson; the buttons of the page fill it in."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])


class WordForm(forms.Form):
    """Of which month, and whether its lessons are held; the buttons fill it in."""

    month = forms.DateField(input_formats=["%Y-%m-%d"])
    is_held = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda word: word == "yes"
    )


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def attendance(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The lessons of a contract month by month."""
    return _page(request, _contract(request, pk))


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def place_attendance(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The lessons of a place without certificate money."""
    return _page(request, _place(request, pk))


@role_required(Role.GUARDIAN)
@require_POST
def tell_absence(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The child does not come to a lesson of the contract."""
    return _told(request, _contract(request, pk), excusing.tell)


@role_required(Role.GUARDIAN)
@require_POST
def take_absence_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The child comes to a lesson of the contract after all."""
    return _told(request, _contract(request, pk), excusing.take_back)


@role_required(Role.GUARDIAN)
@require_POST
def tell_absence_of_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The child does not come to a lesson of the place."""
    return _told(request, _place(request, pk), excusing.tell)


@role_required(Role.GUARDIAN)
@require_POST
def take_absence_of_place_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The child comes to a lesson of the place after all."""
    return _told(request, _place(request, pk), excusing.take_back)


@role_required(Role.GUARDIAN)
@require_POST
def confirm_month(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Whether the lessons of a contract are held in a month."""
    return _said(request, _contract(request, pk))


@role_required(Role.GUARDIAN)
@require_POST
def confirm_month_of_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Whether the lessons of a place are held in a month."""
    return _said(request, _place(request, pk))


def _contract(request: AuthenticatedRequest, pk: int) -> Contract:
    return get_object_or_404(listing.with_families(access.family_contracts(request.user)), pk=pk)


def _place(request: AuthenticatedRequest, pk: int) -> BudgetPlace:
    places = listing.places_with_families(access.family_places(request.user))
    return get_object_or_404(places, pk=pk)


def _page(request: AuthenticatedRequest, item: Held) -> HttpResponse:
    on = clock.today(item.certificate.municipality)
    coming = excusing.lessons_of(item, on, on + COMING, on=on)
    return render(
        request,
        "enrollment/attendance.html",
        {
            "item": item,
            "child": item.certificate.child,
            "asked": _asked(item, on),
            "is_time_to_ask": confirming.is_asked(item, on=on),
            "months": presence.months_of(item, on=on),
            "coming": coming,
            "may_tell": not acting.only_sees(item.certificate.child_id, by=request.user),
            **_addresses(item),
        },
    )


def _asked(item: Held, on: date) -> list[dict[str, Any]]:
    """The months of which the family is asked, with what it has said."""
    if item.status not in excusing.STUDYING:
        return []
    months = confirming.months_to_speak_of(item, on=on)
    return [
        {"month": month.first_day, "word": confirming.answer_of(item, month)} for month in months
    ]


def _said(request: AuthenticatedRequest, item: Held) -> HttpResponse:
    """Note the word and say thank you; what is no month is a sentence on the same page."""
    kind = "attendance" if isinstance(item, Contract) else "place_attendance"
    form = WordForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a month from the list."))
        return redirect(f"enrollment:{kind}", item.pk)
    try:
        confirming.say(
            item,
            Month.of(form.cleaned_data["month"]),
            is_held=form.cleaned_data["is_held"],
            by=request.user,
            on=clock.today(item.certificate.municipality),
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you, your answer is kept."))
    return redirect(f"enrollment:{kind}", item.pk)


def _addresses(item: Held) -> dict[str, str]:
    """Where the buttons of the page lead."""
    if isinstance(item, Contract):
        return {
            "page": "enrollment:contract",
            "tell": "enrollment:tell_absence",
            "take_back": "enrollment:take_absence_back",
            "confirm": "enrollment:confirm_month",
        }
    return {
        "page": "enrollment:place",
        "tell": "enrollment:tell_absence_of_place",
        "take_back": "enrollment:take_absence_of_place_back",
        "confirm": "enrollment:confirm_month_of_place",
    }


def _told(request: AuthenticatedRequest, item: Held, verb: Callable[..., Any]) -> HttpResponse:
    """Do it and say what came of it; whatever is wrong is a sentence on the same page."""
    kind = "attendance" if isinstance(item, Contract) else "place_attendance"
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a lesson from the list."))
        return redirect(f"enrollment:{kind}", item.pk)
    day: date = form.cleaned_data["day"]
    try:
        verb(item, day, by=request.user, on=clock.today(item.certificate.municipality))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved: the teacher sees it in the journal."))
    return redirect(f"enrollment:{kind}", item.pk)
