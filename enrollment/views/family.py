"""Pages of a family that applies: the offer, the receipt, waiting, all that was asked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates import acting
from certificates.forms import show_refusal
from certificates.models import Certificate
from enrollment import (
    access,
    alternatives,
    offering,
    reckoning,
    sparing,
    waiting,
)
from enrollment.alternatives import Alternative
from enrollment.forms import ApplyForm, ChoiceForm
from enrollment.models import Contract
from enrollment.offering import Offer
from enrollment.sparing import Lack
from enrollment.views.sending import send, sent_before
from programs.models import Group
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGES_OF_SENT = {
    "contract.requested": "enrollment:receipt",
    "place.requested": "enrollment:place_receipt",
}


@role_required(Role.GUARDIAN)
def apply(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """The application: sums month by month and every obstacle before, one press to send (R6.21)."""
    group = get_object_or_404(
        access.visible_groups(request.user).select_related(
            "module", "program__provider", "program__direction", "venue"
        ),
        pk=group_id,
    )
    choice = _choice(request, group)
    offer = _offer(request, group, choice)
    # asked after the offer: a twin that finishes meanwhile must not look like an obstacle
    if sent := sent_before(request, PAGES_OF_SENT):
        return sent
    form = None
    sees_only = _sees_only(request, offer)
    if offer is not None and offer.can_apply and not sees_only:
        form = _apply_form(request, offer)
        if request.method == "POST" and form.is_valid():
            try:
                return _applied(request, offer, form)
            except RuleBroken as refusal:
                show_refusal(form, refusal)
                # what is shown from here on is worked out afresh, and so is what is confirmed
                offer = _offer(request, group, choice) or offer
                form.show_balance(offer.available)
    conditions = offering.conditions(offer) if offer else []
    return render(
        request,
        "enrollment/apply.html",
        {
            "group": group,
            "choice": choice,
            "form": form if offer is not None and offer.can_apply else None,
            "sees_only": sees_only,
            "offer": offer,
            "kept": waiting.kept_for(offer.certificate, group) if offer else None,
            "lacks": _lacks(request, offer),
            "warnings": offering.warnings(offer) if offer else [],
            "unmet": [each for each in conditions if not each["ok"]],
            "met": [each for each in conditions if each["ok"]],
            "alternatives": _alternatives(offer, group),
            "offer_hours": waiting.hours_of_offer(offer.certificate.municipality) if offer else 0,
            "in_line": waiting.length_of_line(group) if offer and offer.can_wait else 0,
        },
    )


def _lacks(request: AuthenticatedRequest, offer: Offer | None) -> list[Lack]:
    """Other programs the family thinks of, for which the money would not be enough any more."""
    if offer is None:
        return []
    on = clock.today(offer.certificate.municipality)
    return sparing.lacks(offer, by=request.user, on=on)


def _alternatives(offer: Offer | None, group: Group) -> list[Alternative]:
    """Other places for the child, where what is missing is not the child's to mend."""
    if offer is None or not offer.has_better_elsewhere:
        return []
    return alternatives.instead_of(
        group, offer.certificate, on=clock.today(offer.certificate.municipality)
    )


def _choice(request: AuthenticatedRequest, group: Group) -> ChoiceForm:
    """Child and first day: from the press, from the address, or the likely ones (R6.14)."""
    certificates = access.own_certificates(request.user).select_related(
        "child", "municipality__region"
    )
    if group.program.takes_certificates:  # the child whose certificate may pay is the likely one
        certificates = certificates.order_by("-type", "pk")
    initial = {
        "certificate": certificates.first(),
        "starts_on": reckoning.default_start(group, on=clock.today()),
    }
    data = request.POST if request.method == "POST" else request.GET
    given = {
        "certificate": data.get("certificate") or getattr(initial["certificate"], "pk", ""),
        "starts_on": data.get("starts_on", f"{initial['starts_on']:%d.%m.%Y}"),
    }
    return ChoiceForm(given, certificates=certificates)


def _offer(request: AuthenticatedRequest, group: Group, choice: ChoiceForm) -> Offer | None:
    """The offer for the chosen child and day; None where the choice cannot be read."""
    if not choice.is_valid():
        return None
    certificate: Certificate = choice.cleaned_data["certificate"]
    wanted = request.POST.get("way") or request.GET.get("way", "")
    return offering.offer(
        certificate,
        group,
        offering.way_of(group.program, wanted),
        starts_on=choice.cleaned_data["starts_on"],
        on=clock.today(certificate.municipality),
    )


def _sees_only(request: AuthenticatedRequest, offer: Offer | None) -> RuleBroken | None:
    """Why this person may look at the offer but not send it (R11.05)."""
    child = offer.certificate.child_id if offer else 0
    return acting.refusal_of(child) if acting.only_sees(child, by=request.user) else None


def _apply_form(request: AuthenticatedRequest, offer: Offer) -> ApplyForm:
    return ApplyForm(
        request.POST if request.method == "POST" else None,
        own_part=offer.own_part,
        initial={"expected_available": offer.available},
    )


def _applied(request: AuthenticatedRequest, offer: Offer, form: ApplyForm) -> HttpResponse:
    """Send the application once, and go to its receipt. Raises RuleBroken."""
    sent = send(offer, form, by=request.user)
    messages.success(request, _("The application is sent."))
    kind = "receipt" if isinstance(sent, Contract) else "place_receipt"
    return redirect(f"enrollment:{kind}", sent.pk)
