"""Taking the consent back: what follows is shown before, with the contracts that run (R11.04)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from certificates import consenting
from certificates.consent_forms import WithdrawConsentForm
from certificates.forms import show_refusal
from certificates.views.finding import child_to_act_for
from enrollment import enrolling
from enrollment.models import BudgetPlace, Contract
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
def withdraw_consent(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """Read what follows, tick, withdraw."""
    child = child_to_act_for(request.user, child_id)
    standing = child.consents.standing()
    if not standing.filter(given_by=request.user).exists():
        return redirect("certificates:consents")
    form = WithdrawConsentForm(request.POST or None)
    if form.is_valid():
        try:
            consenting.withdraw(child, of=request.user, by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The consent is withdrawn."))
            return redirect("certificates:consents")
    contracts = Contract.objects.filter(certificate__child=child).select_related("group__program")
    return render(
        request,
        "enrollment/withdraw_consent.html",
        {
            "form": form,
            "child": child,
            "others": standing.exclude(given_by=request.user).select_related("given_by"),
            "running": contracts.studying().order_by("ends_on"),
            "unsigned": contracts.filter(status__in=enrolling.UNSIGNED).order_by("pk"),
            "places": BudgetPlace.objects.living()
            .filter(certificate__child=child)
            .select_related("group__program"),
        },
    )
