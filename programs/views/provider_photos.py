"""A provider's photos of a program, and the file with its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programs import access, card, illustrating
from programs.forms import AltForm, PhotoForm, TextForm, show_refusal
from programs.models import Photo, Program, ProgramText
from programs.views.provider import answers_for
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PROVIDER)
def edit_photos(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The photos in their order, each with its words, and the program's text."""
    return _page(request, _own_program(request, pk))


@require_POST
@role_required(Role.PROVIDER)
def add_photo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One more photo."""
    program = _own_program(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        file, alt = form.cleaned_data["photo"], form.cleaned_data["alt"]
        on = clock.today(program.provider.municipality)
        try:
            illustrating.add_photo(program, file, alt, by=request.user, on=on)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The photo is on the card."))
            return redirect("programs:edit_photos", program.pk)
    return _page(request, program, new=form)


@require_POST
@role_required(Role.PROVIDER)
def describe_photo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Other words for a photo."""
    photo = _own_photo(request, pk)
    form = AltForm(request.POST, photo=photo)
    if form.is_valid():
        on = clock.today(photo.program.provider.municipality)
        try:
            illustrating.describe_photo(photo, form.cleaned_data["alt"], by=request.user, on=on)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("programs:edit_photos", photo.program_id)
    return _page(request, photo.program, changed=form)


@require_POST
@role_required(Role.PROVIDER)
def put_first(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Make the photo the cover."""
    return _done(request, _own_photo(request, pk), illustrating.put_first, _("The cover is set."))


@require_POST
@role_required(Role.PROVIDER)
def put_earlier(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show the photo before the one it follows."""
    photo = _own_photo(request, pk)
    return _done(request, photo, illustrating.put_earlier, _("The photo stands earlier now."))


@require_POST
@role_required(Role.PROVIDER)
def remove_photo(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take the photo off the card."""
    photo = _own_photo(request, pk)
    return _done(request, photo, illustrating.remove_photo, _("The photo is removed."))


@require_POST
@role_required(Role.PROVIDER)
def attach_text(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put the program's text on the card."""
    program = _own_program(request, pk)
    form = TextForm(request.POST, request.FILES)
    if form.is_valid():
        on = clock.today(program.provider.municipality)
        try:
            illustrating.attach_text(program, form.cleaned_data["text"], by=request.user, on=on)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The text of the program is on the card."))
            return redirect("programs:edit_photos", program.pk)
    return _page(request, program, text=form)


@require_POST
@role_required(Role.PROVIDER)
def remove_text(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take the program's text off the card."""
    program = _own_program(request, pk)
    try:
        illustrating.remove_text(
            program, by=request.user, on=clock.today(program.provider.municipality)
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The text of the program is removed."))
    return redirect("programs:edit_photos", program.pk)


def _page(
    request: AuthenticatedRequest,
    program: Program,
    *,
    new: PhotoForm | None = None,
    changed: AltForm | None = None,
    text: TextForm | None = None,
) -> HttpResponse:
    """The page with its forms; one of them may come back with what is to mend."""
    can_edit = access.can_edit(request.user, program)
    photos = [
        changed if changed and changed.photo.pk == photo.pk else AltForm(photo=photo)
        for photo in program.photos.all()
    ]
    context: dict[str, Any] = {
        "program": program,
        "can_edit": can_edit,
        "photos": photos,
        "most": illustrating.MOST_PHOTOS,
        "new": new or PhotoForm(),
        "has_room": len(photos) < illustrating.MOST_PHOTOS,
        "text": ProgramText.objects.filter(program=program).first(),
        "text_form": text or TextForm(),
        "answers": answers_for(program, card.PHOTOS) if can_edit else None,
    }
    mistaken = new or changed or text
    if mistaken is not None:  # its mistakes are told at the top of the page
        context["form"] = mistaken
    return render(request, "programs/edit_photos.html", context)


def _done(
    request: AuthenticatedRequest, photo: Photo, verb: Callable[..., Any], words: str
) -> HttpResponse:
    try:
        verb(photo, by=request.user, on=clock.today(photo.program.provider.municipality))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("programs:edit_photos", photo.program_id)


def _own_program(request: AuthenticatedRequest, pk: int) -> Program:
    programs = access.own_programs(request.user).select_related("provider__municipality__region")
    return get_object_or_404(programs, pk=pk)


def _own_photo(request: AuthenticatedRequest, pk: int) -> Photo:
    photos = access.own_photos(request.user).select_related(
        "program__provider__municipality__region"
    )
    return get_object_or_404(photos, pk=pk)
