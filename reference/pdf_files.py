"""PDF files that people bring: read by their content, refused when they could do anything."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import IO, Any

from django.utils.translation import gettext as _
from pypdf import PdfReader, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from reference.errors import RuleBroken

MOST_BYTES = 15 * 1024 * 1024
MOST_PAGES = 300
MOST_OBJECTS = 60_000
# Lists of objects are small; a few kilobytes that unpack into gigabytes are no text.
MOST_UNPACKED = 4 * 1024 * 1024
MOST_SECONDS = 5
# Names of a file that acts, asks, or carries another file inside.
ACTING = frozenset(
    (
        *("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/Filespec"),
        *("/RichMedia", "/XFA", "/SubmitForm", "/ImportData", "/AA", "/GoToE", "/GoToR"),
        *("/Movie", "/Sound", "/3D"),
    )
)
BROKEN = (
    *(PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError),
    *(AssertionError, RecursionError, OverflowError, NotImplementedError, MemoryError),
)


@dataclass(frozen=True)
class PdfFile:
    """A file that was looked into."""

    content: bytes
    pages: int
    digest: str


def read(file: IO[bytes], *, field: str) -> PdfFile:
    """Check a PDF by its content.

    Raises RuleBroken `file_too_heavy`, `file_not_pdf`, `file_locked`, `file_too_long`,
    `file_acts`, beside the field.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RuleBroken("file_too_heavy", _("The file is larger than 15 MB."), field=field)
    not_pdf = RuleBroken(
        "file_not_pdf", _("This is not a PDF file the portal can open."), field=field
    )
    if not content.startswith(b"%PDF-"):
        raise not_pdf
    try:
        with apply_configuration(
            disable_legacy_handling=True,
            zlib_maximum_output_length=MOST_UNPACKED,
            lzw_maximum_output_length=MOST_UNPACKED,
            run_length_maximum_output_length=MOST_UNPACKED,
        ):
            pages = _look(PdfReader(io.BytesIO(content)), field)
    except BROKEN as broken:
        raise not_pdf from broken
    return PdfFile(content, pages, hashlib.sha256(content).hexdigest())


def _look(reader: PdfReader, field: str) -> int:
    """The number of pages of a file that is open, short enough and does nothing."""
    if reader.is_encrypted:
        raise RuleBroken(
            "file_locked", _("The file is locked by a password. Save it without one."), field=field
        )
    acts = any(name in ACTING for name in _names(reader))
    pages = len(reader.pages)
    if not 1 <= pages <= MOST_PAGES:
        raise RuleBroken(
            "file_too_long",
            _("The file has %(pages)s pages, at most %(most)s are taken.")
            % {"pages": pages, "most": MOST_PAGES},
            field=field,
        )
    if acts:
        raise RuleBroken(
            "file_acts",
            _("The file holds scripts, forms or other files. Save it anew as a plain PDF."),
            field=field,
        )
    return pages


def _names(reader: PdfReader) -> Iterator[str]:
    """Every name in the objects of the file, each object looked at once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    until = monotonic() + MOST_SECONDS
    while waiting:
        if monotonic() > until:
            raise ValueError("looking takes longer than a text needs")
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            key = (one.idnum, one.generation)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MOST_OBJECTS:
                raise ValueError("more objects than a text has")
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield from one.keys()
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)
        elif isinstance(one, NameObject):
            yield one
