"""The papers of a contract as PDF, for its two parties; the offer also for those who pay."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from enrollment import access, listing, naming, papers
from enrollment.models import Contract
from enrollment.models.contract import ContractQuerySet
from reference import clock
from users.http import AuthenticatedRequest


@require_safe
def offer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The offer of the organisation, once it has been published (R6.24)."""
    contract = _one_of(access.visible_contracts(request.user), pk)
    if not papers.has_offer(contract):
        raise Http404
    return _paper(papers.offer(contract), f"offer-{contract.number}")


@require_safe
def application(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The application for enrollment, with names: for the family and the organisation (R6.25).

    Of what was never signed the organisation reads it as long as it reads the name (R11.10).
    """
    contract = _one_of(access.parties_contracts(request.user), pk)
    on = clock.today(contract.certificate.municipality)
    is_for_us = bool(contract.signed_on) or naming.reads_name(contract, on=on)
    if not is_for_us and not access.is_family(request.user, contract):
        raise Http404
    return _paper(papers.application(contract), f"application-{contract.number}")


@require_safe
def notice(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The notice of the end of the contract, for the family and the organisation (R6.48)."""
    contract = _one_of(access.parties_contracts(request.user), pk)
    if not papers.has_notice(contract):
        raise Http404
    return _paper(papers.notice(contract), f"notice-{contract.number}")


def _one_of(contracts: ContractQuerySet, pk: int) -> Contract:
    return get_object_or_404(listing.with_families(contracts), pk=pk)


def _paper(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
