"""Where a child lives and goes to school, said by the parent to find programs near it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from certificates import whereabouts
from certificates.forms import show_refusal
from certificates.models import ChildPoint
from certificates.views.finding import child_to_act_for
from enrollment.point_forms import ChildPointForm
from providers import locating
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@never_cache
def tell(request: AuthenticatedRequest, child_id: int, kind: str) -> HttpResponse:
    """Say where home or school is; about a hundred metres are kept."""
    child = child_to_act_for(request.user, child_id)
    known = child.points.filter(kind=_known(kind)).first()
    form = ChildPointForm(request.POST or None, initial={"point": known and known.point})
    if form.is_valid():
        try:
            whereabouts.tell(child, kind, form.cleaned_data["point"], by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. The catalogue now finds what is near."))
            return redirect("certificates:family")
    context = {
        "form": form,
        "child": child,
        "kind": kind,
        "known": known,
        "landmarks": locating.landmarks(child.municipality),
        "tiles_url": settings.MAP_TILES,
        "attribution": settings.MAP_ATTRIBUTION,
    }
    return render(request, "enrollment/tell_point.html", context)


@role_required(Role.GUARDIAN)
@require_POST
def forget(request: AuthenticatedRequest, child_id: int, kind: str) -> HttpResponse:
    """Take back where home or school is."""
    child = child_to_act_for(request.user, child_id)
    whereabouts.forget(child, _known(kind), by=request.user)
    messages.success(request, _("The place is removed."))
    return redirect("certificates:family")


def _known(kind: str) -> str:
    if kind not in ChildPoint.Kind.values:
        raise Http404
    return kind
