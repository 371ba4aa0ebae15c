"""What a parent waits for: wishes the catalogue could not fulfil yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from programs import access, wishing
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@require_safe
@role_required(Role.GUARDIAN)
def wishes(request: AuthenticatedRequest) -> HttpResponse:
    """Everything the person waits for, and what has come of it."""
    on = clock.today()
    lines = [
        {"wish": wish, "words": wishing.words_of(wish, on=on)}
        for wish in access.wishes_of(request.user)[: 2 * wishing.MOST]
    ]
    return render(request, "programs/wishes.html", {"lines": lines})


@require_safe
@role_required(Role.GUARDIAN)
def wish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One wish: what is awaited, what fits it now, and the way out."""
    wish = get_object_or_404(access.wishes_of(request.user), pk=pk)
    on = clock.today()
    context = {
        "wish": wish,
        "words": wishing.words_of(wish, on=on),
        "programs": wishing.fitting(wish, on=on),
    }
    return render(request, "programs/wish.html", context)


@require_POST
@role_required(Role.GUARDIAN)
def make_wish(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the filters of the address the person came from."""
    try:
        made = wishing.wish(request.POST.get("asked", ""), by=request.user, on=clock.today())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("programs:wishes")
    messages.success(request, _("We write to you as soon as there is a free place that fits."))
    return redirect(made)


@require_POST
@role_required(Role.GUARDIAN)
def end_wish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Wait no longer."""
    wish = get_object_or_404(access.wishes_of(request.user), pk=pk)
    wishing.end(wish, by=request.user, on=clock.today())
    messages.success(request, _("We do not write about it any more."))
    return redirect("programs:wishes")
