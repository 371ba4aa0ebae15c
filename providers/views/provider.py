"""The organisation's own card, its venues and its paying agreements."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from providers import access, agreeing, locating, registering
from providers.forms import AppealForm, DetailsForm, ProviderForm, RequestForm, VenueForm
from providers.models import Agreement, Provider, Venue
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PROVIDER)
@require_safe
def own_card(request: AuthenticatedRequest) -> HttpResponse:
    """Everything the portal holds about the organisation."""
    provider = _own(request)
    context = {
        "provider": provider,
        "venues": provider.venues.all(),
        "gaps": agreeing.header_gaps(provider),
        "can_apply_again": provider.status == Provider.Status.REFUSED,
    }
    return render(request, "providers/own_card.html", context)


@role_required(Role.PROVIDER)
def edit_card(request: AuthenticatedRequest) -> HttpResponse:
    """Change what the organisation may change."""
    provider = _own(request)
    form_class = ProviderForm if registering.can_change_identity(provider) else DetailsForm
    form = form_class(request.POST or None, instance=_own(request))
    if form.is_valid():
        try:
            registering.revise(provider, form.cleaned_data, by=request.user, on=clock.today())
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The card of the organisation is saved."))
            return redirect("providers:own_card")
    return render(request, "providers/edit_card.html", {"form": form, "provider": provider})


@role_required(Role.PROVIDER)
@require_POST
def apply_again(request: AuthenticatedRequest) -> HttpResponse:
    """Hand in a refused application once more."""
    try:
        registering.apply_again(_own(request), by=request.user, on=clock.today())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The application has been sent again."))
    return redirect("providers:own_card")


@role_required(Role.PROVIDER)
def add_venue(request: AuthenticatedRequest) -> HttpResponse:
    """Add a place where the organisation teaches."""
    provider = _own(request)
    form = VenueForm(request.POST or None)
    if form.is_valid():
        locating.add(provider, form.cleaned_data, by=request.user)
        messages.success(request, _("The venue is added."))
        return redirect("providers:own_card")
    return _venue_page(request, form, provider, None)


@role_required(Role.PROVIDER)
def edit_venue(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change a venue."""
    venue = _own_venue(request, pk)
    form = VenueForm(request.POST or None, instance=_own_venue(request, pk))
    if form.is_valid():
        locating.revise(venue, form.cleaned_data, by=request.user)
        messages.success(request, _("The venue is saved."))
        return redirect("providers:own_card")
    return _venue_page(request, form, venue.provider, venue)


def _venue_page(
    request: AuthenticatedRequest, form: VenueForm, provider: Provider, venue: Venue | None
) -> HttpResponse:
    context = {
        "form": form,
        "venue": venue,
        "landmarks": locating.landmarks(provider.municipality),
        "tiles_url": settings.MAP_TILES,
        "attribution": settings.MAP_ATTRIBUTION,
    }
    return render(request, "providers/venue.html", context)


@role_required(Role.PROVIDER)
@require_POST
def remove_venue(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Remove a venue no group is taught in."""
    try:
        locating.remove(_own_venue(request, pk), by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The venue is removed."))
    return redirect("providers:own_card")


@role_required(Role.PROVIDER)
def appeal(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Do not agree with a rejection: the payer decides once more (R4.15)."""
    agreement = get_object_or_404(
        access.own_agreements(request.user).filter(status=Agreement.Status.REJECTED), pk=pk
    )
    form = AppealForm(request.POST or None)
    if form.is_valid():
        try:
            agreeing.appeal(
                agreement, form.cleaned_data["reason"], by=request.user, on=clock.today()
            )
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The payer has your appeal."))
            return redirect("providers:own_agreements")
    return render(request, "providers/appeal.html", {"agreement": agreement, "form": form})


@role_required(Role.PROVIDER)
def own_agreements(request: AuthenticatedRequest) -> HttpResponse:
    """The paying agreements of the organisation, and asking for another."""
    provider = _own(request)
    on = clock.today()
    form = RequestForm(request.POST or None, plans=agreeing.plans_to_agree(provider, on=on))
    if form.is_valid():
        try:
            agreeing.request(provider, form.cleaned_data["plan"], by=request.user, on=on)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The payer has been asked for an agreement."))
            return redirect("providers:own_agreements")
    context = {
        "provider": provider,
        "agreements": access.own_agreements(request.user).filter(provider=provider),
        "gaps": agreeing.header_gaps(provider),
        "form": form,
        "can_request": provider.is_active and form.fields["plan"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "providers/own_agreements.html", context)


def _own(request: AuthenticatedRequest) -> Provider:
    """The organisation the person acts for; of several, the one in the register before others."""
    found = access.own_providers(request.user).order_by("status", "pk").first()
    return get_object_or_404(access.own_providers(request.user), pk=found.pk if found else None)


def _own_venue(request: AuthenticatedRequest, pk: int) -> Venue:
    return get_object_or_404(Venue.objects.filter(provider=_own(request)), pk=pk)
