"""What everyone sees of a program: its card."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programs import access, describing, showing
from programs.models import ProgramText
from reference import clock


@login_not_required
@require_safe
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """The card of a program: for whom, where, when, for how much, and the way in."""
    program = get_object_or_404(
        access.visible_programs(request.user).select_related(
            "provider__municipality", "direction", "activity"
        ),
        slug=slug,
    )
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
