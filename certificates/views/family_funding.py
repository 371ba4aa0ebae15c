"""Pages of a family about the money of a certificate: asked for, waited for, given back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import access, acting, granting, guiding, issuing, ledger, prorating, queueing
from certificates.forms import CommandForm, show_refusal
from certificates.models import Account, Certificate
from reference import clock
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_safe
def statement(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The statement of one period, past or coming."""
    account = get_object_or_404(
        Account.objects.filter(certificate__in=access.certificates_of(request.user)).select_related(
            "certificate__child", "plan"
        ),
        pk=pk,
    )
    return render(
        request,
        "certificates/statement.html",
        {
            "account": account,
            "certificate": account.certificate,
            "balance": ledger.Balance.of(account),
            "lines": ledger.statement(account),
            "is_family": not acting.only_sees(account.certificate.child_id, by=request.user),
        },
    )


@role_required(Role.GUARDIAN)
def request_funding(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask for the nominal: granted at once, or a place in the queue (R2.14, R3.12)."""
    certificate = _own_certificate(request, pk)
    on = clock.today(certificate.municipality)
    form = CommandForm(request.POST or None)
    if form.is_valid():
        try:
            certificate = once(
                form.cleaned_data["command"],
                "certificate.funding_requested",
                Certificate,
                lambda: issuing.request_funding(certificate, by=request.user, on=on),
                by=request.user,
                certificate=certificate.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            _say_what_came(request, certificate)
            return redirect(certificate)
    plan = ledger.plan_of(certificate.municipality, on)
    terms = granting.terms_of(certificate, plan) if plan else None
    return render(
        request,
        "certificates/request_funding.html",
        {
            "form": form,
            "certificate": certificate,
            "plan": plan,
            "terms": terms,
            "nominal": prorating.nominal_for(certificate, terms, on=on) if terms else 0,
            "is_open": terms is not None
            and queueing.vacancies(terms).is_open
            and not queueing.is_anyone_waiting(terms),
        },
    )


def _say_what_came(request: AuthenticatedRequest, certificate: Certificate) -> None:
    if certificate.is_funded:
        messages.success(request, _("The certificate is funded. You can choose a program."))
    else:
        place = queueing.place_of(certificate)
        messages.success(
            request, _("You are in the queue for funding, number %(place)s.") % {"place": place}
        )


@role_required(Role.GUARDIAN)
def leave_queue(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give up the place in the queue; asked once more, for there is no way back to the place."""
    certificate = _own_certificate(request, pk)
    if request.method == "POST":
        issuing.leave_queue(certificate, by=request.user, on=clock.today(certificate.municipality))
        messages.success(request, _("You have left the queue."))
        return redirect(certificate)
    return render(
        request,
        "certificates/leave_queue.html",
        {"certificate": certificate, "place": queueing.place_of(certificate)},
    )


@role_required(Role.GUARDIAN)
def return_funding(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give the nominal back while nothing of it is used (R2.16)."""
    certificate = _own_certificate(request, pk)
    on = clock.today(certificate.municipality)
    form = CommandForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "certificate.funding_returned",
                Certificate,
                lambda: issuing.return_to_accounting(certificate, by=request.user, on=on),
                by=request.user,
                certificate=certificate.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The money is given back to the municipality."))
            return redirect(certificate)
    balance = ledger.balance_of(certificate, on)
    return render(
        request,
        "certificates/return_funding.html",
        {
            "form": form,
            "certificate": certificate,
            "balance": balance,
            "can_return": guiding.may_give_back(certificate, balance),
        },
    )


def _own_certificate(request: AuthenticatedRequest, pk: int) -> Certificate:
    certificate = get_object_or_404(
        access.certificates_of(request.user).select_related(
            "child", "category", "municipality__region"
        ),
        pk=pk,
    )
    acting.check(certificate.child_id, by=request.user)
    return certificate
