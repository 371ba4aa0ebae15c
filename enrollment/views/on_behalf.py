"""In the last resort the organisation applies for a family that cannot (R6.27)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates.forms import show_refusal
from enrollment import access, entrusting, offering, reckoning
from enrollment.behalf_forms import BehalfApplyForm, BehalfForm
from enrollment.models import BudgetPlace, Contract
from enrollment.offering import Offer
from enrollment.views.sending import send, sent_before
from programs.models import Group
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required

PAGES_OF_SENT = {"contract.requested": "enrollment:contract", "place.requested": "enrollment:place"}


@role_required(Role.PROVIDER)
def apply_on_behalf(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """First whose certificate, from which day; then the sums, and one press that sends."""
    group = get_object_or_404(
        access.managed_groups(request.user).select_related(
            "module", "program__provider", "program__direction", "venue"
        ),
        pk=group_id,
    )
    choice = BehalfForm(
        request.POST or None,
        initial={"starts_on": reckoning.default_start(group, on=clock.today())},
    )
    offer = _offer(choice, group, by=request.user)
    # asked after the offer: a twin that finishes meanwhile must not look like an obstacle
    if sent := sent_before(request, PAGES_OF_SENT):
        return sent
    form, needs_code = None, False
    if offer is not None and offer.can_apply:
        needs_code = entrusting.needs_code(offer.certificate)
        if "ask_code" in request.POST and needs_code:
            _ask(request, offer)
        is_sent = "send" in request.POST
        form = BehalfApplyForm(
            request.POST if is_sent else None,
            own_part=offer.own_part,
            needs_code=needs_code,
            initial={"expected_available": offer.available},
        )
        if is_sent and form.is_valid():
            try:
                application = _sent(request, offer, form)
            except RuleBroken as refusal:
                show_refusal(form, refusal)
                offer = _offer(choice, group, by=request.user) or offer
                form.show_balance(offer.available)
            else:
                messages.success(request, _("The application is sent. The family is told."))
                return redirect(f"enrollment:{application.kind}", application.pk)
    return render(
        request,
        "enrollment/apply_on_behalf.html",
        {
            "group": group,
            "choice": choice,
            "offer": offer,
            "form": form,
            "needs_code": needs_code,
            "unmet": [each for each in offering.conditions(offer) if not each["ok"]]
            if offer
            else [],
        },
    )


def _ask(request: AuthenticatedRequest, offer: Offer) -> None:
    """Write the family a code."""
    try:
        entrusting.ask(offer.certificate, offer.group, by=request.user, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The code is sent to the family. Ask the parent for it."))


def _sent(
    request: AuthenticatedRequest, offer: Offer, form: BehalfApplyForm
) -> Contract | BudgetPlace:
    """Apply with the parent's code. Raises RuleBroken."""
    if code := form.cleaned_data.get("code"):
        entrusting.check(offer.certificate, offer.group, code, at=clock.now())
    application = send(offer, form, by=request.user)
    entrusting.spend(offer.certificate, offer.group)
    return application


def _offer(choice: BehalfForm, group: Group, *, by: User) -> Offer | None:
    """The offer for the certificate of that number whose child was born on that day."""
    if not choice.is_valid():
        return None
    try:
        certificate = entrusting.look_up(
            choice.cleaned_data["number"], choice.cleaned_data["birth_date"], by=by
        )
    except RuleBroken as refusal:
        choice.add_error(refusal.field or None, str(refusal))
        return None
    return offering.offer(
        certificate,
        group,
        offering.way_of(group.program),
        starts_on=choice.cleaned_data["starts_on"],
        on=clock.today(certificate.municipality),
    )
