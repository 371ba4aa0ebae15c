"""Pages of a payer: documents for payment are checked, returned, paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.forms import CommandForm, show_refusal
from enrollment import access, document_lists, examining, invoicing
from enrollment.document_forms import DocumentFilters, GiveBackForm, PayForm
from enrollment.models import Document
from reference import clock
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import has_role, role_required

ON_A_PAGE = 50
SHOWN = [status for status in Document.Status if status != Document.Status.DELETED]


@role_required(*access.MUNICIPAL, Role.OPERATOR)
@require_safe
def documents(request: AuthenticatedRequest) -> HttpResponse:
    """The advances and invoices that the municipality pays, with what they come to (S15, R16)."""
    found = access.municipal_documents(request.user)
    filters = DocumentFilters(request.GET, months=document_lists.months_of(found), statuses=SHOWN)
    filters.is_valid()
    found = document_lists.narrowed(found, filters.cleaned_data)
    page = Paginator(document_lists.for_list(found), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/documents/documents.html",
        {
            "filters": filters,
            "page_obj": page,
            "totals": document_lists.totals_of(found),
            "overdue": document_lists.overdue_among(page, on=clock.today()),
            "is_municipal": has_role(request.user, *access.MUNICIPAL),
        },
    )


@role_required(Role.PAYER)
@require_POST
def take_document(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Begin to check the document."""
    return _pass(request, pk, invoicing.take_into_work, _("The document is taken into work."))


@role_required(Role.PAYER)
@require_POST
def put_document_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put the document back unviewed: the provider may take it back again."""
    return _pass(request, pk, invoicing.put_back, _("The document is put back."))


def _pass(
    request: AuthenticatedRequest, pk: int, verb: Callable[..., Document], done: str
) -> HttpResponse:
    document = _payable(request, pk)
    try:
        verb(document, by=request.user, on=_today(document))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(document)


@role_required(Role.PAYER)
def return_document(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Return the document with a reason; the provider issues it anew (R7.18)."""
    document = _payable(request, pk)
    form = GiveBackForm(request.POST or None)
    if form.is_valid():
        refusal, reason = form.cleaned_data["refusal"], form.cleaned_data["reason"]
        if _once(
            request,
            form,
            document,
            Document.Status.RETURNED,
            lambda: invoicing.give_back(
                document, refusal, reason, by=request.user, on=_today(document)
            ),
            refusal=refusal,
            reason=reason,
        ):
            messages.success(request, _("The document is returned to the organisation."))
            return redirect(document)
    checks = [check for check in examining.examine(document) if not check.ok]
    context = {"form": form, "document": document, "checks": checks}
    return render(request, "enrollment/documents/return.html", context)


@role_required(Role.PAYER)
def pay_document(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Note the payment order; what was not delivered returns to the children (R7.13, R7.22)."""
    document = _payable(request, pk)
    form = PayForm(
        request.POST or None, initial={"paid_on": _today(document)}, to_pay=document.to_pay
    )
    if form.is_valid():
        order = {name: form.cleaned_data[name] for name in ("payment_order", "paid_on")}
        if _once(
            request,
            form,
            document,
            Document.Status.PAID,
            lambda: invoicing.pay(document, by=request.user, on=_today(document), **order),
            **order,
        ):
            messages.success(request, _("The document is paid."))
            return redirect(document)
    return render(
        request,
        "enrollment/documents/pay.html",
        {"form": form, "document": document, "returned": _returned(document)},
    )


def _once(
    request: AuthenticatedRequest,
    form: CommandForm,
    document: Document,
    to: Document.Status,
    do: Callable[[], Document],
    **inputs: object,
) -> bool:
    """Do it once for the key of the page; a refusal stands in the form."""
    try:
        once(
            form.cleaned_data["command"],
            f"document.{to}",
            Document,
            do,
            by=request.user,
            document=document.pk,
            **inputs,
        )
    except RuleBroken as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _returned(document: Document) -> int:
    """What goes back to the children when the invoice is paid, in kopecks."""
    if document.kind != Document.Kind.INVOICE:
        return 0
    lines = document.lines.filter(correction__isnull=True)
    return int(lines.aggregate(sum=Sum(F("instalment") - F("amount"), default=0))["sum"])


def _payable(request: AuthenticatedRequest, pk: int) -> Document:
    return get_object_or_404(
        access.payable_documents(request.user).select_related(
            "provider", "plan", "municipality__region"
        ),
        pk=pk,
    )


def _today(document: Document) -> date:
    return clock.today(document.municipality)
