"""Pages on which a provider notes: medical certificate, result of learning, parents' payments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certificates.forms import show_refusal
from enrollment import access, finishing, listing, naming, owing
from enrollment.models import Contract, ParentPayment
from enrollment.note_forms import PaymentForm, ResultForm
from enrollment.views import local
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PROVIDER)
@require_POST
def note_medical(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The parent has shown the medical certificate (R6.12)."""
    contract = _own_contract(request, pk)
    try:
        finishing.note_medical(contract, by=request.user, on=local.today(contract))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The medical certificate is noted."))
    return redirect(contract)


@role_required(Role.PROVIDER)
def note_result(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the learning came to (R6.52)."""
    contract = _own_contract(request, pk)
    initial = {"result": contract.result, "document": contract.result_document}
    form = ResultForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            finishing.note_result(
                contract,
                Contract.Result(form.cleaned_data["result"]),
                form.cleaned_data["document"],
                by=request.user,
                on=local.today(contract),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The result is saved."))
            return redirect(contract)
    shows_child = naming.reads_name(contract, on=local.today(contract))
    context = {"form": form, "contract": contract, "shows_child": shows_child}
    return render(request, "enrollment/result.html", context)


@role_required(Role.PROVIDER)
def payments(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the parent of a contract owes and has paid (R6.37)."""
    contract = _own_contract(request, pk)
    on = local.today(contract)
    form = PaymentForm(request.POST or None, initial={"paid_on": on})
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "payment.noted",
                ParentPayment,
                lambda: owing.note_payment(
                    contract,
                    form.cleaned_data["amount"],
                    form.cleaned_data["paid_on"],
                    by=request.user,
                    on=on,
                ),
                by=request.user,
                contract=contract.pk,
                amount=form.cleaned_data["amount"],
                paid_on=form.cleaned_data["paid_on"],
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The payment is noted."))
            return redirect("enrollment:payments", contract.pk)
    return render(
        request,
        "enrollment/payments.html",
        {
            "form": form,
            "contract": contract,
            "debt": owing.debt_of(contract, on=on),
            "payments": contract.payments.filter(cancelled_on__isnull=True),
        },
    )


@role_required(Role.PROVIDER)
@require_POST
def cancel_payment(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take back a payment that was noted by mistake."""
    payment = get_object_or_404(
        ParentPayment.objects.filter(
            contract__in=access.provider_contracts(request.user)
        ).select_related("contract"),
        pk=pk,
    )
    owing.cancel_payment(payment, by=request.user, on=local.today(payment.contract))
    messages.success(request, _("The payment is taken back."))
    return redirect("enrollment:payments", payment.contract_id)


def _own_contract(request: AuthenticatedRequest, pk: int) -> Contract:
    return get_object_or_404(listing.with_families(access.provider_contracts(request.user)), pk=pk)
