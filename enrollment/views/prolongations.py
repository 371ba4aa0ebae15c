"""Pages of going on: the organisation offers, the protocol, the family's own step (R6.55)."""

from __future__ import annotations

import csv
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from certificates import acting
from certificates.forms import show_refusal
from enrollment import access, listing, offering, prolonging
from enrollment.forms import ApplyForm
from enrollment.models import Contract, Prolongation, ProlongationLine
from enrollment.moving_forms import TargetForm
from enrollment.offering import Way
from programs.models import Group
from reference import clock
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PROVIDER)
@require_safe
def prolongations(request: AuthenticatedRequest) -> HttpResponse:
    """The groups whose contracts end about now, and what was offered before."""
    on = clock.today()
    groups = access.decided_groups(request.user).select_related("program", "module")
    return render(
        request,
        "enrollment/prolongations.html",
        {
            "ending": prolonging.ending_groups(groups, on=on),
            "made": access.provider_prolongations(request.user)
            .select_related("group__program", "target")
            .prefetch_related("lines"),
        },
    )


@role_required(Role.PROVIDER)
def prolong(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """Offer the pupils of a group to go on: where, and what comes of it."""
    group = get_object_or_404(
        access.decided_groups(request.user).select_related("program", "module"), pk=group_id
    )
    on = clock.today()
    targets = prolonging.targets(group, on=on)
    if request.method == "POST" and not targets and (made := _just_made(group, on)):
        return redirect(made)  # the second press of one that has done it
    form = TargetForm(request.POST or None, targets=targets, own=group.pk)
    if form.is_valid():
        try:
            run = prolonging.prolong(group, form.cleaned_data["target"], by=request.user, on=on)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            _tell_outcome(request, run)
            return redirect(run)
    contracts = listing.with_families(prolonging.candidates(group, on=on))
    return render(
        request,
        "enrollment/prolong.html",
        {
            "group": group,
            "form": form if targets else None,
            "contracts": contracts.order_by("certificate__child__name_key"),
            "term": _term(group, targets, on),
        },
    )


def _tell_outcome(request: AuthenticatedRequest, run: Prolongation) -> None:
    """How many families were offered to go on: perhaps nobody could be."""
    offered = run.lines.filter(offered__isnull=False).count()
    if not offered:
        messages.warning(request, _("Nobody could be offered to go on: the reasons stand below."))
        return
    words = ngettext(
        "%(n)s offer is made, the family is told.",
        "%(n)s offers are made, the families are told.",
        offered,
    )
    messages.success(request, words % {"n": offered})


@role_required(Role.PROVIDER)
@require_safe
def prolongation(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The protocol: who was offered to go on, and who could not be and why."""
    run = _own(request, pk)
    lines = list(_lines(run))
    return render(
        request,
        "enrollment/prolongation.html",
        {
            "run": run,
            "offered": [line for line in lines if line.offered],
            "refused": [line for line in lines if not line.offered],
        },
    )


@role_required(Role.PROVIDER)
@require_safe
def prolongation_csv(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The protocol as a file: numbers of certificates and reasons, no names (R11.07)."""
    run = _own(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="prolongation-{run.pk}.csv"'
    response.write("\ufeff")
    table = csv.writer(response, delimiter=";")
    table.writerow(
        [_("Certificate"), _("Contract"), _("New contract"), _("Answer until"), _("Reason")]
    )
    for line in _lines(run):
        table.writerow(
            [
                line.contract.certificate.number,
                line.contract.number,
                line.offered.number if line.offered else "",
                f"{line.answer_until:%d.%m.%Y}" if line.answer_until else "",
                line.reason,
            ]
        )
    return response


@role_required(Role.GUARDIAN)
def continue_contract(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The family goes on in one step: the group, the sums, one press."""
    contract = get_object_or_404(
        listing.with_families(access.family_contracts(request.user)), pk=pk
    )
    acting.check(contract.certificate.child_id, by=request.user)
    on = clock.today(contract.certificate.municipality)
    targets = prolonging.targets_of(contract, on=on)
    if not targets:
        messages.info(request, _("There is no group yet in which the child could go on."))
        return redirect(contract)
    choice = TargetForm(
        {"target": request.POST.get("target") or request.GET.get("target") or targets[0].pk},
        targets=targets,
        own=contract.group_id,
    )
    if not choice.is_valid():
        return redirect("enrollment:continue_contract", contract.pk)
    target: Group = choice.cleaned_data["target"]
    offer = offering.offer(
        contract.certificate,
        _whole(target),
        Way.CERTIFICATE,
        starts_on=prolonging.first_day(contract, target, on=on),
        on=on,
        continues=contract,
    )
    form = ApplyForm(
        request.POST if request.method == "POST" else None,
        own_part=offer.own_part,
        initial={"expected_available": offer.available},
    )
    if request.method == "POST" and form.is_valid():
        try:
            again = _continued(request, contract, target, form, on)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
            form.show_balance(offer.available)
        else:
            messages.success(request, _("The application is sent."))
            return redirect("enrollment:receipt", again.pk)
    return render(
        request,
        "enrollment/continue_contract.html",
        {
            "contract": contract,
            "choice": choice,
            "several": len(targets) > 1,
            "offer": offer,
            "group": offer.group,
            "form": form if offer.can_apply else None,
            "unmet": [each for each in offering.conditions(offer) if not each["ok"]],
        },
    )


def _continued(
    request: AuthenticatedRequest, contract: Contract, target: Group, form: ApplyForm, on: date
) -> Contract:
    return once(
        form.cleaned_data["command"],
        "contract.requested",
        Contract,
        lambda: prolonging.continue_(
            contract,
            target,
            by=request.user,
            on=on,
            expected_available=form.cleaned_data["expected_available"],
        ),
        by=request.user,
        contract=contract.pk,
        target=target.pk,
    )


def _term(group: Group, targets: list[Group], on: date) -> prolonging.Term | None:
    """The term of an offer made now, by the plan of the first child that is asked."""
    contract = listing.with_families(prolonging.candidates(group, on=on)).first()
    return prolonging.term_of(contract, targets[0], on=on) if contract and targets else None


def _just_made(group: Group, on: date) -> Prolongation | None:
    return group.prolongations.filter(created_on=on).first()


def _whole(group: Group) -> Group:
    """The group with all that its sums and its page ask of it."""
    return Group.objects.select_related(
        "module", "program__provider", "program__direction", "venue"
    ).get(pk=group.pk)


def _own(request: AuthenticatedRequest, pk: int) -> Prolongation:
    return get_object_or_404(
        access.provider_prolongations(request.user).select_related("group__program", "target"),
        pk=pk,
    )


def _lines(run: Prolongation) -> list[ProlongationLine]:
    return list(
        run.lines.select_related(
            "contract__certificate__child", "offered__plan", "offered__certificate"
        )
    )
