"""A template and its context become the official document of a report."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from reference import printing


def render(template: str, context: dict[str, Any], *, identifier: str) -> bytes:
    """Print a template; the same content with the same identifier is the same file to the byte."""
    return printing.to_pdf(render_to_string(template, context), identifier=identifier)
