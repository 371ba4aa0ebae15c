"""Pages of an organisation: applications to it, its answers, the list of a group."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from certificates.forms import show_refusal
from enrollment import access, enrolling, leaving, listing, placing, terminating
from enrollment.forms import InboxFilters, LeaveForm, OrderForm, RefuseForm, TerminateForm
from enrollment.listing import Kind, Shelf
from enrollment.models import BudgetPlace, Contract
from programs.models import Program
from reference import clock
from reference.errors import RuleBroken
from users.commanding import once
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
    if filters.is_valid():
        wanted = filters.cleaned_data
        if program := wanted["program"]:
            contracts = contracts.filter(group__program=program)
            places = places.filter(group__program=program)
        if group := wanted["group"]:
            contracts, places = contracts.filter(group=group), places.filter(group=group)
        if status := wanted["status"]:
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
        if not number.isdecimal():
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
        enrolling.accept(contract, by=request.user, on=clock.today())
        return True
    place = access.provider_places(request.user).filter(pk=pk).first()
    if place is None:
        return False
    order_number = request.POST.get("order_number", "").strip()[:40]
    if not order_number:
        raise RuleBroken("no_order", _("Enter the number of the order of enrollment."))
    placing.accept(place, order_number, by=request.user, on=clock.today())
    return True


@role_required(Role.PROVIDER)
@require_POST
def accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Accept the application and publish the offer (6.4)."""
    contract = _own_contract(request, pk)
    try:
        enrolling.accept(contract, by=request.user, on=_today(contract))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The application is accepted. Now the parent signs."))
    return redirect(contract)


@role_required(Role.PROVIDER)
def refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Refuse an application, or take the offer back, with a reason (R6.29)."""
    contract = _own_contract(request, pk)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        try:
            enrolling.refuse(
                contract,
                Contract.Refusal(form.cleaned_data["refusal"]),
                form.cleaned_data["comment"],
                by=request.user,
                on=_today(contract),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application is refused, the family is told why."))
            return redirect("enrollment:inbox")
    return render(
        request,
        "enrollment/refuse.html",
        {"form": form, "item": contract, "url": contract.get_absolute_url()},
    )


@role_required(Role.PROVIDER)
def terminate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End a contract for a ground of the contract (R6.46): a notice with its reason (R6.48)."""
    contract = _own_contract(request, pk)
    on = _today(contract)
    form = TerminateForm(request.POST or None)
    if form.is_valid():
        try:
            once(
                form.cleaned_data["command"],
                "contract.terminating",
                Contract,
                lambda: terminating.terminate(
                    contract,
                    party=Contract.Party.PROVIDER,
                    reason=_ground_in_words(form),
                    by=request.user,
                    on=on,
                ),
                by=request.user,
                contract=contract.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Notice is given. The family is told."))
            return redirect(contract)
    return render(
        request,
        "enrollment/terminate.html",
        {"form": form, "contract": contract, "notice": leaving.notice_of(contract, on=on)},
    )


def _ground_in_words(form: TerminateForm) -> str:
    """The ground as it stands in the notice, in the portal's language."""
    with translation.override(settings.LANGUAGE_CODE):
        ground = str(form.REASONS[form.cleaned_data["ground"]])
    return ". ".join(part for part in (ground, form.cleaned_data["comment"].strip()) if part)


@role_required(Role.PROVIDER)
def accept_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Enrol a child without certificate money, by an order (R6.39)."""
    place = _own_place(request, pk)
    form = OrderForm(request.POST or None)
    if form.is_valid():
        try:
            placing.accept(
                place, form.cleaned_data["order_number"], by=request.user, on=clock.today()
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The child is enrolled, the family is told."))
            return redirect("enrollment:place", place.pk)
    return render(request, "enrollment/accept_place.html", {"form": form, "place": place})


@role_required(Role.PROVIDER)
def refuse_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Refuse an application for a place without certificate money, with a reason."""
    place = _own_place(request, pk)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        try:
            placing.refuse(
                place,
                Contract.Refusal(form.cleaned_data["refusal"]),
                form.cleaned_data["comment"],
                by=request.user,
                on=clock.today(),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The application is refused, the family is told why."))
            return redirect("enrollment:inbox")
    line = listing.line_of_place(place, on=clock.today())
    return render(request, "enrollment/refuse.html", {"form": form, "item": place, "url": line.url})


@role_required(Role.PROVIDER)
def expel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A child in a place without certificate money leaves by the organisation's word."""
    place = _own_place(request, pk)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            placing.leave(
                place, reason=form.cleaned_data["reason"], by=request.user, on=clock.today()
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The child has left the group."))
            return redirect("enrollment:place", place.pk)
    return render(request, "enrollment/leave_place.html", {"form": form, "place": place})


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
            "today": clock.today(),
        },
    )


def _own_contract(request: AuthenticatedRequest, pk: int) -> Contract:
    return get_object_or_404(listing.with_families(access.provider_contracts(request.user)), pk=pk)


def _own_place(request: AuthenticatedRequest, pk: int) -> BudgetPlace:
    return get_object_or_404(
        listing.places_with_families(access.provider_places(request.user)), pk=pk
    )


def _today(contract: Contract) -> date:
    return clock.today(contract.certificate.municipality)
