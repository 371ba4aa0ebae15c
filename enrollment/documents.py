"""Official documents of this floor as PDF. They are always Russian."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from enrollment import annex
from enrollment.models import Document
from enrollment.protocol import Protocol
from reference.days import Month


def closing_protocol(protocol: Protocol, *, made_on: date) -> bytes:
    """The closing protocol of a plan, one A4 sheet on its side for each thirty categories."""
    return draw("enrollment/pdf/closing_protocol.html", {"protocol": protocol, "made_on": made_on})


def payment(document: Document) -> bytes:
    """An advance or an invoice with its register of contracts, without names (R7.17)."""
    sums = ("total", "advanced", "to_pay")
    return draw(
        "enrollment/pdf/payment.html",
        {
            "document": document,
            "rows": annex.rows_of(document),
            "agreement": annex.agreement_of(document),
            "period": Month.of(document.month),
            "words": {name: annex.in_words(getattr(document, name)) for name in sums},
        },
    )


def draw(template: str, context: dict[str, Any]) -> bytes:
    """Print a template on A4; nothing is fetched, from the network or the disk."""
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
