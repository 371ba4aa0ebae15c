"""The paper of a document for payment: drawn at once, or by the worker where it is long.

A document never changes once it is written (R7.19), so a paper that was drawn stays as it is.
"""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from enrollment import documents
from enrollment.models import Document

SLOW = 300  # lines; more take longer than a page may wait


def is_slow(document: Document) -> bool:
    """Whether the paper is drawn by the worker."""
    return document.lines.count() > SLOW


def paper_of(document: Document) -> bytes | None:
    """The paper, where it is short or drawn already; None while the worker has yet to draw it."""
    if not is_slow(document):
        return documents.payment(document)
    if not default_storage.exists(_name(document)):
        return None
    with default_storage.open(_name(document)) as file:
        drawn: bytes = file.read()
    return drawn


def draw(document: Document) -> None:
    """Draw a long paper and keep it; done already, nothing happens."""
    if not default_storage.exists(_name(document)):
        default_storage.save(_name(document), ContentFile(documents.payment(document)))


def _name(document: Document) -> str:
    return f"documents/{document.kind}-{document.pk}.pdf"
