"""The operator's pages about a provider in the register: its contracts, their limits, its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from enrollment import excluding, limiting, proposing, tasks
from enrollment.limit_forms import (
    ExperiencedProposal,
    LimitForm,
    NewcomerProposal,
    ProgramProposal,
)
from enrollment.models import Contract, ProviderLimit
from programs.models import Program
from providers import access
from providers.forms import ReasonForm
from providers.models import Provider
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.OPERATOR)
@require_safe
def provider_places(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How many children the provider and its programs have, and their limits."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    return render(
        request,
        "enrollment/provider_places.html",
        {
            "provider": provider,
            "limit": ProviderLimit.objects.filter(provider=provider).first(),
            "counted": Contract.objects.counted().filter(provider=provider).count(),
            "programs": _programs(provider),
            "left": excluding.left_to_end(provider),
        },
    )


@role_required(Role.OPERATOR)
def limit_provider(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Approve the limit of places of a provider, with what the formula proposes (R4.10)."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    facts = proposing.facts_of(provider, on=clock.today())
    kind = NewcomerProposal if facts.is_newcomer else ExperiencedProposal
    asked = kind(request.GET, initial={"growth": 1, "rating": 1})
    proposal = None
    if asked.is_valid():
        proposal = (
            proposing.limit_of_newcomer(facts.certificates, **asked.cleaned_data)
            if facts.is_newcomer
            else proposing.limit_of_experienced(facts, **asked.cleaned_data)
        )
    limit = ProviderLimit.objects.filter(provider=provider).first()
    return _limit(
        request,
        provider,
        number=limit.number if limit else None,
        approve=partial(limiting.set_provider_limit, provider),
        context={"provider": provider, "facts": facts, "asked": asked, "proposal": proposal},
    )


@role_required(Role.OPERATOR)
def limit_program(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Approve the limit of places of a program, with what the formula proposes (R5.22)."""
    program = get_object_or_404(
        Program.objects.filter(provider__in=access.decided_providers(request.user)).select_related(
            "provider", "direction", "place_limit"
        ),
        pk=pk,
    )
    modules = program.modules.count()
    asked = ProgramProposal(request.GET, initial={"rating": 1})
    proposal = (
        proposing.limit_of_program(**asked.cleaned_data, modules=modules)
        if asked.is_valid()
        else None
    )
    limit = getattr(program, "place_limit", None)
    return _limit(
        request,
        program.provider,
        number=limit.number if limit else None,
        approve=partial(limiting.set_program_limit, program),
        context={
            "provider": program.provider,
            "program": program,
            "modules": modules,
            "asked": asked,
            "proposal": proposal,
        },
    )


def _limit(
    request: AuthenticatedRequest,
    provider: Provider,
    *,
    number: int | None,
    approve: Callable[..., None],
    context: dict[str, object],
) -> HttpResponse:
    proposal = context["proposal"]
    form: forms.Form = LimitForm(
        request.POST if request.method == "POST" else None,
        initial={"number": number if proposal is None else proposal},
    )
    if request.method == "POST" and form.is_valid():
        approve(form.cleaned_data["number"], by=request.user, on=clock.today())
        messages.success(request, _("The limit is saved."))
        return redirect("enrollment:provider_places", provider.pk)
    return render(request, "enrollment/limit.html", {**context, "form": form, "number": number})


@role_required(Role.OPERATOR)
def suspend_provider(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Suspend a provider: its applications are refused with a full return."""
    return _decide(
        request,
        pk,
        excluding.suspend,
        title=gettext_lazy("Suspend the work of the organisation"),
        consequence=gettext_lazy(
            "Its programs leave the catalogue and nobody can apply. Applications that are not "
            "signed yet are refused, their money returns. Children who study go on."
        ),
        button=gettext_lazy("Suspend"),
        done=gettext_lazy("The organisation is suspended."),
    )


@role_required(Role.OPERATOR)
def exclude_provider(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Exclude a provider: applications are refused, contracts act to the end of the month."""
    return _decide(
        request,
        pk,
        excluding.exclude,
        title=gettext_lazy("Exclude the organisation from the register"),
        consequence=gettext_lazy(
            "Its programs leave the catalogue for good. Applications are refused, their money "
            "returns; contracts act to the last day of this month, and its invoice is still "
            "taken. The way back is a new decision of the model centre outside the portal."
        ),
        button=gettext_lazy("Exclude"),
        done=gettext_lazy("The organisation is excluded."),
    )


@role_required(Role.OPERATOR)
@require_POST
def wind_up(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Go on with the contracts of a suspended or excluded provider, where that was left undone."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    tasks.wind_up_provider.delay(provider.pk, request.user.pk)
    messages.success(request, _("The work is started. Open the page again in a minute."))
    return redirect("enrollment:provider_places", pk)


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
    """A decision with a reason, on a page of its own; the contracts follow in the background."""
    provider = get_object_or_404(access.decided_providers(request.user), pk=pk)
    on: date = clock.today()
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            verdict(provider, form.cleaned_data["reason"], by=request.user, on=on)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            tasks.wind_up_provider.delay(provider.pk, request.user.pk)
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


def _programs(provider: Provider) -> QuerySet[Program]:
    """The provider's programs that take certificates, with their limits and counts."""
    counted = Count("groups__contracts", filter=Q(groups__contracts__status__in=Contract.COUNTED))
    return (
        Program.objects.filter(provider=provider, certified_on__isnull=False)
        .annotate(counted=counted, limit=F("place_limit__number"))
        .order_by("short_name", "pk")
    )
