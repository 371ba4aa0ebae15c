"""The payer's paying agreements with providers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from providers import access, agreeing
from providers.forms import AgreementForm, ReasonForm
from providers.history import events_of
from providers.models import Agreement
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 50
# What waits for the payer, and what is settled.
TABS = {
    "waiting": (Agreement.Status.NEW, Agreement.Status.CONFIRMED, Agreement.Status.APPEALED),
    "active": (Agreement.Status.ACTIVE,),
    "over": (Agreement.Status.REJECTED, Agreement.Status.CLOSED),
}


@role_required(Role.PAYER)
@require_safe
def agreements(request: AuthenticatedRequest) -> HttpResponse:
    """Agreements of the municipality's plans, by what has to be done with them."""
    mine = access.payer_agreements(request.user)
    counts = dict(mine.order_by().values_list("status").annotate(Count("pk")))
    chosen = request.GET.get("tab")
    waits = any(counts.get(status) for status in TABS["waiting"])
    tab = chosen if chosen in TABS else "waiting" if waits else "active"
    labels = {"waiting": _("Wait for an answer"), "active": _("In force"), "over": _("Over")}
    context = {
        "tabs": [
            {
                "label": labels[name],
                "url": f"?tab={name}",
                "current": name == tab,
                "count": sum(counts.get(status, 0) for status in statuses),
            }
            for name, statuses in TABS.items()
        ],
        "page_obj": Paginator(mine.filter(status__in=TABS[tab]), PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "providers/agreements.html", context)


@role_required(Role.PAYER)
def agreement(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One agreement: its requisites, or the form that puts it in force."""
    agreement = get_object_or_404(access.payer_agreements(request.user), pk=pk)
    waits = agreement.status in TABS["waiting"]
    form = AgreementForm(request.POST or None) if waits else None
    if form is not None and form.is_valid():
        try:
            with transaction.atomic():
                if agreement.status != Agreement.Status.CONFIRMED:
                    agreeing.confirm(agreement, by=request.user, on=clock.today())
                agreeing.activate(agreement, **form.cleaned_data, by=request.user, on=clock.today())
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The agreement is in force."))
            return redirect("providers:agreements")
    context = {
        "agreement": agreement,
        "provider": agreement.provider,
        "form": form,
        "events": events_of(agreement),
    }
    return render(request, "providers/agreement.html", context)


@role_required(Role.PAYER)
def reject(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say no to a request, with a reason."""
    agreement = get_object_or_404(
        access.payer_agreements(request.user).filter(status__in=TABS["waiting"]), pk=pk
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            agreeing.reject(
                agreement, form.cleaned_data["reason"], by=request.user, on=clock.today()
            )
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The agreement is rejected."))
            return redirect("providers:agreements")
    return render(
        request, "providers/reject_agreement.html", {"agreement": agreement, "form": form}
    )
