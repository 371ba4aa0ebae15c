"""Pages of the support centre and the payer: contracts, certificates, the month, the closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.forms import CommandForm, show_refusal
from certificates.models import Certificate
from enrollment import (
    access,
    documents,
    freezing,
    listing,
    previewing,
    protocol,
    running,
    sheets,
)
from enrollment.certificate_forms import CloseForm
from enrollment.forms import ReasonForm, RegisterFilters
from enrollment.job_forms import MonthForm
from enrollment.jobs import JOBS
from enrollment.models import JobRun, MonthTurn
from enrollment.views.calendar import start
from reference import clock
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import FundingPlan
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import has_role, municipality_of, role_required

ON_A_PAGE = 50


@role_required(*access.MUNICIPAL, Role.OPERATOR)
@require_safe
def contracts(request: AuthenticatedRequest) -> HttpResponse:
    """The register of contracts paid from the municipality's certificates (R1.07)."""
    filters = RegisterFilters(request.GET)
    found = access.municipal_contracts(request.user)
    filters.is_valid()
    wanted = filters.cleaned_data  # a filter that cannot be read does not filter
    found = found.filter(_numbered(wanted.get("q", "")))
    if status := wanted.get("status"):
        found = found.filter(status=status)
    if direction := wanted.get("direction"):
        found = found.filter(direction=direction)
    if name := wanted.get("provider"):
        found = found.filter(provider__short_name__icontains=name)
    page = Paginator(listing.with_families(found).select_related("direction"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    on = clock.today()
    return render(
        request,
        "enrollment/contracts.html",
        {
            "filters": filters,
            "turns_months": has_role(request.user, *access.MUNICIPAL),
            "page_obj": page,
            "lines": listing.in_order(page, on=on),
            "totals": found.aggregate(
                number=Count("pk"),
                total=Sum("total", default=0),
                certificate_part=Sum("certificate_part", default=0),
                parent_part=Sum("parent_part", default=0),
            ),
        },
    )


def _numbered(words: str) -> Q:
    """The condition that a contract or its certificate has this number."""
    text = words.replace(" ", "").replace("№", "")
    year, dash, ordinal = text.partition("-")
    if dash and year.isdecimal() and ordinal.isdecimal() and len(ordinal) < 19 and int(year[:4]):
        return Q(pk=int(ordinal), requested_on__year=int(year[:4]))
    return Q(certificate__number__startswith=text) if text else Q()


@role_required(*access.MUNICIPAL)
def suspend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Suspend a certificate: its applications are refused, its free money returns (R2.28)."""
    return _decide(
        request, pk, freezing.suspend, "enrollment/suspend.html", _("The certificate is suspended.")
    )


@role_required(*access.MUNICIPAL)
def close_certificate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Close a certificate on a ground (R2.31): contracts act to the end of the month (R2.32)."""
    return _decide(
        request,
        pk,
        freezing.close,
        "enrollment/close_certificate.html",
        _("The certificate is closed."),
        form_class=CloseForm,
    )


def _decide(
    request: AuthenticatedRequest,
    pk: int,
    verb: Callable[..., Certificate],
    page: str,
    done: str,
    *,
    form_class: type[ReasonForm | CloseForm] = ReasonForm,
) -> HttpResponse:
    """Ask for the reason and do it, once."""
    certificate = _certificate(request, pk)
    form = form_class(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            once(
                form.cleaned_data["command"],
                f"certificate.{page}",
                Certificate,
                lambda: verb(certificate, reason, by=request.user, on=_today(certificate)),
                by=request.user,
                certificate=certificate.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect(certificate)
    return render(
        request,
        page,
        {
            "form": form,
            "certificate": certificate,
            "contracts": listing.with_families(certificate.contracts.living()),
        },
    )


@role_required(*access.MUNICIPAL)
def resume(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Resume a suspended certificate (R2.29)."""
    certificate = _certificate(request, pk)
    form = CommandForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "certificate.resume",
                Certificate,
                lambda: freezing.resume(certificate, by=request.user, on=_today(certificate)),
                by=request.user,
                certificate=certificate.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The certificate is active again."))
            return redirect(certificate)
    return render(request, "enrollment/resume.html", {"form": form, "certificate": certificate})


@role_required(*access.MUNICIPAL)
def month(request: AuthenticatedRequest) -> HttpResponse:
    """The work of the 1st by hand: what it would do, a tick, what it has done."""
    municipality = municipality_of(request.user, *access.MUNICIPAL)
    present = Month.of(clock.today(municipality))
    preview = previewing.preview(municipality, present)
    form = MonthForm(
        request.POST or None,
        user=request.user,
        is_destructive=preview.ended_plan is not None,
    )
    if form.is_valid():
        job = JOBS["month"]
        on = clock.today(municipality)
        start(request, running.request(job, municipality, on=on, by=request.user))
        return redirect("enrollment:month")
    runs = JobRun.objects.filter(municipality=municipality, name="month")
    return render(
        request,
        "enrollment/month.html",
        {
            "form": form,
            "month": present,
            "preview": preview,
            "is_done": previewing.is_done(municipality, present),
            "run": runs.select_related("by").first(),
            "turns": MonthTurn.objects.filter(municipality=municipality)[:24],
            "plans": municipality.funding_plans.approved().order_by("-starts_on"),
        },
    )


@role_required(*access.MUNICIPAL, Role.OPERATOR)
@require_safe
def closing(request: AuthenticatedRequest, plan_id: int) -> HttpResponse:
    """The closing protocol of a period: a preview before its end, the record after (R8.04)."""
    plan = _plan(request, plan_id)
    return render(
        request,
        "enrollment/closing.html",
        {"plan": plan, "protocol": protocol.protocol_of(plan)},
    )


@role_required(*access.MUNICIPAL, Role.OPERATOR)
@require_safe
def closing_pdf(request: AuthenticatedRequest, plan_id: int) -> HttpResponse:
    """The protocol of a closed period as an official document."""
    plan = _plan(request, plan_id)
    if plan.status != FundingPlan.Status.CLOSED:
        raise Http404
    drawn = documents.closing_protocol(
        protocol.protocol_of(plan), made_on=clock.today(plan.municipality)
    )
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="closing-{plan.pk}.pdf"'},
    )


@role_required(*access.MUNICIPAL, Role.OPERATOR)
@require_safe
def closing_xlsx(request: AuthenticatedRequest, plan_id: int) -> HttpResponse:
    """The protocol of a closed period as a table for the accountant."""
    plan = _plan(request, plan_id)
    if plan.status != FundingPlan.Status.CLOSED:
        raise Http404
    return HttpResponse(
        sheets.closing_protocol(protocol.protocol_of(plan)),
        content_type=sheets.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="closing-{plan.pk}.xlsx"'},
    )


def _plan(request: AuthenticatedRequest, plan_id: int) -> FundingPlan:
    return get_object_or_404(
        access.visible_plans(request.user).select_related("municipality__region"), pk=plan_id
    )


def _certificate(request: AuthenticatedRequest, pk: int) -> Certificate:
    return get_object_or_404(
        access.certificates_to_decide(request.user).select_related(
            "child", "municipality__region", "category"
        ),
        pk=pk,
    )


def _today(certificate: Certificate) -> date:
    return clock.today(certificate.municipality)
