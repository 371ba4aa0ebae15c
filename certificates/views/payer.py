"""Pages of the payer: the plan as one picture, nominals and limits, the next period, the queue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from certificates import access, contracting, history, ledger, planning, previewing, queueing
from certificates.change_forms import ActPressForm, ApprovedLimitsForm
from certificates.forms import show_refusal
from certificates.models import QueuePlace
from certificates.plan_forms import NominalForm
from reference import clock
from reference.errors import RuleBroken
from reference.models import CategoryTerms, FundingPlan
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import municipality_of, role_required

READERS = (Role.PAYER, Role.MOC)
ON_A_PAGE = 50


@role_required(*READERS)
@require_safe
def plan(request: AuthenticatedRequest, pk: int | None = None) -> HttpResponse:
    """The payer's desk: where the money of the plan is, as a whole and by category."""
    plans = access.plans_to_see(request.user).select_related("municipality__region")
    if pk is None:
        municipality = municipality_of(request.user, *READERS)
        shown = ledger.plan_of(municipality, clock.today(municipality))
    else:
        shown = get_object_or_404(plans, pk=pk)
        municipality = shown.municipality
    context: dict[str, Any] = {
        "municipality": municipality,
        "plan": shown,
        "plans": plans.filter(municipality=municipality).order_by("-starts_on"),
        "can_manage": access.can_manage_plans(request.user, municipality),
        "today": clock.today(municipality),
    }
    if shown is not None:
        terms = list(shown.category_terms.select_related("category", "plan"))
        context |= {
            "picture": planning.picture(shown),
            "rows": [_row(each) for each in terms],
            "is_draft": shown.status == FundingPlan.Status.DRAFT,
            "is_open": shown.status == FundingPlan.Status.OPEN,
            "can_allow_next": shown.status == FundingPlan.Status.OPEN
            and shown.holds(context["today"])
            and not shown.setting("future_period_contracts_allowed"),
            "next_is_allowed": shown.setting("future_period_contracts_allowed"),
            "contracting_until": contracting.last_day(shown),
            "can_close_contracting": shown.status == FundingPlan.Status.OPEN
            and contracting.earliest(shown) <= context["today"] <= contracting.last_day(shown),
            "versions": shown.versions.select_related("event__by"),
            "history": history.events_of(shown, *terms),
        }
    return render(request, "certificates/plan.html", context)


def _row(terms: CategoryTerms) -> dict[str, Any]:
    waiting = QueuePlace.objects.waiting().filter(category=terms.category_id).count()
    return {
        "terms": terms,
        "picture": planning.picture(terms.plan, terms),
        "vacancies": queueing.vacancies(terms),
        "waiting": waiting,
    }


@role_required(Role.PAYER)
def set_nominal(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change a category's nominal: first what would happen, then the button (R3.09)."""
    terms = _terms(request, pk)
    press = ActPressForm(request.POST or None)
    form = NominalForm(request.POST or request.GET or None, initial={"nominal": terms.nominal})
    context: dict[str, Any] = {"form": form, "terms": terms, "press": press}
    if form.is_valid():
        nominal = form.cleaned_data["nominal"]
        if press.is_valid():
            try:
                once(
                    press.cleaned_data["command"],
                    "terms.nominal_set",
                    CategoryTerms,
                    lambda: planning.set_nominal(
                        terms,
                        nominal,
                        act=press.cleaned_data["act"],
                        by=request.user,
                        on=clock.today(terms.plan.municipality),
                    ),
                    by=request.user,
                    terms=terms.pk,
                    nominal=nominal,
                )
            except RuleBroken as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("The nominal is changed."))
                return redirect("certificates:plan", terms.plan_id)
        context["effect"] = previewing.effect_of(terms, nominal)
    return render(request, "certificates/set_nominal.html", context)


@role_required(Role.PAYER)
def set_limits(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change a category's limits; the queue moves into the new vacancies (R3.10, R3.13)."""
    terms = _terms(request, pk)
    form = ApprovedLimitsForm(
        request.POST or None,
        initial={"number_limit": terms.number_limit, "sum_limit": terms.sum_limit},
    )
    if terms.plan.counts_hours:  # the number is not limited there (R6.57)
        del form.fields["number_limit"]
    if form.is_valid():
        try:
            promoted = planning.set_limits(
                terms,
                number_limit=form.cleaned_data.get("number_limit"),
                sum_limit=form.cleaned_data["sum_limit"],
                act=form.cleaned_data["act"],
                by=request.user,
                on=clock.today(terms.plan.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _say_promoted(promoted))
            return redirect("certificates:plan", terms.plan_id)
    return render(
        request,
        "certificates/set_limits.html",
        {"form": form, "terms": terms, "row": _row(terms)},
    )


def _say_promoted(promoted: int) -> str:
    if not promoted:
        return _("The limits are changed.")
    return ngettext(
        "The limits are changed. %(number)s child of the queue got the money.",
        "The limits are changed. %(number)s children of the queue got the money.",
        promoted,
    ) % {"number": promoted}


@role_required(Role.PAYER)
def allow_next_plan(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let families apply now at the expense of the next period (R3.16)."""
    plan = get_object_or_404(
        access.plans_to_manage(request.user).filter(status=FundingPlan.Status.OPEN), pk=pk
    )
    if request.method == "POST":
        try:
            planning.allow_next_plan(plan, by=request.user, on=clock.today(plan.municipality))
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Families can apply for the next period now."))
        return redirect("certificates:plan", plan.pk)
    return render(request, "certificates/allow_next_plan.html", {"plan": plan})


@role_required(*READERS)
@require_safe
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """The live queue for funding, by category, with each one's place (R3.12)."""
    municipality = municipality_of(request.user, *READERS)
    waiting = (
        QueuePlace.objects.waiting()
        .filter(category__municipality=municipality)
        .select_related("category", "certificate__child")
        .annotate(place=Window(RowNumber(), partition_by=F("category"), order_by=F("id").asc()))
        .order_by("category__position", "category_id", "id")
    )
    today = clock.today(municipality)
    page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "certificates/queue.html",
        {
            "page_obj": page,
            "rows": [{"place": place, "days": (today - place.joined_on).days} for place in page],
        },
    )


def _terms(request: AuthenticatedRequest, pk: int) -> CategoryTerms:
    return get_object_or_404(
        access.terms_to_manage(request.user).select_related(
            "plan__municipality__region", "category"
        ),
        pk=pk,
    )
