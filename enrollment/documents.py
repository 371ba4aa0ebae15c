"""Official documents of this floor as PDF. They are always Russian."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from enrollment.protocol import Protocol


def closing_protocol(protocol: Protocol, *, made_on: date) -> bytes:
    """The closing protocol of a plan, one A4 sheet on its side for each thirty categories."""
    return _draw("enrollment/pdf/closing_protocol.html", {"protocol": protocol, "made_on": made_on})


def _draw(template: str, context: dict[str, Any]) -> bytes:
    from weasyprint import CSS, HTML  # takes a second to load: not for every process

    with translation.override("ru"):
        html = render_to_string(template, context)
    style = finders.find("css/pdf.css")
    assert isinstance(style, str), "pdf.css lies among our static files"
    document: bytes = HTML(string=html, url_fetcher=_refuse).write_pdf(
        stylesheets=[CSS(filename=style, url_fetcher=_refuse)]
    )
    return document


def _refuse(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    """A document holds everything it shows: nothing is fetched, from the network or the disk."""
    raise ValueError(f"A document may not fetch {url}")
