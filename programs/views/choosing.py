"""How a family chooses: favourites, and programs side by side."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from programs import access, comparing, families, favouring
from programs.models import Program
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required


@require_safe
@role_required(Role.GUARDIAN)
def favourites(request: AuthenticatedRequest) -> HttpResponse:
    """What the person has put aside, with the places of today."""
    kept = favouring.all_of(request.user, on=clock.today())
    return render(request, "programs/favourites.html", {"kept": kept})


@role_required(Role.GUARDIAN)
def favour(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Put a program aside; opened by whoever has just signed in for it, it asks once more."""
    program = get_object_or_404(access.visible_programs(request.user).published(), slug=slug)
    if request.method != "POST":
        return render(request, "programs/favour.html", {"program": program})
    try:
        favouring.keep(program, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("“%(program)s” is among your favourites.") % {"program": program}
        )
    return _back(request, program.get_absolute_url())


@require_POST
@role_required(Role.GUARDIAN)
def unfavour(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Take a program out of the favourites, also one that has left the catalogue."""
    kept = get_object_or_404(
        access.favourites_of(request.user).select_related("program"), program__slug=slug
    )
    favouring.remove(kept.program, by=request.user)
    messages.success(
        request, _("“%(program)s” is no longer among your favourites.") % {"program": kept.program}
    )
    return _back(request, "programs:favourites")


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page the button stood on, if it is one of ours."""
    address = request.POST.get("back", "")
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return HttpResponseRedirect(address)
    return redirect(otherwise)


@login_not_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four programs side by side; the address names them, so it can be sent on."""
    on = clock.today()
    asked = list(dict.fromkeys(each for each in request.GET.getlist("program") if each))
    slugs = [slug for slug in asked if "\x00" not in slug][: 2 * comparing.MOST]
    found = comparing.chosen(slugs, Program.objects.published(), on=on)
    shown, left_out = found[: comparing.MOST], found[comparing.MOST :]
    kept = [each.program.slug for each in shown]
    children = (
        families.children_seen_by(request.user, on=on) if isinstance(request.user, User) else []
    )
    words = request.GET.get("q", "").replace("\x00", "")[:200]
    context = {
        "shown": [
            {
                "showing": each,
                "address": comparing.address_of([slug for slug in kept if slug != kept[place]]),
            }
            for place, each in enumerate(shown)
        ],
        "rows": [*comparing.ways(shown, children), *comparing.rows(shown)],
        "left_out": left_out,
        "is_unknown": len(found) < len(slugs),
        "has_room": len(shown) < comparing.MOST,
        "most": comparing.MOST,
        "words": words,
        "offers": [
            {"program": program, "address": comparing.address_of([*kept, program.slug])}
            for program in comparing.offers(words, shown, on=on)
        ],
    }
    return render(request, "programs/compare.html", context)
