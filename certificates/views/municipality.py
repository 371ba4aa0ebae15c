"""Pages of the support centre and the acceptance desk: applications and the register."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_safe

from certificates import (
    access,
    consenting,
    history,
    issuing,
    ledger,
    queueing,
    searching,
)
from certificates.forms import (
    ApplicationFilters,
    ConfirmForm,
    RegisterFilters,
    RejectForm,
    show_refusal,
)
from certificates.models import Account, Application, Certificate, Child
from reference import clock
from reference.errors import RuleBroken
from reference.models import Category
from users import audit
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import has_role, role_required

ON_A_PAGE = 50
MONEY = ("nominal", "available", "reserved", "debited")
TABS = {
    Application.Status.SUBMITTED: pgettext_lazy("applications", "Waiting"),
    Application.Status.CONFIRMED: pgettext_lazy("applications", "Confirmed"),
    Application.Status.REJECTED: pgettext_lazy("applications", "Rejected"),
    Application.Status.EXPIRED: pgettext_lazy("applications", "Expired"),
}


@role_required(*access.DESK)
@require_safe
def applications(request: AuthenticatedRequest) -> HttpResponse:
    """The queue of applications, first come first, with the days they wait."""
    found = access.applications_to_decide(request.user)
    counts = dict(found.values_list("status").annotate(Count("pk")).order_by())
    status = request.GET.get("status", Application.Status.SUBMITTED)
    if status not in Application.Status.values:
        status = Application.Status.SUBMITTED
    form = ApplicationFilters(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    # a search looks through every status: the desk knows the child, not where the paper lies
    found = found.filter(searching.application_is(words)) if words else found.filter(status=status)
    order = "id" if status == Application.Status.SUBMITTED and not words else "-id"
    page = Paginator(
        found.select_related("child", "municipality__region").order_by(order), ON_A_PAGE
    ).get_page(request.GET.get("page"))
    rows = [_row(application) for application in page]
    return render(
        request,
        "certificates/applications.html",
        {
            "filters": form,
            "words": words,
            "status": status,
            "rows": rows,
            "page_obj": page,
            "tabs": [
                {
                    "label": label,
                    "url": f"?status={value}",
                    "current": value == status and not words,
                    "count": counts.get(value, 0),
                }
                for value, label in TABS.items()
            ],
        },
    )


def _row(application: Application) -> dict[str, Any]:
    today = clock.today(application.municipality)
    until = application.decided_on or today
    bring_by = application.documents_until
    return {
        "application": application,
        "child": application.child,
        "age": application.child.age(today),
        "days": (until - application.submitted_on).days,
        "bring_by": bring_by,
        "is_late": application.decided_on is None and bring_by < today,
    }


@role_required(*access.DESK)
def application(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """An application beside the documents: compare, choose the category, issue in one click."""
    application = _application(request, pk)
    form = ConfirmForm(request.POST or None, municipality=application.municipality)
    if form.is_valid():
        try:
            certificate = once(
                form.cleaned_data["command"],
                "application.confirmed",
                Certificate,
                lambda: issuing.confirm(
                    application,
                    form.cleaned_data["category"],
                    by=request.user,
                    on=clock.today(application.municipality),
                ),
                by=request.user,
                application=application.pk,
                category=form.cleaned_data["category"].pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request,
                gettext("Certificate No. %(number)s is issued.") % {"number": certificate.number},
            )
            return redirect("certificates:record", certificate.pk)
    child = application.child
    existing = child.certificates.living().select_related("municipality").first()
    _note_view(request, child, "application")
    return render(
        request,
        "certificates/application.html",
        {
            "form": form,
            "application": application,
            "child": child,
            "age": child.age(clock.today(application.municipality)),
            "guardianships": child.guardianships.select_related("user"),
            "helped": access.helped_at_desk(request.user, child),
            "consent": child.consents.filter(withdrawn_at=None).order_by("-id").first(),
            "can_correct": access.children_at_desk(request.user).filter(pk=child.pk).exists(),
            "twins": searching.may_be_the_same(child),
            "bring_by": application.documents_until,
            "is_open": application.status == Application.Status.SUBMITTED,
            "certificate": existing,
            "moves_from": existing.municipality
            if existing and existing.municipality_id != application.municipality_id
            else None,
            "history": history.events_of(application),
        },
    )


@role_required(*access.DESK)
def reject(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Refuse an application with a reason the family will read."""
    application = _application(request, pk)
    form = RejectForm(request.POST or None)
    if form.is_valid():
        try:
            issuing.reject(
                application,
                form.cleaned_data["reason"],
                form.cleaned_data["comment"],
                by=request.user,
                on=clock.today(application.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, gettext("The application is rejected. The family is told why.")
            )
            return redirect("certificates:applications")
    return render(
        request,
        "certificates/reject.html",
        {"form": form, "application": application, "child": application.child},
    )


@role_required(*access.REGISTER, Role.OPERATOR)
@require_safe
def register(request: AuthenticatedRequest) -> HttpResponse:
    """The register of certificates with their money in the plan of today, and the totals."""
    found = access.certificates_in_register(request.user)
    form = RegisterFilters(
        request.GET,
        categories=Category.objects.filter(certificates__in=found).distinct().order_by("name"),
    )
    found = form.narrow(found)
    on = clock.today()
    accounts = Account.objects.filter(plan__starts_on__lte=on, plan__ends_on__gte=on)
    totals = accounts.filter(certificate__in=found).aggregate(
        **{name: Sum(name, default=0) for name in MONEY}
    )
    current = accounts.filter(certificate=OuterRef("pk"))
    page = Paginator(
        found.annotate(**{name: Subquery(current.values(name)[:1]) for name in MONEY})
        .select_related("child", "category")
        .order_by("child__name_key", "id"),
        ON_A_PAGE,
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "certificates/register.html",
        {
            "filters": form,
            "page_obj": page,
            "totals": totals,
            "on": on,
            "can_take_over": has_role(request.user, *access.DESK),
        },
    )


@role_required(*access.REGISTER, Role.OPERATOR)
@require_safe
def record(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A certificate as the staff sees it; the look itself is noted (R11.12)."""
    certificate = get_object_or_404(
        access.certificates_in_register(request.user).select_related(
            "child", "category", "municipality__region", "previous__municipality"
        ),
        pk=pk,
    )
    _note_view(request, certificate.child, "certificate")
    on = clock.today(certificate.municipality)
    account = ledger.account_of(certificate, on)
    return render(
        request,
        "certificates/record.html",
        {
            "certificate": certificate,
            "child": certificate.child,
            "age": certificate.child.age(on),
            "guardianships": certificate.child.guardianships.select_related("user"),
            "helped": access.helped_at_desk(request.user, certificate.child),
            "account": account,
            "balance": ledger.Balance.of(account),
            "lines": ledger.statement(account) if account else [],
            "place": queueing.place_of(certificate),
            "consents_stand": consenting.stand(certificate.child),
            "can_decide": access.can_decide(request.user, certificate),
            "can_correct": access.children_at_desk(request.user)
            .filter(pk=certificate.child_id)
            .exists(),
            "can_lower": certificate.is_active
            and certificate.is_funded
            and access.can_manage_plans(request.user, certificate.municipality),
            "history": history.events_of(certificate),
        },
    )


def _application(request: AuthenticatedRequest, pk: int) -> Application:
    return get_object_or_404(
        access.applications_to_decide(request.user).select_related(
            "child__municipality", "municipality__region", "submitted_by", "decided_by"
        ),
        pk=pk,
    )


def _note_view(request: AuthenticatedRequest, child: Child, page: str) -> None:
    """Who of the staff looked at a child's data, and where (R11.12)."""
    audit.record(request.user, "child.viewed", child, page=page)
