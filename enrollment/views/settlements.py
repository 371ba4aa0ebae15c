"""The settlement of a provider and a payer: the reconciliation, returns, corrections (R7.20)."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates.forms import CommandForm, show_refusal
from enrollment import (
    access,
    correcting,
    document_sheets,
    documents,
    invoicing,
    reconciling,
    settling,
)
from enrollment.document_forms import CorrectionForm, RepaymentForm, SettlementFilters
from enrollment.models import Correction, Document, Repayment
from enrollment.reconciling import Reconciliation
from providers.models import Agreement
from reference import clock
from reference.days import Month, months_between
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

READERS = (Role.PROVIDER, *access.MUNICIPAL, Role.OPERATOR)
ON_A_PAGE = 50


@role_required(*access.MUNICIPAL, Role.OPERATOR)
@require_safe
def settlements(request: AuthenticatedRequest) -> HttpResponse:
    """Every agreement with what its contracts have taken and what is paid of it (R7.20, R4.17)."""
    found = access.visible_agreements(request.user).order_by("-plan__starts_on", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/documents/settlements.html",
        {"page_obj": page, "summaries": reconciling.summaries_of(page.object_list)},
    )


@role_required(*READERS)
@require_safe
def settlement(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the two sides owe each other under an agreement, month by month (R7.20, R4.17)."""
    agreement = _visible(request, pk)
    filters, found = _reconciled(request, agreement)
    user, on = request.user, _today(agreement)
    provider, plan = agreement.provider, agreement.plan
    return render(
        request,
        "enrollment/documents/settlement.html",
        {
            "agreement": agreement,
            "filters": filters,
            "act": found,
            "standing": found.standing,
            "waiting": correcting.waiting(provider, plan),
            "is_over": settling.is_over(provider, plan, on=on),
            "is_provider": access.provided_agreements(user).filter(pk=pk).exists(),
            "is_payer": access.payable_agreements(user).filter(pk=pk).exists(),
            "press": CommandForm(),
        },
    )


@role_required(*READERS)
@require_safe
def settlement_pdf(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The reconciliation as an official paper to be signed by both sides."""
    agreement = _visible(request, pk)
    _filters, found = _reconciled(request, agreement)
    return HttpResponse(
        documents.reconciliation(found, made_on=_today(agreement)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="reconciliation-{pk}.pdf"'},
    )


@role_required(*READERS)
@require_safe
def settlement_xlsx(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The reconciliation as a spreadsheet."""
    _filters, found = _reconciled(request, _visible(request, pk))
    return HttpResponse(
        document_sheets.reconciliation(found),
        content_type=document_sheets.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="reconciliation-{pk}.xlsx"'},
    )


@role_required(Role.PAYER)
def repay(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Note that the provider has returned what it was paid too much (R7.14, R7.22)."""
    agreement = get_object_or_404(access.payable_agreements(request.user), pk=pk)
    on, left = _today(agreement), settling.overpaid(agreement.provider_id, agreement.plan_id)
    form = RepaymentForm(request.POST or None, initial={"amount": left, "paid_on": on})
    if form.is_valid():
        terms = {name: form.cleaned_data[name] for name in ("amount", "payment_order", "paid_on")}
        try:
            once(
                form.cleaned_data["command"],
                "overpaid.returned",
                Repayment,
                lambda: settling.repay(
                    agreement.provider, agreement.plan, **terms, by=request.user, on=on
                ),
                by=request.user,
                agreement=pk,
                **terms,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The return is noted."))
            return redirect("enrollment:settlement", pk=pk)
    context = {"agreement": agreement, "form": form, "left": left}
    return render(request, "enrollment/documents/repay.html", context)


@role_required(Role.PROVIDER)
@require_POST
def hand_in_corrections(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand in the corrections of a period that has no document to come (R7.19)."""
    agreement = get_object_or_404(access.provided_agreements(request.user), pk=pk)
    form = CommandForm(request.POST)
    if not form.is_valid():
        return redirect("enrollment:settlement", pk=pk)
    try:
        document = once(
            form.cleaned_data["command"],
            "document.correction",
            Document,
            lambda: invoicing.correct(
                agreement.provider, agreement.plan, by=request.user, on=_today(agreement)
            ),
            by=request.user,
            agreement=pk,
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("enrollment:settlement", pk=pk)
    messages.success(request, _("The corrections are sent. The payer sees them now."))
    return redirect(document)


@role_required(Role.PROVIDER)
@require_safe
def corrections(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The contracts of a paid invoice: which line is to be corrected (R7.19)."""
    document = _paid(request, pk)
    page = Paginator(correcting.candidates(document), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = {
        line.contract_id: line
        for line in document.lines.filter(correction__isnull=True, contract__in=page.object_list)
    }
    return render(
        request,
        "enrollment/documents/corrections.html",
        {
            "document": document,
            "page_obj": page,
            "rows": [(contract, lines.get(contract.pk)) for contract in page],
            "found": Correction.objects.filter(document=document).select_related("contract"),
        },
    )


@role_required(Role.PROVIDER)
def correct(request: AuthenticatedRequest, pk: int, contract_id: int) -> HttpResponse:
    """Write down what the paid invoice should have said of a contract (R7.19)."""
    document = _paid(request, pk)
    contract = get_object_or_404(correcting.candidates(document), pk=contract_id)
    paid = correcting.paid_of(contract.pk, document.month)
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        terms = {name: form.cleaned_data[name] for name in ("held", "planned", "reason")}
        try:
            once(
                form.cleaned_data["command"],
                "correction.proposed",
                Correction,
                lambda: correcting.propose(
                    document,
                    contract,
                    **terms,
                    by=request.user,
                    on=clock.today(document.municipality),
                ),
                by=request.user,
                document=pk,
                contract=contract_id,
                **terms,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The correction will stand in the next document."))
            return redirect("enrollment:corrections", pk=pk)
    context = {"document": document, "contract": contract, "paid": paid, "form": form}
    return render(request, "enrollment/documents/correct.html", context)


@role_required(Role.PROVIDER)
@require_POST
def withdraw_correction(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a correction back that stands in no document yet."""
    correction = get_object_or_404(
        Correction.objects.filter(document__in=access.provider_documents(request.user)), pk=pk
    )
    document = correction.document
    try:
        correcting.withdraw(correction, by=request.user, on=clock.today(document.municipality))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The correction is withdrawn."))
    return redirect("enrollment:corrections", pk=document.pk)


def _reconciled(
    request: AuthenticatedRequest, agreement: Agreement
) -> tuple[SettlementFilters, Reconciliation]:
    """The month asked for, the present one where none is, and what stands by its end."""
    plan, on = agreement.plan, _today(agreement)
    months = list(months_between(plan.starts_on, plan.ends_on))
    usual = min(max(Month.of(on), months[0]), months[-1])
    filters = SettlementFilters({"month": str(usual), **request.GET.dict()}, months=months)
    filters.is_valid()
    month = Month.parse(filters.cleaned_data.get("month") or str(usual))
    return filters, reconciling.reconcile(agreement, month, on=on)


def _visible(request: AuthenticatedRequest, pk: int) -> Agreement:
    return get_object_or_404(access.visible_agreements(request.user), pk=pk)


def _paid(request: AuthenticatedRequest, pk: int) -> Document:
    return get_object_or_404(
        access.provider_documents(request.user)
        .filter(kind=Document.Kind.INVOICE, status=Document.Status.PAID)
        .select_related("provider", "plan", "municipality__region"),
        pk=pk,
    )


def _today(agreement: Agreement) -> date:
    return clock.today(agreement.plan.municipality)
