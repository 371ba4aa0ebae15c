"""The front door, how pages look, the health check, robots, and the gallery of components."""

from __future__ import annotations

import sys
from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST, require_safe
from django.views.defaults import server_error

from navigator import gallery, helping, menu, sitemaps
from navigator.sight import Sight, SightForm, chosen, forget, keep
from users.http import safe_next

RETRY_SECONDS = 60


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each to their own start page: a role to its first queue, a visitor to the catalogue."""
    user = request.user if request.user.is_authenticated else None
    return redirect(menu.start_page(user))


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponse:
    """What broke: the portal itself, or the database is away or has too much to do just now."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        words = render_to_string("503.html")
        return HttpResponse(words, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return server_error(request)


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process serves and reaches the database; for whoever watches it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(sitemaps.robots(sitemap), content_type="text/plain")


@login_not_required
def sight(request: HttpRequest) -> HttpResponse:
    """The version for the visually impaired: choose how pages look, then back to where one was."""
    now = chosen(request.COOKIES) or Sight()
    form = SightForm(request.POST or None, initial=asdict(now))
    if form.is_valid():
        response = redirect(safe_next(request, otherwise="home"))
        keep(response, form.sight)
        return response
    return render(request, "sight.html", {"form": form})


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How things are done here, for families: to read, and to print as a memo."""
    facts = helping.facts()
    topics = [
        (topic, [(each, str(each.answer) % facts) for each in topic.answers])
        for topic in helping.TOPICS
    ]
    context = {
        "steps": [(each, str(each.answer) % facts) for each in helping.STEPS],
        "topics": topics,
        "last": str(helping.LAST) % facts,
    }
    return render(request, "help.html", context)


@login_not_required
@require_POST
def usual_sight(request: HttpRequest) -> HttpResponse:
    """One press back to the usual pages."""
    response = redirect(safe_next(request, otherwise="home"))
    forget(response)
    return response


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component with made-up content; on developers' machines only."""
    return render(request, "ui/index.html", gallery.content())
