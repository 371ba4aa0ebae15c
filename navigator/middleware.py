"""The language of the screen, what caches may keep, how it travels, and who may only look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from certificates.acting import NOT_YOURS, SeesOnly
from users import securing
from users.models import Role, User
from users.roles import has_role

TEXT = ("text/", "application/json", "application/geo+json")


def language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the portal's language, or in the one chosen by the switch in the footer.

    What the browser prefers is not asked: a parent with an English phone reads Russian papers.
    """
    known = dict(settings.LANGUAGES)

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        code = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Cookie",))
        return response

    return answer


def privacy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let no cache keep a page of someone who has signed in, not even their own browser's.

    The computers of schools and libraries are shared: after signing out “Back” shows nothing.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # a photo of a card is the same for everyone and will never change
        is_for_good = "immutable" in response.headers.get("Cache-Control", "")
        if request.user.is_authenticated and not is_for_good:
            add_never_cache_headers(response)
        return response

    return answer


class CompressText(GZipMiddleware):
    """Pages travel compressed, for phones in the country; photos and documents are small already.

    The random filling that Django adds and the masked tokens keep secrets from being guessed by
    the length of an answer.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        if not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)


def looking_only(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Tell whoever may look at a child's things but not act who may (R11.05).

    The pages raise it where they look for what a button is about, so no button forgets it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, SeesOnly):
            return render(request, "certificates/sees_only.html", {"refusal": exception})
        if exception is NOT_YOURS:  # removed while the press was on its way
            messages.error(request, str(exception))
            return redirect("certificates:family")
        return None

    answer.process_exception = process_exception  # type: ignore[attr-defined]  # Django asks for it
    return answer


def second_step(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever must have a second step at signing in to where it is switched on.

    Which roles must is a setting; where none does, nothing is asked.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        required = [Role(name) for name in settings.SECOND_STEP_ROLES]
        user = request.user
        if (
            required
            and isinstance(user, User)
            and has_role(user, *required)
            and not _is_open_without(request)
            and not securing.is_on(user)
        ):
            messages.warning(
                request, _("Your work needs a second step at signing in. Switch it on here.")
            )
            return redirect("users:second_step_settings")
        return get_response(request)

    return answer


def _is_open_without(request: HttpRequest) -> bool:
    """What remains open: switching it on, signing out, the looks and the language of pages."""
    names = ("users:second_step_settings", "users:sign_out", "sight", "set_language", "health")
    return request.path.startswith(tuple(reverse(name) for name in names))
