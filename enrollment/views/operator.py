"""The operator's page: an erroneous contract is deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates.forms import show_refusal
from enrollment import access, deleting, listing
from enrollment.document_forms import DeleteContractForm
from enrollment.models import Contract
from reference import clock
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.OPERATOR)
def delete_contract(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Delete an erroneous contract: its money and its seat are free again (6.4, W31)."""
    contract = get_object_or_404(
        listing.with_families(access.municipal_contracts(request.user)), pk=pk
    )
    form = DeleteContractForm(request.POST or None)
    if form.is_valid():
        reason, on = form.cleaned_data["reason"], clock.today(contract.certificate.municipality)
        try:
            once(
                form.cleaned_data["command"],
                "contract.deleted",
                Contract,
                lambda: deleting.delete(contract, reason=reason, by=request.user, on=on),
                by=request.user,
                contract=contract.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The contract is deleted, its money is free again."))
            return redirect(contract)
    return render(request, "enrollment/delete_contract.html", {"form": form, "contract": contract})
