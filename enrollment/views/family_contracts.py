"""Pages of a family with a contract or a place: withdrawing, signing the offer, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates import acting
from certificates.forms import show_refusal
from enrollment import access, awaiting, enrolling, foretelling, listing, placing, terminating
from enrollment.forms import LeaveContractForm, LeaveForm, SignForm
from enrollment.models import BudgetPlace, Contract
from enrollment.views import local
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
def withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take an application back before it is signed; asked once more."""
    contract = _own_contract(request, pk)
    if request.method == "POST":
        try:
            enrolling.withdraw(contract, by=request.user, on=local.today(contract))
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("The child does not go on: the seat and the money are free again.")
                if contract.continues_id
                else _("The application is withdrawn, the money is free again."),
            )
        return redirect(contract)
    if not access.can_withdraw(request.user, contract, local.today(contract)):
        return redirect(contract)
    return render(request, "enrollment/withdraw.html", {"contract": contract})


@role_required(Role.GUARDIAN)
def sign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The offer and one tick that accepts it (R6.24); the first month is debited then."""
    contract = _own_contract(request, pk)
    form = SignForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "contract.signed",
                Contract,
                lambda: enrolling.sign(contract, by=request.user, on=local.today(contract)),
                by=request.user,
                contract=contract.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The contract is signed. We wish you joy in learning!"))
            return redirect(contract)
    elif request.method != "POST" and not access.can_sign(request.user, contract):
        return redirect(contract)
    return render(
        request,
        "enrollment/sign.html",
        {
            "form": form,
            "contract": contract,
            "turn": awaiting.turn_of(contract, on=local.today(contract)),
            "due": foretelling.due_at_signing(contract, on=local.today(contract)),
            "instalments": contract.instalments.all(),
        },
    )


@role_required(Role.GUARDIAN)
def leave(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Leave: what ends when, what stays paid, what returns at once (R6.49, R6.50)."""
    contract = _own_contract(request, pk)
    on = local.today(contract)
    form = LeaveContractForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "contract.terminating",
                Contract,
                lambda: terminating.terminate(
                    contract,
                    party=Contract.Party.PARENT,
                    reason=form.cleaned_data["reason"],
                    satisfaction=form.cleaned_data["satisfaction"],
                    by=request.user,
                    on=on,
                ),
                by=request.user,
                contract=contract.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Notice is given. Money for later months is returned."))
            return redirect(contract)
    elif request.method != "POST" and not access.can_leave(request.user, contract, on):
        return redirect(contract)
    return render(
        request,
        "enrollment/leave.html",
        {"form": form, "contract": contract, "notice": foretelling.notice_of(contract, on=on)},
    )


@role_required(Role.GUARDIAN)
def withdraw_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take back the application for a place without certificate money."""
    place = _own_place(request, pk)
    if request.method == "POST":
        try:
            placing.withdraw(place, by=request.user, on=local.today(place))
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The application is withdrawn."))
        return redirect("enrollment:place", place.pk)
    return render(request, "enrollment/withdraw_place.html", {"place": place})


@role_required(Role.GUARDIAN)
def leave_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Leave a group in which no certificate money is spent."""
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
        request, "enrollment/leave_place.html", {"form": form, "place": place, "is_provider": False}
    )


def _own_contract(request: AuthenticatedRequest, pk: int) -> Contract:
    contract: Contract = get_object_or_404(
        listing.with_families(access.family_contracts(request.user)), pk=pk
    )
    acting.check(contract.certificate.child_id, by=request.user)
    return contract


def _own_place(request: AuthenticatedRequest, pk: int) -> BudgetPlace:
    place: BudgetPlace = get_object_or_404(
        listing.places_with_families(access.family_places(request.user)), pk=pk
    )
    acting.check(place.certificate.child_id, by=request.user)
    return place
