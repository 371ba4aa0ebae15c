from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reference import clock, configuration
from reference.errors import RuleBroken
from reference.models import Municipality
from reporting import access, building, describing, listing, populating
from reporting.forms import OrderForm, PopulationForm
from reporting.frozen import find_figure
from reporting.models import ReportRun
from users import audit
from users.http import AuthenticatedRequest
from users.roles import role_required

ROWS_ON_A_PAGE = 50
RUNS_ON_A_PAGE = 20


@role_required(*access.READERS)
def reports(request: AuthenticatedRequest) -> HttpResponse:
    """Order the quarterly report, and find those that were ordered."""
    municipalities = access.municipalities_to_order(request.user)
    form = None
    if municipalities:
        today = clock.today(municipalities[0])
        form = OrderForm(request.POST or None, municipalities=municipalities, on=today)
        if request.method == "POST" and form.is_valid():
            try:
                run = building.request(
                    "quarterly",
                    form.cleaned_data["municipality"],
                    form.asked_quarter(),
                    by=request.user,
                    on=today,
                )
            except RuleBroken as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, _("The report has been ordered."))
                return redirect(run)
    elif request.method == "POST":
        raise Http404
    runs = access.visible_runs(request.user).defer("lists", "figures")
    context = {
        "form": form,
        "page_obj": Paginator(runs, RUNS_ON_A_PAGE).get_page(request.GET.get("page")),
        "several_places": len(access.municipalities_to_read(request.user)) > 1,
    }
    return render(request, "reporting/reports.html", context)


@role_required(*access.READERS)
def population(request: AuthenticatedRequest) -> HttpResponse:
    """Enter how many children live in the municipality; see what was entered before."""
    entered = access.visible_populations(request.user)
    municipalities = access.municipalities_to_order(request.user)
    form = None
    if municipalities:
        form = PopulationForm(request.POST or None, initial=_population_defaults(municipalities[0]))
        if (
            request.method == "POST"
            and form.is_valid()
            and _enter(request, form, municipalities[0])
        ):
            messages.success(request, _("The population has been written down."))
            return redirect("reporting:population")
    elif request.method == "POST":
        raise Http404
    context = {"form": form, "populations": populating.with_corrections(entered)}
    return render(request, "reporting/population.html", context)


def _population_defaults(municipality: Municipality) -> dict[str, Any]:
    ages = {
        field: configuration.value_of(name, municipality.settings)
        for field, name in (("age_from", "coverage_age_from"), ("age_to", "coverage_age_to"))
    }
    return {"year": clock.today(municipality).year, **ages}


def _enter(request: AuthenticatedRequest, form: PopulationForm, municipality: Municipality) -> bool:
    asked = form.cleaned_data
    try:
        populating.enter(
            municipality,
            year=asked["year"],
            ages=(asked["age_from"], asked["age_to"]),
            children=asked["children"],
            source=asked["source"],
            by=request.user,
            on=clock.today(municipality),
        )
    except RuleBroken as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


@require_safe
@role_required(*access.READERS)
def report(request: AuthenticatedRequest, run_id: int) -> HttpResponse:
    """All figures of a report, each a link to its list; or where the order is now."""
    run = get_object_or_404(access.visible_runs(request.user), pk=run_id)
    context = {
        "run": run,
        "report": run.figures or {},
        "can_order": access.can_order(request.user, run),
        "opens_lists": True,
    }
    if run.is_ready and request.headers.get("HX-Request"):
        # the page of the order was asking whether it is ready: now it becomes the report
        return HttpResponse(headers={"HX-Refresh": "true"})
    if run.is_ready:
        return render(request, "reporting/report.html", context)
    return render(request, "reporting/order.html", context)


@require_POST
@role_required(*access.READERS)
def retry(request: AuthenticatedRequest, run_id: int) -> HttpResponse:
    """Build a failed report again."""
    run = get_object_or_404(access.visible_runs(request.user), pk=run_id)
    if not access.can_order(request.user, run):
        raise Http404
    try:
        building.retry(run, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is in the queue again."))
    return redirect(run)


@require_safe
@role_required(*access.READERS)
def pdf(request: AuthenticatedRequest, run_id: int) -> HttpResponse:
    """The report as a file, under a name that says which one it is."""
    run = get_object_or_404(access.visible_runs(request.user), pk=run_id)
    if not run.is_ready:
        raise Http404
    audit.record(request.user, "report.downloaded", run)
    name = f"report-{run.year}-q{run.quarter}-{run.municipality.slug}-{run.pk}.pdf"
    with run.file.open("rb") as printed:
        answer = HttpResponse(printed.read(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@require_safe
@role_required(*access.READERS)
def figure(request: AuthenticatedRequest, run_id: int, key: str) -> HttpResponse:
    """The list behind one figure, from the frozen rows; people only for the support centre."""
    run = get_object_or_404(access.visible_runs(request.user), pk=run_id)
    asked = find_figure(run.figures or {}, key)
    if asked is None:
        raise Http404
    sheet = listing.sheet_behind(run, asked)
    page = Paginator(sheet.select(asked["where"]), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    found = list(page)
    rows = listing.shown(sheet, found)
    children = listing.children_behind(sheet, found)
    names = _names(request, run, key, children)
    people = [names.get(child, "—") for child in children] if names is not None else []
    context = {
        "run": run,
        "report": run.figures,
        "figure": asked,
        "title": describing.title_of(asked),
        "conditions": describing.conditions_of(asked, run.figures or {}),
        "columns": listing.COLUMNS[sheet.name],
        "rows": zip(rows, people or [""] * len(rows), strict=True),
        "about_children": bool(children),
        "with_names": names is not None,
        "page_obj": page,
    }
    return render(request, "reporting/figure.html", context)


def _names(
    request: HttpRequest, run: ReportRun, key: str, children: list[int]
) -> dict[int, str] | None:
    """Names for the support centre's own staff, with a line in the audit (R11.12); else None."""
    viewer = cast(AuthenticatedRequest, request).user
    if not children or not access.can_see_names(viewer, run):
        return None
    audit.record(viewer, "report.children_viewed", run, figure=key, children=children)
    return listing.names_of(children, run.municipality)
