"""Guessing of passwords is slowed down (django-axes, settings AXES_…)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks.

    Behind our proxy that is the last one in the header: the proxy adds it, and what stands before
    it anybody can write.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return hops.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def is_paused(request: HttpRequest | None) -> bool:
    """Whether so many attempts failed that this one was not even tried."""
    return bool(getattr(request, "axes_locked_out", False))


def answer_of_the_form(
    request: HttpRequest, response: HttpResponse | None, *_credentials: Any
) -> HttpResponse:
    """Keep the page with the form: it says itself that there is a pause."""
    return response or HttpResponse(status=429)
