"""The regional model centre decides who is in the register."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from providers import access, registering
from providers.forms import ReasonForm
from providers.history import events_of
from providers.models import Provider
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 50
Status = Provider.Status


@role_required(Role.OPERATOR)
@require_safe
def decisions(request: AuthenticatedRequest) -> HttpResponse:
    """Providers by state; those that wait for a decision come first."""
    providers = access.decided_providers(request.user)
    counts = dict(providers.order_by().values_list("status").annotate(Count("pk")))
    chosen = request.GET.get("status")
    status = Status(chosen) if chosen in Status.values else Status.NEW
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())
    rows = providers.filter(status=status).order_by("pk")
    if words:
        rows = rows.filter(short_name__icontains=words) | rows.filter(inn=words)
    context = {
        "tabs": [
            {
                "label": one.label.capitalize(),
                "url": f"?status={one}",
                "current": one == status,
                "count": counts.get(one, 0),
            }
            for one in Status
        ],
        "status": status,
        "words": words,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "providers/decisions.html", context)


@role_required(Role.OPERATOR)
@require_safe
def decision(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One provider: what it has written of itself, its history, and what may be decided."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    possible = registering.TRANSITIONS[Status(provider.status)]
    context = {
        "provider": provider,
        "venues": provider.venues.all(),
        "representatives": provider.members.filter(position="responsible").select_related("user"),
        "can_include": provider.status == Status.NEW,
        "can_refuse": Status.REFUSED in possible,
        "can_suspend": Status.SUSPENDED in possible,
        "can_resume": provider.status == Status.SUSPENDED,
        "can_exclude": Status.EXCLUDED in possible,
        "can_be_executor": provider.status == Status.ACTIVE and not provider.is_executor,
        "events": events_of(provider),
    }
    return render(request, "providers/decision.html", context)


@role_required(Role.OPERATOR)
@require_POST
def include(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a provider into the register."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    try:
        registering.include(provider, by=request.user, on=clock.today())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("providers:decision", pk=pk)
    messages.success(request, _("“%(provider)s” is in the register.") % {"provider": provider})
    return redirect("providers:decisions")


@role_required(Role.OPERATOR)
@require_POST
def resume(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let a suspended provider go on."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    try:
        registering.resume(provider, by=request.user, on=clock.today())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Families can apply to “%(provider)s” again.") % {"provider": provider}
        )
    return redirect("providers:decision", pk=pk)


@role_required(Role.OPERATOR)
@require_POST
def include_executor(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a provider into the register of executors of the social order (R6.62)."""
    return _set_executor(request, pk, True)


@role_required(Role.OPERATOR)
@require_POST
def exclude_executor(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a provider out of the register of executors of the social order."""
    return _set_executor(request, pk, False)


def _set_executor(request: AuthenticatedRequest, pk: int, is_executor: bool) -> HttpResponse:
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    try:
        registering.set_executor(provider, is_executor, by=request.user, on=clock.today())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The register of executors is changed."))
    return redirect("providers:decision", pk=pk)


@role_required(Role.OPERATOR)
def refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Refuse an application."""
    return _decide(
        request,
        pk,
        registering.refuse,
        title=gettext_lazy("Refuse the application"),
        consequence=gettext_lazy("The applicant may mend the application and hand it in again."),
        button=gettext_lazy("Refuse"),
        done=gettext_lazy("The application is refused."),
    )


def _decide(
    request: AuthenticatedRequest,
    pk: int,
    verdict: Callable[..., Provider],
    *,
    title: str | Promise,
    consequence: str | Promise,
    button: str | Promise,
    done: str | Promise,
) -> HttpResponse:
    """A decision with a reason, on a page of its own."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            verdict(provider, form.cleaned_data["reason"], by=request.user, on=clock.today())
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect("providers:decision", pk=pk)
    context = {
        "provider": provider,
        "form": form,
        "title": title,
        "consequence": consequence,
        "button": button,
    }
    return render(request, "providers/decide.html", context)
