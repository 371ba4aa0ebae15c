"""A child's path over the years, for its family: on a page, and as a paper for a portfolio."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import access as certificates
from certificates import acting
from certificates.models import Child
from enrollment import tracing
from reference import clock
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def path(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """Year by year: programs, results, certificates; what may come next."""
    child = _child(request, child_id)
    on = clock.today(child.municipality)
    return render(
        request,
        "enrollment/path.html",
        {
            "child": child,
            "acts_for": not acting.only_sees(child.pk, by=request.user),
            "years": tracing.path_of(child, on=on),
            "ways": tracing.ways_on(tracing.stages_of(child, on=on), child, on=on),
        },
    )


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def path_pdf(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """The same as a paper; the name of the file says nothing of the child."""
    child = _child(request, child_id)
    return HttpResponse(
        tracing.printed(child, on=clock.today(child.municipality)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="path-{child.pk}.pdf"'},
    )


def _child(request: AuthenticatedRequest, child_id: int) -> Child:
    return get_object_or_404(
        certificates.children_seen_by(request.user).select_related("municipality__region"),
        pk=child_id,
    )
