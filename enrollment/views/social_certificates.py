"""The page and the paper of a social certificate: three sections, for everyone in its contract."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from enrollment import access, months, papers
from enrollment.models import Contract, SocialCertificate
from enrollment.views.parties import shows_child
from reference import clock
from users.http import AuthenticatedRequest


@require_safe
def social_certificate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A social certificate: general data, service and providers, contract and results (R6.59)."""
    social = _visible(request, pk)
    return render(
        request,
        "enrollment/social_certificate.html",
        {"social": social, "contract": social.contract, **_results(request, social)},
    )


@require_safe
def social_certificate_pdf(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The social certificate as an official paper; without a name for those who pay (R11.07)."""
    social = _visible(request, pk)
    return HttpResponse(
        papers.social_certificate(social, **_results(request, social)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="social-certificate-{social.pk}.pdf"'},
    )


def _visible(request: AuthenticatedRequest, pk: int) -> SocialCertificate:
    """The social certificate of a contract the person may see."""
    return get_object_or_404(
        SocialCertificate.objects.filter(
            contract__in=access.visible_contracts(request.user)
        ).select_related(
            "contract__certificate__child",
            "contract__certificate__municipality__region",
            "contract__certificate__category",
            "contract__plan__municipality",
            "contract__group__program__direction",
            "contract__group__venue",
            "contract__group__module",
            "contract__provider",
        ),
        contract=pk,
    )


def _results(request: AuthenticatedRequest, social: SocialCertificate) -> dict[str, Any]:
    """What the service has come to, and whether the child may be named to this reader."""
    contract: Contract = social.contract
    return {
        "months": months.months_of(contract),
        "shows_child": shows_child(
            request.user, contract, on=clock.today(contract.certificate.municipality)
        ),
    }
