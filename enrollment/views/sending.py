"""An application is sent once, whoever presses: the family, or the organisation for it (R6.27)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from certificates.forms import CommandForm
from enrollment import enrolling, placing
from enrollment.forms import ApplyForm
from enrollment.models import BudgetPlace, Contract
from enrollment.offering import Offer, Way
from reference import clock
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Command, User


def sent_before(request: AuthenticatedRequest, pages: dict[str, str]) -> HttpResponse | None:
    """Where a repeated press goes: to what the first one has sent; None when it is the first."""
    press = CommandForm(request.POST)
    if not press.is_valid():
        return None
    command = Command.objects.filter(key=press.cleaned_data["command"], by=request.user).first()
    if command is None or command.kind not in pages:
        return None
    return redirect(pages[command.kind], command.result)


def send(offer: Offer, form: ApplyForm, *, by: User) -> Contract | BudgetPlace:
    """Apply for the place that was shown; a repeated press does nothing. Raises RuleBroken."""
    certificate, group = offer.certificate, offer.group
    on = clock.today(certificate.municipality)
    inputs = {"certificate": certificate.pk, "group": group.pk, "starts_on": offer.starts_on}
    key = form.cleaned_data["command"]
    if offer.way == Way.CERTIFICATE:
        return once(
            key,
            "contract.requested",
            Contract,
            lambda: enrolling.apply(
                certificate,
                group,
                starts_on=offer.starts_on,
                by=by,
                on=on,
                expected_available=form.cleaned_data["expected_available"],
            ),
            by=by,
            **inputs,
        )
    return once(
        key,
        "place.requested",
        BudgetPlace,
        lambda: placing.apply_for_budget_place(
            certificate,
            group,
            starts_on=offer.starts_on,
            is_paid=offer.way == Way.PAID,
            by=by,
            on=on,
        ),
        by=by,
        **inputs,
    )
