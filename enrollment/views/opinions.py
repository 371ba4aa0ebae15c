"""What families say of programs: their own page, and what everyone reads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates import acting
from certificates.forms import show_refusal
from enrollment import access, evaluating, listing
from enrollment.evaluating import Learning
from enrollment.models import Opinion
from enrollment.opinion_forms import OpinionForm
from programs import access as program_access
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 20


@role_required(Role.GUARDIAN)
def of_contract(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say what the program of a contract is like, or change what was said."""
    contracts = listing.with_families(access.family_contracts(request.user))
    return _say(request, get_object_or_404(contracts, pk=pk))


@role_required(Role.GUARDIAN)
def of_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The same of a place without certificate money."""
    places = listing.places_with_families(access.family_places(request.user))
    return _say(request, get_object_or_404(places, pk=pk))


def _say(request: AuthenticatedRequest, learning: Learning) -> HttpResponse:
    acting.check(learning.certificate.child_id, by=request.user)
    on = clock.today(learning.certificate.municipality)
    opinion = evaluating.opinion_of(learning)
    if opinion and opinion.status == Opinion.Status.WITHDRAWN:
        opinion = None
    obstacle = evaluating.find_obstacle(learning, request.user, on=on)
    form = OpinionForm(request.POST or None, opinion=opinion if obstacle is None else None)
    if form.is_valid():
        try:
            given = evaluating.give(learning, form.said(), by=request.user, on=on)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Thank you. The marks count now; your words are read by the support centre.")
                if given.status == Opinion.Status.WAITING
                else _("Thank you. Your marks count now."),
            )
            return redirect(request.path)
    is_own = opinion is not None and opinion.author_id == request.user.pk
    context = {
        "learning": learning,
        "program": learning.group.program,
        "form": form if obstacle is None or form.is_bound else None,
        "obstacle": obstacle,
        "opinion": opinion if is_own else None,
        "back": _page_of(learning),
    }
    return render(request, "enrollment/opinion.html", context)


def _page_of(learning: Learning) -> str:
    return reverse(f"enrollment:{learning.kind}", args=(learning.pk,))


@require_POST
@role_required(Role.GUARDIAN)
def withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take the own opinion back."""
    opinion = get_object_or_404(access.own_opinions(request.user), pk=pk)
    place = opinion.learning.certificate.municipality
    evaluating.withdraw(opinion, by=request.user, on=clock.today(place))
    messages.success(request, _("Your opinion is taken back: nobody reads it, no mark counts."))
    return redirect(_page_of(opinion.learning))


@login_not_required
@require_safe
def of_program(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything families say of a program, without names."""
    program = get_object_or_404(
        program_access.visible_programs(request.user).published().select_related("rating"),
        slug=slug,
    )
    told = Opinion.objects.told().filter(program=program).select_related("answer")
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    return render(request, "enrollment/opinions.html", {"program": program, "page_obj": page})
