"""Pages of an organisation: applications to it, and the list of a group."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from enrollment import access, enrolling, listing, placing
from enrollment.forms import InboxFilters
from enrollment.listing import Kind, Shelf
from enrollment.models import MoveRequest, WaitingPlace
from enrollment.views import local
from programs.models import Group, Program
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

ON_A_PAGE = 50
SHELVES = {
    Shelf.OURS: gettext_lazy("Wait for us"),
    Shelf.PARENTS: gettext_lazy("Wait for the parent"),
    Shelf.DONE: gettext_lazy("Decided"),
}


@role_required(Role.PROVIDER)
@require_safe
def inbox(request: AuthenticatedRequest) -> HttpResponse:
    """Applications to the organisation on three shelves: for us, for the parents, done (S12)."""
    contracts = access.provider_contracts(request.user)
    places = access.provider_places(request.user)
    groups = access.own_groups(request.user)
    filters = InboxFilters(
        request.GET,
        programs=Program.objects.filter(pk__in=groups.values("program")),
        groups=groups,
    )
    filters.is_valid()
    wanted = filters.cleaned_data  # a filter that cannot be read does not filter
    if program := wanted.get("program"):
        contracts = contracts.filter(group__program=program)
        places = places.filter(group__program=program)
    if group := wanted.get("group"):
        contracts, places = contracts.filter(group=group), places.filter(group=group)
    if status := wanted.get("status"):
        contracts = listing.contracts_in(contracts, status)
        places = listing.places_in(places, status)
    shelves = {shelf: listing.keys_on_shelf(contracts, places, shelf) for shelf in Shelf}
    shelf = Shelf(request.GET["shelf"]) if request.GET.get("shelf") in list(Shelf) else Shelf.OURS
    page = Paginator(shelves[shelf], ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/inbox.html",
        {
            "filters": filters,
            "shelf": shelf,
            "moves": MoveRequest.objects.open()
            .filter(contract__in=access.provider_contracts(request.user))
            .select_related("contract__certificate__child", "contract__group", "target"),
            "tabs": [
                {
                    "label": SHELVES[each],
                    "url": f"?shelf={each}",
                    "current": each == shelf,
                    "count": keys.count() if each != Shelf.DONE else None,
                }
                for each, keys in shelves.items()
            ],
            "lines": listing.lines_of(list(page), on=clock.today()),
            "page_obj": page,
        },
    )


@role_required(Role.PROVIDER)
@require_POST
def accept_chosen(request: AuthenticatedRequest) -> HttpResponse:
    """Accept the ticked applications, each by its own rule; what was refused is told."""
    accepted = 0
    for key in request.POST.getlist("chosen"):
        kind, _colon, number = key.partition(":")
        if not number.isdecimal() or len(number) > 18:
            continue
        try:
            accepted += _accept_one(request, kind, int(number))
        except RuleBroken as refusal:
            messages.error(
                request,
                _("No. %(number)s: %(reason)s") % {"number": number, "reason": refusal},
            )
    if accepted:
        messages.success(
            request,
            ngettext(
                "%(number)s application is accepted.",
                "%(number)s applications are accepted.",
                accepted,
            )
            % {"number": accepted},
        )
    elif not request.POST.getlist("chosen"):
        messages.error(request, _("Tick the applications to accept."))
    return redirect("enrollment:inbox")


def _accept_one(request: AuthenticatedRequest, kind: str, pk: int) -> bool:
    """Accept one ticked row. Returns whether it was ours. Raises RuleBroken."""
    if kind == Kind.CONTRACT:
        contract = access.provider_contracts(request.user).filter(pk=pk).first()
        if contract is None:
            return False
        enrolling.accept(contract, by=request.user, on=local.today(contract))
        return True
    place = access.provider_places(request.user).filter(pk=pk).first()
    if place is None:
        return False
    order_number = request.POST.get("order_number", "").replace("\x00", "").strip()[:40]
    if not order_number:
        raise RuleBroken("no_order", _("Enter the number of the order of enrollment."))
    placing.accept(place, order_number, by=request.user, on=local.today(place))
    return True


@role_required(Role.PROVIDER, Role.TEACHER)
@require_safe
def group_list(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """The children of a group, to print: those who study and those who are on their way."""
    group = get_object_or_404(
        access.own_groups(request.user).select_related("program", "module", "venue"), pk=group_id
    )
    lines = listing.lines(
        listing.with_families(group.contracts.living()).prefetch_related(
            "certificate__child__guardianships__user"
        ),
        listing.places_with_families(group.budget_places.living()).prefetch_related(
            "certificate__child__guardianships__user"
        ),
        on=clock.today(),
    )
    return render(
        request,
        "enrollment/group_list.html",
        {
            "group": group,
            "lines": sorted(lines, key=lambda line: line.certificate.child.name_key),
            "decides": access.decided_groups(request.user).filter(pk=group.pk).exists(),
            "waiting": _line_of(request, group),
            "today": clock.today(),
            "can_apply": access.managed_groups(request.user).filter(pk=group.pk).exists(),
        },
    )


def _line_of(request: AuthenticatedRequest, group: Group) -> list[WaitingPlace]:
    """Who waits for a seat of the group, for those who decide on applications to it (R6.31)."""
    if not access.own_providers(request.user).filter(pk=group.program.provider_id).exists():
        return []
    line = group.waiting_places.waiting().select_related(
        "certificate__child", "certificate__municipality"
    )
    return list(line.order_by("id"))
