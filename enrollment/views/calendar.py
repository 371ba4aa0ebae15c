"""Pages of the calendar: the jobs, one job with its runs, what the nightly check has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from certificates.forms import show_refusal
from enrollment import access, inspecting, running, tasks
from enrollment.job_forms import JobForm
from enrollment.jobs import JOBS, TABLE, Job
from enrollment.models import Finding, JobRun
from reference import clock
from reference.errors import RuleBroken
from reference.models import Municipality
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import has_role, municipality_of, role_required

RUNS_ON_A_PAGE = 30
FINDINGS_ON_A_PAGE = 100
GONE_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """A job of one place with the last run it had there."""

    job: Job
    last: JobRun | None


@dataclass(frozen=True)
class Explained:
    """A finding with what it means."""

    finding: Finding
    words: str | Promise


@role_required(Role.ADMINISTRATOR, *access.MUNICIPAL)
@require_safe
def jobs(request: AuthenticatedRequest) -> HttpResponse:
    """The jobs of the region and of every municipality; for a payer, those of its own."""
    if not has_role(request.user, Role.ADMINISTRATOR):
        return _board(request, municipality_of(request.user, *access.MUNICIPAL))
    today = Q(job_runs__day=clock.today())
    places = access.municipalities_of_jobs(request.user).annotate(
        done=Count("job_runs", filter=today & Q(job_runs__status="done")),
        failed=Count("job_runs", filter=today & Q(job_runs__status="failed")),
        unfinished=Count("job_runs", filter=Q(job_runs__status__in=JobRun.UNFINISHED)),
    )
    context = {"lines": _lines(None), "places": places.order_by("name")}
    return render(request, "enrollment/jobs.html", context)


@role_required(Role.ADMINISTRATOR, *access.MUNICIPAL)
@require_safe
def jobs_of(request: AuthenticatedRequest, municipality_id: int) -> HttpResponse:
    """The jobs of one municipality."""
    places = access.municipalities_of_jobs(request.user)
    return _board(request, get_object_or_404(places, pk=municipality_id))


@role_required(Role.ADMINISTRATOR, *access.MUNICIPAL)
def job_of(request: AuthenticatedRequest, municipality_id: int, name: str) -> HttpResponse:
    """One job in one municipality: what it does, a button, its runs."""
    places = access.municipalities_of_jobs(request.user)
    return _job(request, name, get_object_or_404(places, pk=municipality_id))


@role_required(Role.ADMINISTRATOR)
def job(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """One job of the whole region."""
    return _job(request, name, None)


@role_required(Role.ADMINISTRATOR)
@require_safe
def findings(request: AuthenticatedRequest) -> HttpResponse:
    """What the nightly check has found: what stands, and what went in the last weeks."""
    standing = Finding.objects.filter(gone_at__isnull=True)
    page = Paginator(standing, FINDINGS_ON_A_PAGE).get_page(request.GET.get("page"))
    gone = Finding.objects.filter(gone_at__gte=clock.now() - GONE_FOR)
    return render(
        request,
        "enrollment/findings.html",
        {
            "page_obj": page,
            "findings": [_explained(finding) for finding in page],
            "gone": [_explained(finding) for finding in gone[:FINDINGS_ON_A_PAGE]],
            "last": JobRun.objects.filter(name="inspection").first(),
        },
    )


def _explained(finding: Finding) -> Explained:
    return Explained(finding, inspecting.WORDS.get(finding.kind, finding.kind))


def _board(request: AuthenticatedRequest, municipality: Municipality) -> HttpResponse:
    context = {
        "lines": _lines(municipality),
        "municipality": municipality,
        "is_of_region": has_role(request.user, Role.ADMINISTRATOR),
    }
    return render(request, "enrollment/jobs.html", context)


def _lines(municipality: Municipality | None) -> list[Line]:
    """The jobs done there, in their order, each with its last run."""
    last = {
        run.name: run
        for run in JobRun.objects.filter(municipality=municipality)
        .order_by("name", "-id")
        .distinct("name")
    }
    return [
        Line(job, last.get(job.name))
        for job in TABLE
        if job.is_municipal == (municipality is not None)
    ]


def _job(
    request: AuthenticatedRequest, name: str, municipality: Municipality | None
) -> HttpResponse:
    job = JOBS.get(name)
    if job is None or job.is_municipal != (municipality is not None):
        raise Http404
    on = clock.today(municipality)
    form = JobForm(
        request.POST or None,
        user=request.user,
        is_destructive=municipality is not None and job.is_destructive(municipality, on),
    )
    if form.is_valid():
        try:
            run = running.request(job, municipality, on=on, by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            start(request, run)
            return redirect(request.path)
    runs = JobRun.objects.filter(name=name, municipality=municipality).select_related("by")
    return render(
        request,
        "enrollment/job.html",
        {
            "form": form,
            "job": job,
            "municipality": municipality,
            "page_obj": Paginator(runs, RUNS_ON_A_PAGE).get_page(request.GET.get("page")),
        },
    )


def start(request: AuthenticatedRequest, run: JobRun) -> None:
    """Hand the run to the worker; the page shows by reload how far it is."""
    try:
        tasks.run_job.delay(run.pk)
    except OperationalError:
        messages.error(
            request,
            _("The background work cannot be started now. It begins when the queue is back."),
        )
    else:
        messages.success(request, _("The work has begun. Reload the page to see how far it is."))
