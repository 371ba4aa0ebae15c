"""The certificate and the statement as PDF, and the code by which the desk finds a child."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import access, papers, passports
from certificates.forms import RegisterFilters
from certificates.models import Account, Application, Certificate
from certificates.views.finding import certificate_to_see
from certificates.views.municipality import ON_A_PAGE
from reference import clock
from reference.errors import RuleBroken
from reference.models import Category
from users import audit
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@require_safe
def certificate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The certificate on one A4 page, for the family and for the staff who see its record."""
    certificate = certificate_to_see(request.user, pk)
    _note_look(request, certificate)
    return _paper(_print(request, [certificate]), f"certificate-{certificate.number}")


@require_safe
def statement(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The statement of one period."""
    account = get_object_or_404(
        Account.objects.filter(
            certificate__in=access.visible_certificates(request.user)
        ).select_related("certificate__child", "certificate__municipality", "plan"),
        pk=pk,
    )
    _note_look(request, account.certificate)
    on = clock.today(account.certificate.municipality)
    return _paper(
        papers.statement(account, on=on),
        f"statement-{account.certificate.number}-{account.plan.starts_on:%Y}",
    )


@role_required(*access.REGISTER, Role.OPERATOR)
@require_safe
def print_page(request: AuthenticatedRequest) -> HttpResponse:
    """The certificates of one page of the register, each on a sheet of its own."""
    found = RegisterFilters(request.GET, categories=Category.objects.all()).narrow(
        access.certificates_in_register(request.user)
    )
    pages = Paginator(
        found.select_related("child", "category", "municipality__region").order_by(
            "child__name_key", "id"
        ),
        ON_A_PAGE,
    )
    chosen = list(pages.get_page(request.GET.get("page")))
    if not chosen:
        raise Http404
    for certificate in chosen:
        _note_look(request, certificate)
    return _paper(_print(request, chosen), "certificates")


@role_required(*access.REGISTER)
@require_safe
def passport(request: AuthenticatedRequest, token: str) -> HttpResponse:
    """The child of a code: the application that waits for documents, else the record."""
    try:
        child = passports.find(token, at=clock.now())
    except RuleBroken as refusal:
        messages.warning(request, str(refusal))
        return redirect("certificates:register")
    application = (
        access.applications_to_decide(request.user)
        .filter(child=child, status=Application.Status.SUBMITTED)
        .first()
    )
    if application is not None:
        return redirect("certificates:application", application.pk)
    certificate = get_object_or_404(
        access.certificates_in_register(request.user).living(), child=child
    )
    return redirect("certificates:record", certificate.pk)


def _print(request: AuthenticatedRequest, chosen: list[Certificate]) -> bytes:
    on = clock.today(chosen[0].municipality)
    return papers.certificates(
        [
            papers.sheet_of(
                each,
                request.build_absolute_uri(
                    reverse("certificates:passport", args=(passports.paper_token_of(each.child),))
                ),
                on=on,
            )
            for each in chosen
        ],
        on=on,
    )


def _note_look(request: AuthenticatedRequest, certificate: Certificate) -> None:
    """A paper in the hands of the staff is a look at the child's data (R11.12)."""
    if not access.certificates_of(request.user).filter(pk=certificate.pk).exists():
        audit.record(request.user, "child.viewed", certificate.child, page="paper")


def _paper(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
