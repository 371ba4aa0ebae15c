"""Guessing is slowed down: of passwords by django-axes (settings AXES_…), of e-mails here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken

# Registration says that an e-mail is used already: a help to parents, and to whoever collects
# addresses. A library full of parents does not come to so many in an hour.
TAKEN_EMAILS = 20
# One password tried on many e-mails from one address: django-axes counts pairs and would not see.
WRONG_PASSWORDS = 60
# Codes of the desk tried from one address in an hour, whoever they belong to.
CODES = 30
# People looked for at one desk in an hour: as many as a queue has, not as many as a list of phones.
DESK_SEARCHES = 60
TOO_MANY_SEARCHES = _("You have looked for very many people. Go on in an hour.")
# Children one account tries to add in an hour: the answer tells whether the portal knows the child.
NEW_CHILDREN = 20
TOO_MANY_CHILDREN = _("You have tried to add very many children. Go on in an hour.")
# Letters of recovery asked for from one address in an hour, whoever they are for.
RECOVERIES = 30
HOUR = 60 * 60


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


def pause_if_spraying(request: HttpRequest) -> bool:
    """Pause an address from which many passwords failed lately, on whatever e-mails.

    django-axes keeps its attempts in the database, so the count is of all processes.
    """
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(
        ip_address=address_of(request), attempt_time__gt=since
    ).aggregate(failures=Sum("failures_since_start"))
    if (attempts["failures"] or 0) < WRONG_PASSWORDS:
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]  # as django-axes says it
    return True


def answer_of_the_form(
    request: HttpRequest, response: HttpResponse | None, *_credentials: Any
) -> HttpResponse:
    """Keep the page with the form: it says itself that there is a pause."""
    return response or HttpResponse(status=429)


def is_too_often(what: str, *, limit: int, seconds: int = HOUR) -> bool:
    """Count one more of these, and tell whether there were more than the limit lately."""
    return _count(f"often:{what}", seconds) > limit


def _count(key: str, seconds: int) -> int:
    """Count one more in one step of the cache: of many at once none is lost. Returns how many."""
    if cache.add(key, 1, seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1


@contextmanager
def against_guessing(request: HttpRequest) -> Iterator[None]:
    """Around a registration: count the e-mails that were taken, and stop whoever tries many.

    Raises RuleBroken `too_many_guesses`.
    """
    key = f"taken-emails:{address_of(request)}"
    if cache.get(key, 0) >= TAKEN_EMAILS:
        raise RuleBroken(
            "too_many_guesses",
            _("Too many attempts to register. Try again in an hour, or recover the password."),
            field="email",
        )
    try:
        yield
    except RuleBroken as refusal:
        if refusal.code == "email_taken":
            _count(key, HOUR)
        raise


def limit_codes(request: HttpRequest) -> None:
    """Count one more try of a code of the desk. Raises RuleBroken `too_many_guesses`."""
    if is_too_often(f"codes:{address_of(request)}", limit=CODES):
        raise RuleBroken(
            "too_many_guesses", _("Too many codes were tried from here. Try again in an hour.")
        )
