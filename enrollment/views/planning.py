"""Pages of the payer who plans: the calculator, a draft played against last year, the forecast."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import drafting
from certificates.access import plans_to_see
from certificates.forms import show_refusal
from enrollment import access, calculating, forecasting, rehearsing
from enrollment.planning_forms import CalculatorForm, DraftForm
from reference import clock
from reference.errors import RuleBroken
from reference.models import FundingPlan, Municipality
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import municipality_of, role_required


@role_required(Role.PAYER)
def calculator(request: AuthenticatedRequest) -> HttpResponse:
    """Children, norms, hours and money become nominal, number and volume (R3.07).

    Counting is a question, so it stands in the address; saving it as a draft is a press.
    """
    municipality = municipality_of(request.user, Role.PAYER)
    experience = calculating.experience_of(municipality, on=clock.today(municipality))
    asked = request.POST or request.GET
    form = CalculatorForm(asked if "hours" in asked else None, experience=experience)
    if not form.is_bound:
        form.initial.update(population=request.GET.get("population"))
    draft_form = DraftForm(
        request.POST or None, initial=_draft_of(municipality), auto_id="id_draft_%s"
    )
    context: dict[str, Any] = {
        "form": form,
        "draft_form": draft_form,
        "experience": experience,
        "municipality": municipality,
    }
    if form.is_valid():
        try:
            context["proposal"] = calculating.propose(form.assumptions())
            if request.method == "POST" and draft_form.is_valid():
                plan = calculating.save_as_draft(
                    municipality,
                    form.assumptions(),
                    **draft_form.cleaned_data,
                    by=request.user,
                )
                messages.success(request, _("The draft is begun. Check what each category gets."))
                return redirect("certificates:plan", plan.pk)
        except RuleBroken as refusal:
            show_refusal(draft_form if "proposal" in context else form, refusal)
    return render(request, "enrollment/planning/calculator.html", context)


def _draft_of(municipality: Municipality) -> dict[str, Any]:
    starts_on, ends_on = drafting.next_period(municipality, on=clock.today(municipality))
    first = municipality.categories.first()
    return {
        "category": first.name if first else _("all children"),
        "starts_on": starts_on,
        "ends_on": ends_on,
    }


@role_required(*access.MUNICIPAL)
@require_safe
def rehearsal(request: AuthenticatedRequest, plan_id: int) -> HttpResponse:
    """A draft played against the contracts of the last plan, before it is approved (R3.07)."""
    draft = get_object_or_404(
        plans_to_see(request.user)
        .filter(status=FundingPlan.Status.DRAFT)
        .select_related("municipality__region"),
        pk=plan_id,
    )
    against = rehearsing.plan_before(draft)
    return render(
        request,
        "enrollment/planning/rehearsal.html",
        {
            "plan": draft,
            "against": against,
            "rehearsals": rehearsing.rehearse(draft, against) if against else [],
        },
    )


@role_required(*access.MUNICIPAL)
@require_safe
def forecast(request: AuthenticatedRequest, plan_id: int) -> HttpResponse:
    """How the plan is carried out, month by month, and where its contracts lead (I13)."""
    plan = get_object_or_404(
        plans_to_see(request.user).approved().select_related("municipality__region"), pk=plan_id
    )
    return render(
        request,
        "enrollment/planning/forecast.html",
        {
            "plan": plan,
            "forecast": forecasting.forecast_of(plan),
            "today": clock.today(plan.municipality),
        },
    )
