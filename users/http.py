from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from users.models import User


class AuthenticatedRequest(HttpRequest):
    """A request of someone who has signed in."""

    user: User


def safe_next(request: HttpRequest, *, otherwise: str) -> str:
    """The page that was asked for, if it is one of ours; otherwise the page of that name."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url(otherwise)
