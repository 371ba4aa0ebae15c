"""Pages of the payer on which an open plan changes: its volume, the end of contracting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates import access, contracting, ledger, planning
from certificates.change_forms import CloseContractingForm, VolumeForm
from certificates.forms import show_refusal
from reference import clock
from reference.errors import RuleBroken
from reference.models import FundingPlan
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PAYER)
def set_volume(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Correct the money of the plan inside its period (R3.18)."""
    plan = _open_plan(request, pk)
    form = VolumeForm(request.POST or None, initial={"volume": plan.volume})
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "plan.volume_set",
                FundingPlan,
                lambda: planning.set_volume(
                    plan,
                    form.cleaned_data["volume"],
                    act=form.cleaned_data["act"],
                    by=request.user,
                    on=clock.today(plan.municipality),
                ),
                by=request.user,
                plan=plan.pk,
                volume=form.cleaned_data["volume"],
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The volume is changed."))
            return redirect("certificates:plan", plan.pk)
    return render(
        request,
        "certificates/set_volume.html",
        {"form": form, "plan": plan, "issued": ledger.issued_by(plan)},
    )


@role_required(Role.PAYER)
def close_contracting(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take no applications at the expense of this period from a day on (R3.17)."""
    plan = _open_plan(request, pk)
    form = CloseContractingForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "plan.contracting_closed",
                FundingPlan,
                lambda: contracting.close_contracting(
                    plan,
                    form.cleaned_data["since"],
                    by=request.user,
                    on=clock.today(plan.municipality),
                ),
                by=request.user,
                plan=plan.pk,
                since=form.cleaned_data["since"],
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The day is set. The families are told by letter."))
            return redirect("certificates:plan", plan.pk)
    return render(
        request,
        "certificates/close_contracting.html",
        {"form": form, "plan": plan, "earliest": contracting.earliest(plan)},
    )


def _open_plan(request: AuthenticatedRequest, pk: int) -> FundingPlan:
    plans = access.plans_to_manage(request.user).filter(status=FundingPlan.Status.OPEN)
    return get_object_or_404(plans.select_related("municipality__region"), pk=pk)
