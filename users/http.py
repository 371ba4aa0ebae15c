from __future__ import annotations

from django.http import HttpRequest

from users.models import User


class AuthenticatedRequest(HttpRequest):
    """A request of someone who has signed in."""

    user: User
