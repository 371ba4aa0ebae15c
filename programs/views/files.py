"""Files of a card: photos for the page, and the program's text to be kept."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from programs import access
from programs.models import Photo, Program, ProgramText

# A photo's address is never used for another one, so whoever has it need not ask again.
FOR_GOOD = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """A photo in one of its widths: of a published card for everyone, else for who sees the card.

    Who asks is looked at only for the others: what everyone gets alike may be kept anywhere.
    """
    key, width = _read(name)
    photo = get_object_or_404(Photo.objects.select_related("program"), key=key)
    is_public = photo.program.status == Program.Status.PUBLISHED
    if (
        not is_public
        and not access.visible_programs(request.user).filter(pk=photo.program_id).exists()
    ):
        raise Http404
    if width not in photo.widths:
        raise Http404
    response = _file(photo.path(width), content_type="image/webp")
    response.headers["Cache-Control"] = FOR_GOOD if is_public else "private, no-store"
    return response


@login_not_required
@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The program's text as a file to keep; a browser does not open it on the portal."""
    program = get_object_or_404(access.visible_programs(request.user), slug=slug)
    text = get_object_or_404(ProgramText, program=program)
    return _file(
        text.path,
        as_attachment=True,
        filename=f"{program.slug}.pdf",
        content_type="application/pdf",
    )


def _read(name: str) -> tuple[UUID, int]:
    """The key and the width in the name of a photo's file."""
    if not re.fullmatch(r"[0-9a-f]{32}-[1-9][0-9]{2,3}", name):
        raise Http404
    key, width = name.split("-")
    return UUID(key), int(width)


def _file(path: str, **answer: object) -> FileResponse:
    try:
        return FileResponse(default_storage.open(path), **answer)  # type: ignore[arg-type]
    except FileNotFoundError:
        raise Http404 from None
