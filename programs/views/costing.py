"""The parameters of the normative cost: the municipality asks, the regional centre decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from programs import access, estimating, pricing
from programs.forms import ReasonForm, show_refusal
from programs.forms.costing import LABELS, CostParametersForm, NormativeCostForm
from programs.models import CostParameters, Module
from providers.models import Venue
from reference import clock, money
from reference.errors import RuleBroken
from reference.models import Direction, Municipality
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import municipality_of, role_required

Status = CostParameters.Status


@role_required(Role.PAYER)
@require_safe
def cost_parameters(request: AuthenticatedRequest) -> HttpResponse:
    """The sets of towns and villages: what counts, what waits, what was refused (R5.11)."""
    municipality = municipality_of(request.user, Role.PAYER)
    return render(
        request,
        "programs/cost_parameters.html",
        {
            "municipality": municipality,
            "mode": pricing.mode_for(municipality, clock.today(municipality)),
            "kinds": [_kind(municipality, Venue.Settlement(kind)) for kind in Venue.Settlement],
        },
    )


def _kind(municipality: Municipality, kind: Venue.Settlement) -> dict[str, Any]:
    sets = municipality.cost_parameters.filter(settlement_kind=kind).order_by("-id")
    approved = estimating.approved_set(municipality, kind)
    return {
        "code": kind.value,
        "approved": approved,
        "lines": lines_of(approved) if approved else [],
        "waiting": sets.filter(status=Status.SUBMITTED).first(),
        "refused": sets.first() if sets and sets[0].status == Status.REFUSED else None,
    }


def lines_of(parameters: CostParameters) -> list[tuple[str, str]]:
    """Every value of a set with its name, as people read it."""
    lines = [(str(LABELS[name]), _said(name, parameters.values[name])) for name in LABELS]
    for direction in Direction.objects.order_by("position"):
        name = f"{estimating.EQUIPMENT}{direction.code}"
        label = _("Equipment, rubles (E): %(direction)s") % {"direction": direction}
        lines.append((label, _said(name, parameters.values.get(name, "0"))))
    return lines


def _said(name: str, value: str) -> str:
    if name in estimating.SUMS or name.startswith(estimating.EQUIPMENT):
        return money.rubles(money.parse(value))
    return value.replace(".", ",")


@role_required(Role.PAYER)
def propose_parameters(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """Ask the regional centre for other coefficients."""
    if kind not in Venue.Settlement.values:
        raise Http404
    municipality = municipality_of(request.user, Role.PAYER)
    settlement = Venue.Settlement(kind)
    form = CostParametersForm(
        request.POST or None, known=estimating.approved_set(municipality, settlement)
    )
    if form.is_valid():
        try:
            estimating.propose(
                municipality,
                settlement,
                form.values(),
                act=form.cleaned_data["act"],
                by=request.user,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The parameters are sent to the regional model centre."))
            return redirect("programs:cost_parameters")
    return render(
        request, "programs/propose_parameters.html", {"form": form, "settlement": settlement}
    )


@role_required(Role.OPERATOR)
@require_safe
def parameters_to_decide(request: AuthenticatedRequest) -> HttpResponse:
    """The sets that wait for a decision, oldest first, and the last decisions."""
    sets = CostParameters.objects.select_related("municipality")
    return render(
        request,
        "programs/parameters_to_decide.html",
        {
            "waiting": sets.filter(status=Status.SUBMITTED).order_by("pk"),
            "decided": sets.exclude(status=Status.SUBMITTED)[:20],
        },
    )


@role_required(Role.OPERATOR)
def decide_parameters(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One set: all its values, and the refusal with a reason."""
    proposed = get_object_or_404(CostParameters.objects.select_related("municipality"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            estimating.refuse(
                proposed,
                form.cleaned_data["reason"],
                by=request.user,
                on=clock.today(proposed.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The parameters are refused."))
            return redirect("programs:parameters_to_decide")
    context = {
        "proposed": proposed,
        "lines": lines_of(proposed),
        "form": form if proposed.status == Status.SUBMITTED else None,
    }
    return render(request, "programs/decide_parameters.html", context)


@role_required(Role.OPERATOR)
@require_POST
def approve_parameters(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Approve a set: it counts from now on."""
    proposed = get_object_or_404(CostParameters.objects.select_related("municipality"), pk=pk)
    try:
        estimating.approve(proposed, by=request.user, on=clock.today(proposed.municipality))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The parameters are approved."))
    return redirect("programs:parameters_to_decide")


@role_required(Role.MOC, Role.OPERATOR)
def set_normative_cost(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Enter the normative cost of a module where the municipality works by hand."""
    module = get_object_or_404(
        Module.objects.filter(program__in=access.certifiable_programs(request.user)).select_related(
            "program__provider__municipality__region"
        ),
        pk=pk,
    )
    form = NormativeCostForm(request.POST or None, initial={"cost": module.normative_cost})
    if request.method == "POST" and form.is_valid():
        try:
            pricing.set_normative_cost(
                module,
                form.cleaned_data["cost"],
                by=request.user,
                on=clock.today(module.program.provider.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The normative cost is entered."))
            return redirect("programs:certify", module.program_id)
    return render(request, "programs/set_normative_cost.html", {"module": module, "form": form})
