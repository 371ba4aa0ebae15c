"""Pages of an organisation that answers: accepting, refusing, ending."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certificates.forms import show_refusal
from enrollment import access, enrolling, foretelling, listing, placing, terminating
from enrollment.forms import LeaveForm, OrderForm, RefuseForm, TerminateForm
from enrollment.models import BudgetPlace, Contract
from enrollment.views import local
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PROVIDER)
@require_POST
def accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Accept the application and publish the offer (6.4)."""
    contract = _own_contract(request, pk)
    try:
        enrolling.accept(contract, by=request.user, on=local.today(contract))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The application is accepted. Now the parent signs."))
    return redirect(contract)


@role_required(Role.PROVIDER)
def refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Refuse an application, or take the offer back, with a reason (R6.29)."""
    contract = _own_contract(request, pk)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        try:
            enrolling.refuse(
                contract,
                Contract.Refusal(form.cleaned_data["refusal"]),
                form.cleaned_data["comment"],
                by=request.user,
                on=local.today(contract),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application is refused, the family is told why."))
            return redirect("enrollment:inbox")
    return render(
        request,
        "enrollment/refuse.html",
        {"form": form, "item": contract, "url": contract.get_absolute_url()},
    )


@role_required(Role.PROVIDER)
def terminate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End a contract for a ground of the contract (R6.46): a notice with its reason (R6.48)."""
    contract = _own_contract(request, pk)
    on = local.today(contract)
    form = TerminateForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "contract.terminating",
                Contract,
                lambda: terminating.terminate(
                    contract,
                    **_ground_of(form),
                    reason=_ground_in_words(form),
                    by=request.user,
                    on=on,
                ),
                by=request.user,
                contract=contract.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Notice is given. The family is told."))
            return redirect(contract)
    return render(
        request,
        "enrollment/terminate.html",
        {"form": form, "contract": contract, "notice": foretelling.notice_of(contract, on=on)},
    )


def _ground_of(form: TerminateForm) -> dict[str, Any]:
    """Who ends the contract, and for which ground (R6.46)."""
    chosen = form.cleaned_data["ground"]
    if chosen == TerminateForm.BY_AGREEMENT:
        return {"party": Contract.Party.AGREEMENT}
    return {"party": Contract.Party.PROVIDER, "ground": Contract.Ground(chosen)}


def _ground_in_words(form: TerminateForm) -> str:
    """The ground as it stands in the notice, in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        ground = str(dict(form.GROUNDS)[form.cleaned_data["ground"]])
    return ". ".join(part for part in (ground, form.cleaned_data["comment"].strip()) if part)


@role_required(Role.PROVIDER)
def accept_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Enrol a child without certificate money, by an order (R6.39)."""
    place = _own_place(request, pk)
    form = OrderForm(request.POST or None)
    if form.is_valid():
        try:
            placing.accept(
                place, form.cleaned_data["order_number"], by=request.user, on=local.today(place)
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The child is enrolled, the family is told."))
            return redirect("enrollment:place", place.pk)
    return render(request, "enrollment/accept_place.html", {"form": form, "place": place})


@role_required(Role.PROVIDER)
def refuse_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Refuse an application for a place without certificate money, with a reason."""
    place = _own_place(request, pk)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        try:
            placing.refuse(
                place,
                Contract.Refusal(form.cleaned_data["refusal"]),
                form.cleaned_data["comment"],
                by=request.user,
                on=local.today(place),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application is refused, the family is told why."))
            return redirect("enrollment:inbox")
    line = listing.line_of_place(place, on=local.today(place))
    return render(request, "enrollment/refuse.html", {"form": form, "item": place, "url": line.url})


@role_required(Role.PROVIDER)
def expel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A child in a place without certificate money leaves by the organisation's word."""
    place = _own_place(request, pk)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            placing.leave(
                place, reason=form.cleaned_data["reason"], by=request.user, on=local.today(place)
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The child has left the group."))
            return redirect("enrollment:place", place.pk)
    return render(
        request, "enrollment/leave_place.html", {"form": form, "place": place, "is_provider": True}
    )


def _own_contract(request: AuthenticatedRequest, pk: int) -> Contract:
    found = listing.with_families(access.provider_contracts(request.user))
    contract: Contract = get_object_or_404(found, pk=pk)
    local.check_named(contract)
    return contract


def _own_place(request: AuthenticatedRequest, pk: int) -> BudgetPlace:
    found = listing.places_with_families(access.provider_places(request.user))
    place: BudgetPlace = get_object_or_404(found, pk=pk)
    local.check_named(place)
    return place
