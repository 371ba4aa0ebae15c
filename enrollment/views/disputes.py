"""“This was not me”: the family's button and case, the queue of the municipality, the decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from certificates import acting
from certificates.forms import show_refusal
from certificates.models import Certificate, Entry
from enrollment import access, disputing, history
from enrollment.dispute_forms import DecisionForm, DisputeForm
from enrollment.models import Contract, Dispute
from reference import clock
from reference.errors import RuleBroken
from users import audit
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

ON_A_PAGE = 50


@role_required(Role.GUARDIAN)
def dispute_contract(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """This application or contract was not made by the family."""
    contract = get_object_or_404(
        access.family_contracts(request.user).select_related(
            "certificate__child", "certificate__municipality__region", "group__program", "provider"
        ),
        pk=pk,
    )
    return _dispute(request, contract.certificate, contract=contract)


@role_required(Role.GUARDIAN)
def dispute_entry(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """This movement of the statement was not made by the family."""
    entry = get_object_or_404(
        Entry.objects.filter(
            account__certificate__in=access.own_certificates(request.user)
        ).select_related(
            "account__certificate__child", "account__certificate__municipality__region"
        ),
        pk=pk,
    )
    contract = None
    if entry.contract_id:
        contract = Contract.objects.select_related("group__program", "provider").get(
            pk=entry.contract_id
        )
    return _dispute(request, entry.account.certificate, contract=contract, entry=entry)


@role_required(Role.GUARDIAN)
def dispute_certificate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Something is wrong with the certificate as a whole: somebody presses, or knows the number."""
    certificate = get_object_or_404(
        access.own_certificates(request.user).select_related("child", "municipality__region"),
        pk=pk,
    )
    return _dispute(request, certificate)


def _dispute(
    request: AuthenticatedRequest,
    certificate: Certificate,
    *,
    contract: Contract | None = None,
    entry: Entry | None = None,
) -> HttpResponse:
    acting.check(certificate.child_id, by=request.user)
    if opened := certificate.disputes.open().first():
        return redirect(opened)
    form = DisputeForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            case = once(
                form.cleaned_data["command"],
                "dispute.raised",
                Dispute,
                lambda: disputing.dispute(
                    certificate,
                    words,
                    contract=contract,
                    entry=entry,
                    by=request.user,
                    on=clock.today(certificate.municipality),
                ),
                by=request.user,
                certificate=certificate.pk,
                words=words,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("The case is open. Nothing new is paid from the certificate now.")
            )
            return redirect(case)
    return render(
        request,
        "enrollment/not_me.html",
        {
            "form": form,
            "certificate": certificate,
            "contract": contract,
            "entry": entry,
            "answer_until": disputing.term_of_answer(
                certificate, clock.today(certificate.municipality)
            ),
        },
    )


@require_safe
def dispute(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A case for the family, with its answer; the municipality goes on to its own page."""
    case = _with_its_things(access.family_disputes(request.user)).filter(pk=pk).first()
    if case is None:
        get_object_or_404(access.disputes_to_decide(request.user), pk=pk)
        return redirect("enrollment:decide_dispute", pk)
    return render(
        request,
        "enrollment/dispute.html",
        {
            "case": case,
            "answer_until": disputing.answer_until(case),
            "today": clock.today(case.certificate.municipality),
        },
    )


@role_required(Role.GUARDIAN)
@require_POST
def take_dispute_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The family has remembered what it was."""
    case = get_object_or_404(access.family_disputes(request.user), pk=pk)
    try:
        disputing.take_back(case, by=request.user, on=clock.today(case.certificate.municipality))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The case is closed: the certificate pays again."))
    return redirect("enrollment:dispute", case.pk)


@role_required(*access.MUNICIPAL)
@require_safe
def disputes(request: AuthenticatedRequest) -> HttpResponse:
    """The cases that wait, the oldest first; those that were decided, the latest first."""
    found = access.disputes_to_decide(request.user)
    shows_decided = request.GET.get("list") == "decided"
    chosen = (
        found.exclude(status=Dispute.Status.RAISED).order_by("-id")
        if shows_decided
        else found.open().order_by("id")
    )
    page = Paginator(_with_its_things(chosen), ON_A_PAGE).get_page(request.GET.get("page"))
    on = clock.today()
    return render(
        request,
        "enrollment/disputes.html",
        {
            "page_obj": page,
            "rows": [
                (case, _days_waiting(case, on), until, case.is_open and until < on)
                for case in page
                for until in [disputing.answer_until(case)]
            ],
            "tabs": [
                {
                    "label": pgettext("cases", "Waiting"),
                    "url": "?",
                    "current": not shows_decided,
                    "count": found.open().count(),
                },
                {
                    "label": pgettext("cases", "Decided"),
                    "url": "?list=decided",
                    "current": shows_decided,
                },
            ],
        },
    )


@role_required(*access.MUNICIPAL)
def decide_dispute(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the family says, what was done and by whom, and the decision."""
    case = get_object_or_404(_with_its_things(access.disputes_to_decide(request.user)), pk=pk)
    audit.record(request.user, "child.viewed", case.certificate.child, page="dispute")
    on = clock.today(case.certificate.municipality)
    form = DecisionForm(request.POST or None, case=case)
    if form.is_valid():
        try:
            _decide(request, case, form.cleaned_data, on)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The case is closed. The family is told."))
            return redirect("enrollment:decide_dispute", case.pk)
    return render(
        request,
        "enrollment/decide_dispute.html",
        {
            "form": form,
            "case": case,
            "days": _days_waiting(case, on),
            "answer_until": disputing.answer_until(case),
            "is_late": disputing.answer_until(case) < on,
            "events": history.events_of(case.contract, reader=request.user)
            if case.contract
            else [],
        },
    )


def _decide(
    request: AuthenticatedRequest, case: Dispute, said: dict[str, Any], on: date
) -> Dispute:
    def verb() -> Dispute:
        if said["decision"] == Dispute.Status.EXPLAINED:
            return disputing.explain(case, said["answer"], by=request.user, on=on)
        return disputing.uphold(
            case,
            said["answer"],
            frees_the_money=said.get("frees_the_money", False),
            by=request.user,
            on=on,
        )

    inputs = {name: value for name, value in said.items() if name != "command"}
    return once(
        said["command"], "dispute.decided", Dispute, verb, by=request.user, case=case.pk, **inputs
    )


def _with_its_things(cases: Any) -> Any:
    return cases.select_related(
        "certificate__child",
        "certificate__municipality__region",
        "contract__group__program",
        "contract__provider",
        "entry__event__by",
        "raised_by",
        "decided_by",
    )


def _days_waiting(case: Dispute, on: date) -> int:
    return ((case.decided_on or on) - case.raised_on).days
