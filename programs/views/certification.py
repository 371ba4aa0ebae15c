"""The support centre of a municipality, or the regional one, certifies programs for funding."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from programs import access, assessing, pricing
from programs.forms import ProtocolForm, ReasonForm, show_refusal
from programs.models import Program
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 50


@role_required(Role.MOC, Role.OPERATOR)
def certification(request: AuthenticatedRequest) -> HttpResponse:
    """Published programs of the certified register: waiting, or certified."""
    programs = access.certifiable_programs(request.user).select_related("provider", "direction")
    waiting = programs.filter(certified_on__isnull=True)
    certified = programs.filter(certified_on__isnull=False)
    shows_certified = request.GET.get("list") == "certified"
    tabs = [
        {
            "label": _("Wait for certification"),
            "url": "?list=waiting",
            "current": not shows_certified,
            "count": waiting.count(),
        },
        {
            "label": _("Certified programs"),
            "url": "?list=certified",
            "current": shows_certified,
            "count": certified.count(),
        },
    ]
    chosen = (
        certified.order_by("short_name")
        if shows_certified
        else waiting.order_by("published_on", "pk")
    )
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    context = {"tabs": tabs, "page_obj": page, "shows_certified": shows_certified}
    return render(request, "programs/certification.html", context)


@role_required(Role.MOC, Role.OPERATOR)
def certify(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Certify a program for funding by the protocol of its assessment."""
    program = _certifiable(request, pk)
    form = ProtocolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assessing.certify(
                program,
                form.cleaned_data["protocol"],
                by=request.user,
                on=clock.today(program.provider.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The program is certified."))
            return redirect("programs:certification")
    context = {
        "program": program,
        "modules": program.modules.all(),
        "form": form,
        "obstacle": assessing.find_obstacle(program),
        "is_by_hand": pricing.mode_for(
            program.provider.municipality, clock.today(program.provider.municipality)
        )
        == "manual",
    }
    return render(request, "programs/certify.html", context)


@role_required(Role.MOC, Role.OPERATOR)
def withdraw_certification(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask for the reason and withdraw the certification."""
    program = _certifiable(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assessing.withdraw(
                program,
                form.cleaned_data["reason"],
                by=request.user,
                on=clock.today(program.provider.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The certification is withdrawn."))
            return redirect("programs:certification")
    context = {"program": program, "form": form}
    return render(request, "programs/withdraw_certification.html", context)


def _certifiable(request: AuthenticatedRequest, pk: int) -> Program:
    programs = access.certifiable_programs(request.user).select_related(
        "provider__municipality__region", "direction"
    )
    return get_object_or_404(programs, pk=pk)
