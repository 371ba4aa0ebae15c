"""Pages of a move to another group: the family asks, the organisation moves (R6.53)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from certificates import acting
from certificates.forms import show_refusal
from enrollment import access, listing, moving
from enrollment.models import Contract, MoveRequest
from enrollment.moving_forms import AnswerForm, MoveForm, OneMoveForm
from enrollment.views import local
from programs.models import Group
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
def ask_to_move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The family asks for another group of the module."""
    contract = get_object_or_404(
        listing.with_families(access.family_contracts(request.user)), pk=pk
    )
    acting.check(contract.certificate.child_id, by=request.user)
    on = local.today(contract)
    targets = moving.targets(contract, on=on)
    form = OneMoveForm(request.POST or None, targets=targets)
    if form.is_valid():
        target = form.cleaned_data["target"]
        try:
            once(
                form.cleaned_data["command"],
                "move.requested",
                MoveRequest,
                lambda: moving.ask(contract, target, by=request.user, on=on),
                by=request.user,
                contract=contract.pk,
                target=target.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The request is sent. We write to you about the answer."))
            return redirect(contract)
    return render(
        request,
        "enrollment/ask_to_move.html",
        {"form": form if targets else None, "contract": contract},
    )


@role_required(Role.GUARDIAN)
@require_POST
def withdraw_move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The family takes its request back."""
    asked = get_object_or_404(
        MoveRequest, pk=pk, contract__in=access.family_contracts(request.user)
    )
    acting.check(asked.contract.certificate.child_id, by=request.user)
    try:
        moving.withdraw(asked, by=request.user, on=local.today(asked.contract))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is taken back."))
    return redirect(asked.contract)


@role_required(Role.PROVIDER)
def move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The organisation moves one child, of its own will or because the family asked."""
    contract = get_object_or_404(
        listing.with_families(access.provider_contracts(request.user)), pk=pk
    )
    local.check_named(contract)
    on = local.today(contract)
    asked = MoveRequest.objects.open().filter(contract=contract).first()
    targets = moving.targets(contract, on=on)
    form = OneMoveForm(
        request.POST or None,
        targets=targets,
        initial={"target": asked.target_id} if asked else None,
    )
    if form.is_valid():
        target = form.cleaned_data["target"]
        try:
            once(
                form.cleaned_data["command"],
                "contract.moved",
                Contract,
                lambda: moving.move(contract, target, by=request.user, on=on),
                by=request.user,
                contract=contract.pk,
                target=target.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The child is moved, the family is told."))
            return redirect(contract)
    return render(
        request,
        "enrollment/move.html",
        {"form": form if targets else None, "contract": contract, "asked": asked},
    )


@role_required(Role.PROVIDER)
def refuse_move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The organisation says no to a request, and why."""
    asked = get_object_or_404(
        MoveRequest.objects.select_related(
            "contract__group",
            "contract__certificate__child",
            "contract__certificate__municipality__region",
            "target",
        ),
        pk=pk,
        contract__in=access.provider_contracts(request.user),
    )
    local.check_named(asked.contract)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            moving.refuse(
                asked, form.cleaned_data["answer"], by=request.user, on=local.today(asked.contract)
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The request is refused, the family is told why."))
            return redirect(asked.contract)
    return render(request, "enrollment/refuse_move.html", {"form": form, "asked": asked})


@role_required(Role.PROVIDER)
def move_many(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """Several children of a group move at once, each by its own rule; what was refused is told."""
    group = get_object_or_404(
        access.decided_groups(request.user).select_related("program", "module"), pk=group_id
    )
    contracts = {
        str(contract.pk): contract
        for contract in listing.with_families(
            group.contracts.filter(status=Contract.Status.ACTIVE)
        ).order_by("certificate__child__name_key")
    }
    form = MoveForm(
        request.POST or None,
        targets=Group.objects.open().filter(module=group.module_id).exclude(pk=group.pk),
        children=[
            (key, f"{contract.certificate.child.full_name}, {contract}")
            for key, contract in contracts.items()
        ],
    )
    if form.is_valid():
        chosen = [contracts[key] for key in form.cleaned_data["contracts"]]
        _move_each(request, chosen, form.cleaned_data["target"])
        return redirect("enrollment:group_list", group.pk)
    return render(
        request,
        "enrollment/move_many.html",
        {"form": form, "group": group, "has_choice": contracts and form.has_targets},
    )


def _move_each(request: AuthenticatedRequest, contracts: list[Contract], target: Group) -> None:
    moved = 0
    for contract in contracts:
        try:
            moving.move(contract, target, by=request.user, on=local.today(contract))
        except RuleBroken as refusal:
            messages.error(
                request,
                _("No. %(number)s: %(reason)s") % {"number": contract.number, "reason": refusal},
            )
        else:
            moved += 1
    if moved:
        messages.success(
            request,
            ngettext("%(number)s child is moved.", "%(number)s children are moved.", moved)
            % {"number": moved},
        )
