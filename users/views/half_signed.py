"""Between the password and the second step: nobody is signed in, the session only knows who began.

What is kept names the person, the password's fingerprint (a change ends it) and the hour.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from users import securing
from users.models import User

# Of the two that answer, the one that knows people; the other only counts attempts.
BACKEND = "django.contrib.auth.backends.ModelBackend"
LIVES = timedelta(minutes=10)

_KEY = "half_signed"


def go_in(request: HttpRequest, user: User, next_page: str) -> HttpResponse:
    """Whoever has shown a password or a letter's link comes in, or to the second step."""
    if not securing.is_on(user):
        auth.login(request, user, backend=BACKEND)
        return redirect(next_page)
    request.session.cycle_key()
    request.session[_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": (timezone.now() + LIVES).timestamp(),
        "next": next_page,
    }
    return redirect("users:second_step")


def who(request: HttpRequest) -> User | None:
    """Who has begun to sign in here, a short while ago."""
    half = request.session.get(_KEY)
    if not half or half["until"] < timezone.now().timestamp():
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    if user is None or not constant_time_compare(half["hash"], user.get_session_auth_hash()):
        return None
    return user


def finish(request: HttpRequest, user: User) -> HttpResponse:
    """The second step is done."""
    half = request.session.pop(_KEY)
    auth.login(request, user, backend=BACKEND)
    return redirect(half["next"])
