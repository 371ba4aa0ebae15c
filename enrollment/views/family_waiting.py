"""Pages of a family that waits for a seat: joining the line, the offered seat, giving it up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates import acting
from enrollment import access, alternatives, awaiting, listing, waiting
from enrollment.forms import ChoiceForm
from enrollment.models import WaitingPlace
from enrollment.views import local
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_POST
def wait(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """Stand in line where no seat is free or enrollment is closed (R6.31)."""
    group = get_object_or_404(access.visible_groups(request.user), pk=group_id)
    choice = ChoiceForm(
        request.POST, certificates=access.own_certificates(request.user).select_related("child")
    )
    if not choice.is_valid():
        return redirect("enrollment:apply", group.pk)
    certificate = choice.cleaned_data["certificate"]
    try:
        place = waiting.join(
            certificate, group, by=request.user, on=clock.today(certificate.municipality)
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("enrollment:apply", group.pk)
    messages.success(
        request, _("The child is on the waiting list. We write to you when a place comes free.")
    )
    return redirect("enrollment:waiting", place.pk)


@role_required(Role.GUARDIAN)
@require_safe
def place_in_line(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One place in line: its number, or the seat that is kept and until when."""
    place = get_object_or_404(
        access.family_places_in_line(request.user).select_related(
            "certificate__child",
            "certificate__municipality",
            "certificate__municipality__region",
            "group__program__provider",
            "group__program__direction",
            "group__module",
            "group__venue",
        ),
        pk=pk,
    )
    on, at = clock.today(place.certificate.municipality), clock.now()
    may_be_taken = place.may_be_taken(at)
    only_sees = acting.only_sees(place.certificate.child_id, by=request.user)
    return render(
        request,
        "enrollment/place_in_line.html",
        {
            "place": place,
            "group": place.group,
            "sees_only": acting.refusal_of(place.certificate.child_id) if only_sees else None,
            "may_be_taken": may_be_taken,
            "turn": awaiting.turn_of_waiting(place, at=at),
            "offer_hours": waiting.hours_of_offer(place.certificate.municipality),
            "alternatives": []
            if may_be_taken or only_sees or place.ending == WaitingPlace.Ending.SEATED
            else alternatives.instead_of(place.group, place.certificate, on=on),
            "number": waiting.number_in_line(place),
        },
    )


@role_required(Role.GUARDIAN)
def leave_waiting(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give up the place in line, or decline the seat that is kept; asked once more."""
    place = get_object_or_404(
        listing.waiting_with_families(access.family_places_in_line(request.user)), pk=pk
    )
    acting.check(place.certificate.child_id, by=request.user)
    if not place.is_waiting:
        return redirect("enrollment:waiting", place.pk)
    if request.method == "POST":
        waiting.leave(place, by=request.user, on=local.today(place))
        messages.success(request, _("The child does not wait for this group any more."))
        return redirect("enrollment:our_contracts")
    number = 0 if place.is_offered else waiting.number_in_line(place)
    return render(request, "enrollment/leave_waiting.html", {"place": place, "number": number})
