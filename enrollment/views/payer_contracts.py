"""The payer's direction: the authorised organisation ends a contract (R6.45)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates.forms import show_refusal
from enrollment import access, foretelling, listing, terminating
from enrollment.forms import ReasonForm
from enrollment.models import Contract
from reference import clock
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PAYER)
def direct(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End a contract of the payer's own certificates, with a reason both sides read."""
    contract = get_object_or_404(listing.with_families(access.payer_contracts(request.user)), pk=pk)
    on = clock.today(contract.certificate.municipality)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "contract.terminating",
                Contract,
                lambda: terminating.terminate(
                    contract,
                    party=Contract.Party.PAYER,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    on=on,
                ),
                by=request.user,
                contract=contract.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The direction is given. Both sides are told."))
            return redirect(contract)
    context = {
        "form": form,
        "contract": contract,
        "notice": foretelling.notice_of(contract, on=on),
        "hides_child": True,  # between payer and organisation go numbers (R11.07)
    }
    return render(request, "enrollment/direct.html", context)
