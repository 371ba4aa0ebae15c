"""Pages of a family: children, applications, certificates and their money."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import (
    access,
    acting,
    consenting,
    guiding,
    history,
    issuing,
    ledger,
    moving,
    passports,
    registering,
)
from certificates.forms import (
    ChildForm,
    CommandForm,
    HealthForm,
    MoveForm,
    show_refusal,
)
from certificates.models import Application, Certificate
from certificates.views.finding import certificate_to_see, child_to_act_for
from reference import clock
from reference.errors import RuleBroken
from users import guarding
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_safe
def family(request: AuthenticatedRequest) -> HttpResponse:
    """A parent's start page: what is needed from the family, and every child."""
    children = access.children_seen_by(request.user).select_related("municipality__region")
    cards = guiding.cards_of((child, clock.today(child.municipality)) for child in children)
    only_seen = acting.children_only_seen(request.user)
    return render(
        request,
        "certificates/family.html",
        {
            "cards": cards,
            "is_own": acting.is_own_account(request.user),
            "needed": [card for card in cards if card.is_needed and card.child.pk not in only_seen],
            "only_seen": only_seen,
            "today": clock.today(),
        },
    )


@role_required(Role.GUARDIAN)
def add_child(request: AuthenticatedRequest) -> HttpResponse:
    """A child is written down; age and duplicates are checked by the rule (R2.03, R2.08)."""
    form = ChildForm(
        request.POST or None,
        initial={"municipality": request.user.municipality_id},
    )
    context = {"form": form, "is_known": False, "centre": request.user.municipality}
    if form.is_valid():
        municipality = form.cleaned_data["municipality"]
        try:
            _check_guessing(request)
            child = registering.register_child(
                form.fields_of_child(),
                relation=form.cleaned_data["relation"],
                by=request.user,
                on=clock.today(municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
            context["is_known"] = refusal.code in ("snils_taken", "duplicate_child")
            context["centre"] = municipality
        else:
            messages.success(request, _("%(child)s is added.") % {"child": child.first_name})
            return redirect("certificates:consent", child.pk)
    return render(request, "certificates/add_child.html", context)


def _check_guessing(request: AuthenticatedRequest) -> None:
    """Nobody tries names and days of birth until one is known. Raises `too_many_guesses`."""
    if guarding.is_too_often(f"children:{request.user.pk}", limit=guarding.NEW_CHILDREN):
        raise RuleBroken("too_many_guesses", guarding.TOO_MANY_CHILDREN)


@role_required(Role.GUARDIAN)
def health(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """What programs have to be ready for: told by the parent, taken back at any time (R6.11)."""
    child = child_to_act_for(request.user, child_id)
    form = HealthForm(request.POST or None, initial={"condition": child.health_condition})
    if form.is_valid():
        registering.tell_health(child, form.cleaned_data["condition"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("certificates:family")
    return render(request, "certificates/health.html", {"form": form, "child": child})


@role_required(Role.GUARDIAN)
def apply_for_certificate(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """The application for a certificate: check your answers, and send (2.4)."""
    child = child_to_act_for(request.user, child_id)
    if not registering.has_consent(child):
        return redirect("certificates:consent", child.pk)
    form = CommandForm(request.POST or None)
    if form.is_valid():
        try:
            application = once(
                form.cleaned_data["command"],
                "application.submitted",
                Application,
                lambda: issuing.apply(child, by=request.user, on=clock.today(child.municipality)),
                by=request.user,
                child=child.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application for a certificate is sent."))
            return redirect("certificates:receipt", application.pk)
    return render(
        request, "certificates/apply_for_certificate.html", {"form": form, "child": child}
    )


@role_required(Role.GUARDIAN)
def move(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """The child has moved: ask the new municipality to take the certificate over (R2.34)."""
    child = child_to_act_for(request.user, child_id)
    certificate = get_object_or_404(
        child.certificates.living().select_related("municipality__region")
    )
    form = MoveForm(request.POST or None, certificate=certificate)
    if form.is_valid():
        municipality = form.cleaned_data["municipality"]
        try:
            application = once(
                form.cleaned_data["command"],
                "application.submitted",
                Application,
                lambda: moving.ask(
                    child, municipality, by=request.user, on=clock.today(municipality)
                ),
                by=request.user,
                child=child.pk,
                municipality=municipality.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application for a certificate is sent."))
            return redirect("certificates:receipt", application.pk)
    return render(
        request,
        "certificates/move.html",
        {"form": form, "child": child, "certificate": certificate},
    )


@role_required(Role.GUARDIAN)
@require_safe
def receipt(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The receipt of an application: its number, what to bring, where and when, what came of it."""
    application = get_object_or_404(
        access.applications_of(request.user).select_related("child", "municipality__region"), pk=pk
    )
    return render(
        request,
        "certificates/receipt.html",
        {
            "application": application,
            "child": application.child,
            "certificate": application.child.certificates.living().first(),
            "passport": request.build_absolute_uri(
                reverse(
                    "certificates:passport",
                    args=(passports.token_of(application.child, at=clock.now()),),
                )
            ),
            "bring_by": application.documents_until,
        },
    )


@require_safe
def certificate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A certificate: the family's page; staff go on to the page of the register."""
    certificate = certificate_to_see(request.user, pk)
    if not access.certificates_of(request.user).filter(pk=pk).exists():
        return redirect("certificates:record", certificate.pk)
    only_seen = acting.only_sees(certificate.child_id, by=request.user)
    on, at = clock.today(certificate.municipality), clock.now()
    accounts = certificate.accounts.select_related("plan").order_by("-plan__starts_on")
    account = ledger.account_of(certificate, on)
    balance = ledger.Balance.of(account)
    return render(
        request,
        "certificates/certificate.html",
        {
            "certificate": certificate,
            "card": guiding.card_of(certificate.child, on=on),
            "account": account,
            "balance": balance,
            "today": on,
            "lines": ledger.statement(account) if account else [],
            "is_family": not only_seen,
            "only_seen": only_seen,
            "others": [other for other in accounts if other != account],
            "consent_withdrawn": certificate.status != Certificate.Status.CLOSED
            and consenting.is_withdrawn(certificate.child),
            "passport": request.build_absolute_uri(
                reverse(
                    "certificates:passport", args=(passports.token_of(certificate.child, at=at),)
                )
            )
            if certificate.status != Certificate.Status.CLOSED
            else "",
            "passport_until": at + passports.LIVES,
            "history": history.events_of(certificate),
            "looks": history.looks_at(certificate.child),
            "can_return": guiding.may_give_back(certificate, balance),
        },
    )
