"""Receipts of what a family has asked for, on its own pages and without signing in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enrollment import access, listing, receipts
from enrollment.receipts import Item
from enrollment.views.basket import sent_of
from reference import clock
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_safe
def receipt(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The receipt of an application: number, moment, sums, state, and whose turn it is."""
    return _receipt(request, listing.with_families(access.family_contracts(request.user)), pk)


@role_required(Role.GUARDIAN)
@require_safe
def place_receipt(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The receipt of an application for a place without certificate money."""
    return _receipt(request, listing.places_with_families(access.family_places(request.user)), pk)


@role_required(Role.GUARDIAN)
@require_safe
def waiting_receipt(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The receipt of a place in line: its number is the one of this day."""
    return _receipt(
        request, listing.waiting_with_families(access.family_places_in_line(request.user)), pk
    )


@role_required(Role.GUARDIAN)
@require_safe
def sent_receipts(request: AuthenticatedRequest) -> HttpResponse:
    """The receipts of all that one press has sent, on one sheet."""
    sent = listing.with_families(
        access.family_contracts(request.user).filter(pk__in=[each.pk for each in sent_of(request)])
    )
    return render(
        request,
        "enrollment/sent_receipts.html",
        {"receipts": [_shown(request, contract) for contract in sent.order_by("pk")]},
    )


@login_not_required
@require_safe
@never_cache
def open_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt for whoever holds its address: number, state and next step, nothing more."""
    item = receipts.find(token)
    if item is None:
        raise Http404
    on = clock.today(item.certificate.municipality)
    found = receipts.receipt_of(item, on=on, at=clock.now())
    if not found.is_open(on):
        raise Http404
    response = render(request, "enrollment/open_receipt.html", {"receipt": found})
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _receipt(request: AuthenticatedRequest, found: QuerySet[Any], pk: int) -> HttpResponse:
    shown = _shown(request, get_object_or_404(found, pk=pk))
    return render(request, "enrollment/receipt.html", shown)


def _shown(request: AuthenticatedRequest, item: Item) -> dict[str, Any]:
    """A receipt, with the address at which it opens to everybody."""
    on = clock.today(item.certificate.municipality)
    found = receipts.receipt_of(item, on=on, at=clock.now())
    address = reverse("enrollment:open_receipt", args=(found.token,))
    return {
        "receipt": found,
        "address": request.build_absolute_uri(address) if found.is_open(on) else "",
    }
