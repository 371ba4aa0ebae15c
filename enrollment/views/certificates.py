"""Pages on which the municipality changes one certificate, or returns the unused ones."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError

from certificates import ledger, recategorising
from certificates.forms import show_refusal
from certificates.models import Account, Certificate
from enrollment import access, limiting, lowering, returning, running, tasks
from enrollment.certificate_forms import CategoryForm, DirectionsForm, OwnNominalForm, UnusedForm
from reference import clock
from reference.errors import RuleBroken
from reference.models import FundingPlan
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import municipality_of, role_required

ON_A_PAGE = 100
FEW = 500  # certificates that a page may wait for; more are returned in the background


@role_required(*access.MUNICIPAL)
def change_category(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give a certificate another category, with the difference of nominals (R2.24)."""
    certificate = _certificate(request, pk)
    others = certificate.municipality.categories.exclude(pk=certificate.category_id)
    form = CategoryForm(request.POST or None, categories=others)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "certificate.category_changed",
                Certificate,
                lambda: recategorising.change_category(
                    certificate,
                    form.cleaned_data["category"],
                    by=request.user,
                    on=clock.today(certificate.municipality),
                ),
                by=request.user,
                certificate=certificate.pk,
                category=form.cleaned_data["category"].pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The category is changed."))
            return redirect(certificate)
    return render(
        request,
        "enrollment/change_category.html",
        {
            "form": form,
            "certificate": certificate,
            "terms": _terms_of_today(certificate),
            "account": _account_of(certificate),
            "has_others": others.exists(),
        },
    )


@role_required(Role.PAYER)
def own_nominal(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Lower the nominal of one certificate that nothing is committed on (R2.25)."""
    certificate = _certificate(request, pk)
    form = OwnNominalForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "certificate.nominal_lowered",
                Certificate,
                lambda: lowering.set_own_nominal(
                    certificate,
                    form.cleaned_data["nominal"],
                    by=request.user,
                    on=clock.today(certificate.municipality),
                ),
                by=request.user,
                certificate=certificate.pk,
                nominal=form.cleaned_data["nominal"],
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The nominal is lowered."))
            return redirect(certificate)
    return render(
        request,
        "enrollment/own_nominal.html",
        {"form": form, "certificate": certificate, "account": _account_of(certificate)},
    )


@role_required(Role.PAYER)
def unused(request: AuthenticatedRequest) -> HttpResponse:
    """Funded certificates nobody uses: the list, the sum, a tick, the button (R2.17)."""
    municipality = municipality_of(request.user, Role.PAYER)
    at = clock.now()
    found = returning.unused(municipality, at=at)
    number = found.count()
    form = UnusedForm(request.POST or None)
    if form.is_valid():
        try:
            running.check_month(municipality, on=clock.today(municipality))
            if number <= FEW:
                returned = returning.return_unused(municipality, by=request.user, at=at)
                messages.success(request, _say_returned(returned))
            else:
                _start(request, municipality.pk)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        return redirect("enrollment:unused")
    plan = ledger.plan_of(municipality, clock.today(municipality))
    accounts = Account.objects.filter(plan=plan, certificate__in=found)
    page = Paginator(
        accounts.select_related("certificate", "category").order_by("certificate_id"), ON_A_PAGE
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/unused.html",
        {
            "form": form,
            "number": number,
            "sum": accounts.aggregate(sum=Sum("available", default=0))["sum"],
            "page_obj": page,
            "days": plan.setting("days_to_first_application") if plan else None,
            "days_after_refusal": plan.setting("days_after_refusal") if plan else None,
        },
    )


def _say_returned(number: int) -> str:
    return ngettext(
        "%(number)s certificate is an accounting one again.",
        "%(number)s certificates are accounting ones again.",
        number,
    ) % {"number": number}


def _start(request: AuthenticatedRequest, municipality_id: int) -> None:
    try:
        tasks.return_unused.delay(municipality_id, request.user.pk)
    except OperationalError:
        messages.error(
            request, _("The background work cannot be started now. Try again in a few minutes.")
        )
    else:
        messages.success(request, _("The work has begun. Reload the page to see how far it is."))


@role_required(Role.PAYER)
def directions(request: AuthenticatedRequest, plan_id: int) -> HttpResponse:
    """How many contracts of each direction the plan pays at the same time (R3.15)."""
    plan = get_object_or_404(
        access.visible_plans(request.user)
        .filter(status=FundingPlan.Status.OPEN)
        .select_related("municipality__region"),
        pk=plan_id,
    )
    form = DirectionsForm(request.POST or None, plan=plan)
    if form.is_valid():
        try:
            limiting.set_limits(
                plan,
                form.numbers(),
                act=form.cleaned_data["act"],
                by=request.user,
                on=clock.today(plan.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The limits are changed."))
            return redirect("certificates:plan", plan.pk)
    return render(
        request,
        "enrollment/directions.html",
        {"form": form, "plan": plan, "limits": plan.direction_limits.select_related("direction")},
    )


def _certificate(request: AuthenticatedRequest, pk: int) -> Certificate:
    return get_object_or_404(
        access.certificates_to_decide(request.user).select_related(
            "child", "municipality__region", "category"
        ),
        pk=pk,
    )


def _account_of(certificate: Certificate) -> Account | None:
    return ledger.account_of(certificate, clock.today(certificate.municipality))


def _terms_of_today(certificate: Certificate) -> object:
    """What each category of the municipality gets in the plan of today."""
    plan = ledger.plan_of(certificate.municipality, clock.today(certificate.municipality))
    return plan.category_terms.select_related("category") if plan else ()
