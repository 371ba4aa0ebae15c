"""An organisation invites a child to an entrance test before it answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates.forms import show_refusal
from enrollment import access, auditioning, listing
from enrollment.audition_forms import EntranceTestForm
from enrollment.models import BudgetPlace, Contract
from enrollment.views import local
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PROVIDER)
def invite_to_test(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A test before an application that a certificate is to pay for is answered."""
    contract = get_object_or_404(
        listing.with_families(access.provider_contracts(request.user)), pk=pk
    )
    return _invite(request, contract)


@role_required(Role.PROVIDER)
def invite_to_test_of_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The same before a place without certificate money."""
    place = get_object_or_404(
        listing.places_with_families(access.provider_places(request.user)), pk=pk
    )
    return _invite(request, place)


def _invite(request: AuthenticatedRequest, item: Contract | BudgetPlace) -> HttpResponse:
    test = auditioning.test_of(item)
    initial = {
        "day": test.day if test else None,
        "starts_at": test.starts_at if test else None,
        "where": test.where if test else str(item.group.venue or ""),
        "words": test.words if test else "",
    }
    form = EntranceTestForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            auditioning.invite(
                item,
                said["day"],
                said["starts_at"],
                said["where"],
                said["words"],
                by=request.user,
                on=local.today(item),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The family is invited to the entrance test."))
            return redirect(f"enrollment:{item.kind}", item.pk)
    return render(request, "enrollment/invite_to_test.html", {"form": form, "item": item})
