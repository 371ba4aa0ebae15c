"""Pages that are the same for all guests: drawn once in a while, kept for some seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache as once
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language


def drawn(
    request: HttpRequest, template: str, context: Callable[[], dict[str, Any]], *, on: date
) -> str:
    """The page, or the part of it; for a guest as it was drawn for another one a moment ago.

    Of those who have signed in nothing is kept: the page names their children. A guest who is told
    something, of signing out for one, reads a page of their own. Each has an own CSRF token: the
    kept page has a mark in its place, which nobody else can write.
    """
    if not _is_as_for_all(request):
        return render_to_string(template, context(), request)

    def make() -> str:
        return render_to_string(template, {**context(), "csrf_token": _mark()}, request)

    page = cache.get_or_set(_key(request, template, on), make, settings.CATALOGUE_SECONDS) or ""
    return page.replace(_mark(), get_token(request)) if _mark() in page else page


def _is_as_for_all(request: HttpRequest) -> bool:
    return bool(
        settings.CATALOGUE_SECONDS and request.user.is_anonymous and not len(get_messages(request))
    )


def _key(request: HttpRequest, template: str, on: date) -> str:
    """What the page depends on: its address, the language, the day, how the guest wants to see."""
    sight = request.COOKIES.get(settings.SIGHT_COOKIE_NAME, "")
    asked = (template, request.get_full_path(), request.GET.urlencode(), get_language(), on, sight)
    return f"catalogue:{sha256(repr(asked).encode()).hexdigest()}"


@once
def _mark() -> str:
    return salted_hmac("programs.views.for_guests", "token").hexdigest()
