"""A template and its context become an official document: A4, tagged, the same bytes each time."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, NoReturn

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


class NothingFromOutside(Exception):
    """A document asked for something that is not in its template."""


def draw(template: str, context: dict[str, Any]) -> bytes:
    """Print a template of an official document; they are always Russian."""
    with translation.override("ru"):
        html = render_to_string(template, context)
    return to_pdf(html, identifier=hashlib.sha256(html.encode()).hexdigest())


def to_pdf(html: str, *, identifier: str) -> bytes:
    """Print a page as PDF/UA-1.

    The identifier stands in the file where others put a random number, so the same content with
    the same identifier is the same file to the byte. Nothing is fetched, from anywhere.
    """
    # Pango is loaded by this import; pages and commands that print nothing do without it.
    from weasyprint import CSS, HTML

    printed: bytes = HTML(string=html, url_fetcher=refuse).write_pdf(
        stylesheets=[CSS(string=_stylesheet(), url_fetcher=refuse)],
        pdf_identifier=identifier.encode(),
        pdf_variant="pdf/ua-1",
    )
    return printed


@cache
def _stylesheet() -> str:
    return (settings.BASE_DIR / "static" / "css" / "pdf.css").read_text(encoding="utf-8")


def refuse(url: str, *_args: object, **_kwargs: object) -> NoReturn:
    """What a document asks for when it wants something from outside."""
    raise NothingFromOutside(f"a document may not fetch {url}")
