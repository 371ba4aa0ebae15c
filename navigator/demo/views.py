"""The ribbon's buttons, and the letters of the demo for everybody to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from navigator import figures
from navigator.demo import clock as demo_clock
from reference import clock
from reference.errors import RuleBroken
from users.models import Notification

LETTERS_ON_A_PAGE = 30

View = Callable[..., HttpResponse]


def only_with(setting: str) -> Callable[[View], View]:
    """A page that exists only where the setting is on, and then for everybody."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(settings, setting):
                raise Http404
            return view(request, *args, **kwargs)

        return login_not_required(guarded)

    return guard


@only_with("DEMO_CLOCK")
@require_POST
def next_day(request: HttpRequest) -> HttpResponse:
    """To the next morning."""
    return _move(request, demo_clock.next_day)


@only_with("DEMO_CLOCK")
@require_POST
def next_first(request: HttpRequest) -> HttpResponse:
    """To the next 1st of a month."""
    return _move(request, demo_clock.next_first)


@only_with("DEMO_CLOCK")
@require_POST
def end_of_period(request: HttpRequest) -> HttpResponse:
    """To the 1st on which the period is closed."""
    return _move(request, demo_clock.end_of_period)


@only_with("DEMO")
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """All letters to all people, newest first."""
    letters = Notification.objects.select_related("recipient").order_by("-id")
    pages = Paginator(letters, LETTERS_ON_A_PAGE)
    return render(request, "demo/mail.html", {"page_obj": pages.get_page(request.GET.get("page"))})


@only_with("DEMO")
@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter, as its recipient got it."""
    found = get_object_or_404(Notification.objects.select_related("recipient"), pk=letter_id)
    return render(request, "demo/letter.html", {"letter": found})


def _move(request: HttpRequest, to: Callable[[date], date]) -> HttpResponse:
    on = clock.today()
    by = request.user if request.user.is_authenticated else None
    try:
        journey = demo_clock.move(to(on), by=by, on=on)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, in_words(journey))
    return redirect(_back(request))


def in_words(journey: demo_clock.Journey) -> str:
    """What happened on the way, in sentences."""
    said = [_("It is %(day)s on the portal now.") % {"day": figures.day(journey.day)}]
    if journey.turns:
        count = len(journey.months)
        said.append(
            ngettext(
                "The work of the 1st is done for %(count)s month:",
                "The work of the 1st is done for %(count)s months:",
                count,
            )
            % {"count": count}
        )
        said.append(
            _(
                "contracts ended: %(ended)s, debited for contracts: %(debits)s, in all %(sum)s, "
                "overdue applications refused: %(refused)s."
            )
            % {
                "ended": figures.number(journey.ended_contracts),
                "debits": figures.number(journey.debits),
                "sum": figures.rubles(journey.debited),
                "refused": figures.number(journey.refused),
            }
        )
    if journey.expired:
        said.append(
            _("Applications for certificates expired: %(count)s.") % {"count": journey.expired}
        )
    if journey.closed_plans:
        said.append(
            _("The period is closed, %(sum)s went back to the budget.")
            % {"sum": figures.rubles(journey.returned)}
        )
    return " ".join(said)


def _back(request: HttpRequest) -> str:
    """The page the button was on, if it is one of ours."""
    for wanted in (request.POST.get("next", ""), request.headers.get("referer", "")):
        if url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return wanted
    return resolve_url("home")
