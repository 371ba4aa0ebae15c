"""The maximum of a paying agreement: it is decided beside what the contracts have taken."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from enrollment.committing import committed, set_maximum
from providers import access
from providers.forms import MaximumForm
from providers.models import Agreement
from reference import clock
from reference.errors import RuleBroken
from reference.money import plain
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PAYER)
def maximum(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change or lift the maximum of an agreement in force."""
    agreement = get_object_or_404(
        access.payer_agreements(request.user).filter(status=Agreement.Status.ACTIVE), pk=pk
    )
    now = "" if agreement.maximum is None else plain(agreement.maximum).replace(".", ",")
    form = MaximumForm(request.POST or None, initial={"maximum": now})
    if form.is_valid():
        try:
            set_maximum(agreement, form.cleaned_data["maximum"], by=request.user, on=clock.today())
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The maximum of the agreement is saved."))
            return redirect("providers:agreement", pk=pk)
    context = {"agreement": agreement, "form": form, "committed": committed(agreement)}
    return render(request, "enrollment/maximum.html", context)
