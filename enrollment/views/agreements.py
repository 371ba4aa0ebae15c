"""A paying agreement decided beside its contracts: its maximum, and taking it out of force."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from enrollment import access, committing
from providers.forms import MaximumForm, ReasonForm
from providers.models import Agreement
from reference import clock
from reference.errors import RuleBroken
from reference.money import plain
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PAYER)
def maximum(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change or lift the maximum of a signed agreement (R4.17)."""
    agreement = get_object_or_404(access.payable_agreements(request.user), pk=pk)
    on = clock.today(agreement.plan.municipality)
    now = "" if agreement.maximum is None else plain(agreement.maximum).replace(".", ",")
    form = MaximumForm(request.POST or None, initial={"maximum": now})
    if form.is_valid():
        try:
            committing.set_maximum(agreement, form.cleaned_data["maximum"], by=request.user, on=on)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The maximum of the agreement is saved."))
            return redirect("providers:agreement", pk=pk)
    context = {
        "agreement": agreement,
        "form": form,
        "standing": committing.standing_of(agreement, on=on),
    }
    return render(request, "enrollment/maximum.html", context)


@role_required(Role.PAYER)
def remove_agreement(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take an agreement out of force that has no contracts (R4.12)."""
    agreement = get_object_or_404(
        access.payable_agreements(request.user).filter(status=Agreement.Status.ACTIVE), pk=pk
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        on = clock.today(agreement.plan.municipality)
        try:
            committing.remove(agreement, form.cleaned_data["reason"], by=request.user, on=on)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The agreement is taken out of force."))
            return redirect("providers:agreement", pk=pk)
    context = {"agreement": agreement, "form": form}
    return render(request, "enrollment/remove_agreement.html", context)
