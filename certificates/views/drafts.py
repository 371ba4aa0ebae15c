"""Pages of the payer about a plan that is not yet approved: the next period."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates import access, drafting, planning
from certificates.forms import CommandForm, show_refusal
from certificates.plan_forms import PlanForm, TermsForm, WeeklyTermsForm
from reference import clock
from reference.errors import RuleBroken
from reference.models import CategoryTerms, FundingPlan
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import municipality_of, role_required


@role_required(Role.PAYER)
def new_plan(request: AuthenticatedRequest) -> HttpResponse:
    """Begin the draft of the next period; what categories get is taken over from the last one."""
    municipality = municipality_of(request.user, Role.PAYER)
    starts_on, ends_on = drafting.next_period(municipality, on=clock.today(municipality))
    last = municipality.funding_plans.order_by("-ends_on").first()
    form = PlanForm(
        request.POST or None,
        initial={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "regime": PlanForm.regime_of(last),
        },
    )
    if form.is_valid():
        try:
            plan = drafting.start(municipality, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The draft is begun. Check what each category gets."))
            return redirect("certificates:plan", plan.pk)
    return render(
        request, "certificates/new_plan.html", {"form": form, "municipality": municipality}
    )


@role_required(Role.PAYER)
def edit_plan(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Correct the days, the volume and the act of a draft."""
    plan = _draft(request, pk)
    form = PlanForm(
        request.POST or None,
        initial={
            "starts_on": plan.starts_on,
            "ends_on": plan.ends_on,
            "volume": plan.volume,
            "act": plan.act,
            "regime": PlanForm.regime_of(plan),
        },
    )
    if form.is_valid():
        try:
            drafting.change(plan, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("certificates:plan", plan.pk)
    return render(request, "certificates/edit_plan.html", {"form": form, "plan": plan})


@role_required(Role.PAYER)
def edit_terms(request: AuthenticatedRequest, pk: int, terms_id: int | None = None) -> HttpResponse:
    """What a category gets in the draft; without one, a category is added."""
    plan = _draft(request, pk)
    terms = get_object_or_404(plan.category_terms, pk=terms_id) if terms_id else None
    form = _terms_form(request, plan, terms)
    if terms:
        form.fields["category_name"].disabled = True
    if form.is_valid():
        try:
            write = drafting.set_weekly_terms if plan.counts_hours else drafting.set_terms
            write(plan, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The category is saved."))
            return redirect("certificates:plan", plan.pk)
    return render(
        request,
        "certificates/edit_terms.html",
        {
            "form": form,
            "plan": plan,
            "terms": terms,
            "known": plan.municipality.categories.exclude(terms__plan=plan),
        },
    )


def _terms_form(
    request: AuthenticatedRequest, plan: FundingPlan, terms: CategoryTerms | None
) -> forms.Form:
    """The form of the plan's unit, with what stands in the draft; hours have example values."""
    kind = WeeklyTermsForm if plan.counts_hours else TermsForm
    initial = {"category_name": terms.category.name} if terms else {}
    if terms and not (plan.counts_hours and terms.weekly_norm is None):
        columns = kind.base_fields.keys() - {"category_name"}
        initial |= {name: getattr(terms, name) for name in columns}
    return kind(request.POST or None, initial=initial)


@role_required(Role.PAYER)
def remove_terms(request: AuthenticatedRequest, pk: int, terms_id: int) -> HttpResponse:
    """Take a category out of the draft."""
    plan = _draft(request, pk)
    terms = get_object_or_404(plan.category_terms.select_related("category"), pk=terms_id)
    if request.method == "POST":
        try:
            drafting.remove_terms(terms, by=request.user)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The category is taken out of the draft."))
        return redirect("certificates:plan", plan.pk)
    return render(request, "certificates/remove_terms.html", {"plan": plan, "terms": terms})


@role_required(Role.PAYER)
def approve_plan(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Make the draft the plan of its period."""
    plan = _draft(request, pk)
    form = CommandForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "plan.approved",
                FundingPlan,
                lambda: planning.approve(plan, by=request.user, on=clock.today(plan.municipality)),
                by=request.user,
                plan=plan.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The plan is approved."))
            return redirect("certificates:plan", plan.pk)
    return render(
        request,
        "certificates/approve_plan.html",
        {
            "form": form,
            "plan": plan,
            "picture": planning.picture(plan),
            "terms": plan.category_terms.select_related("category"),
        },
    )


def _draft(request: AuthenticatedRequest, pk: int) -> FundingPlan:
    """A draft of the payer's own municipality; an approved plan has no such page."""
    return get_object_or_404(
        access.plans_to_manage(request.user)
        .filter(status=FundingPlan.Status.DRAFT)
        .select_related("municipality__region"),
        pk=pk,
    )
