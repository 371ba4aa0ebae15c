"""Files as people bring them: photos and PDF texts, drawn for the test."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from pypdf import PdfWriter

from programs.models import Photo, ProgramText


def picture(
    width: int = 1200, height: int = 900, *, kind: str = "JPEG", mode: str = "RGB", **saved: Any
) -> bytes:
    """A picture whose upper left quarter is red and the rest is blue."""
    image = Image.new("RGB", (width, height), (20, 80, 140))
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill=(200, 30, 30))
    file = io.BytesIO()
    image.convert(mode).save(file, kind, **saved)
    return file.getvalue()


def photo_file(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A photo that a browser sends."""
    return SimpleUploadedFile(name, picture() if content is None else content, "image/jpeg")


def written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def pdf(pages: int = 2) -> bytes:
    """A plain PDF of empty pages."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(width=595, height=842)
    return written(writer)


def pdf_file(content: bytes | None = None, name: str = "program.pdf") -> SimpleUploadedFile:
    """A PDF that a browser sends."""
    return SimpleUploadedFile(name, pdf() if content is None else content, "application/pdf")


def stored(thing: Photo | ProgramText) -> Any:
    """The row with its files, as the portal keeps them."""
    if isinstance(thing, ProgramText):
        default_storage.save(thing.path, ContentFile(pdf()))
    else:
        for width in thing.widths:
            default_storage.save(
                thing.path(width), ContentFile(picture(width, width * 3 // 4, kind="WEBP"))
            )
    return thing
