"""What everyone sees of a program: its card."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programs import access, describing, showing
from programs.models import Program, ProgramText
from reference import clock

# Strips to tear off at the foot of a leaflet.
STRIPS = 7


@login_not_required
@require_safe
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """The card of a program: for whom, where, when, for how much, and the way in."""
    program = _visible(request, slug)
    card = showing.card(program, on=clock.today())
    photos = list(program.photos.all())
    address = request.build_absolute_uri(program.get_absolute_url())
    pictures = [request.build_absolute_uri(photo.largest) for photo in photos]
    context = {
        "program": program,
        "card": card,
        "photos": photos,
        "pictures": pictures,
        "course": describing.course(card, address, pictures) if program.is_published else None,
        "text": ProgramText.objects.filter(program=program).first(),
        "address": address,
        "health_conditions": [
            label
            for code, label in program._meta.get_field("health_conditions").base_field.choices  # type: ignore[union-attr]
            if code in program.health_conditions
        ],
    }
    return render(request, "programs/program.html", context)


@login_not_required
@require_safe
def leaflet(request: HttpRequest, slug: str) -> HttpResponse:
    """One sheet of paper for the board of a school: the program in short, codes to tear off."""
    program = _visible(request, slug)
    context = {
        "program": program,
        "card": showing.card(program, on=clock.today()),
        "address": request.build_absolute_uri(program.get_absolute_url()),
        "strips": range(STRIPS),
    }
    return render(request, "programs/leaflet.html", context)


def _visible(request: HttpRequest, slug: str) -> Program:
    programs = access.visible_programs(request.user).select_related(
        "provider__municipality", "direction", "activity"
    )
    return get_object_or_404(programs, slug=slug)
