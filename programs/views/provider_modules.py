"""A provider's modules: hours, normative cost and price."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programs import access, authoring, card, pricing
from programs.forms import ModuleForm, PriceForm, show_refusal
from programs.models import Module, Norm, Program
from programs.views.provider import answers_for
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.PROVIDER)
def edit_modules(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The modules of a card with hours, prices and normative costs, and the remarks on them."""
    program = _own_program(request, pk)
    can_edit = access.can_edit(request.user, program)
    context = {
        "program": program,
        "modules": program.modules.all(),
        "can_edit": can_edit,
        "answers": answers_for(program, card.MODULES) if can_edit else None,
    }
    return render(request, "programs/edit_modules.html", context)


@role_required(Role.PROVIDER)
def add_module(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A new module of the card."""
    return _write_module(request, _own_program(request, pk), None)


@role_required(Role.PROVIDER)
def edit_module(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A module of the card."""
    module = _own_module(request, pk)
    return _write_module(request, module.program, module)


@require_POST
@role_required(Role.PROVIDER)
def remove_module(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a module off the card."""
    module = _own_module(request, pk)
    program = module.program
    try:
        authoring.remove_module(
            module, by=request.user, on=clock.today(program.provider.municipality)
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The module is removed."))
    return redirect("programs:edit_modules", program.pk)


@role_required(Role.PROVIDER)
def set_price(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Another price for a module of a published program."""
    module = _own_module(request, pk)
    form = PriceForm(
        request.POST or None,
        initial={
            "price": module.price,
            "parents_pay_extra": module.parents_pay_extra,
            "above_recommended": module.above_recommended,
        },
    )
    today = clock.today(module.program.provider.municipality)
    if request.method == "POST" and form.is_valid():
        try:
            pricing.set_price(module, **form.cleaned_data, by=request.user, on=today)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The price is set."))
            return redirect("programs:program_groups", module.program_id)
    context = {"module": module, "program": module.program, "form": form}
    return render(
        request, "programs/set_price.html", context | _worth(module.program, module, today)
    )


def _write_module(
    request: AuthenticatedRequest, program: Program, module: Module | None
) -> HttpResponse:
    if not access.can_edit(request.user, program):
        messages.info(request, _("The card cannot be changed now."))
        return redirect("programs:edit_modules", program.pk)
    today = clock.today(program.provider.municipality)
    form = ModuleForm(
        request.POST or None,
        instance=module,
        program=program,
        by_model=program.register == Program.Register.CERTIFIED
        and pricing.mode_for(program.provider.municipality, today) == "model_2017",
    )
    if request.method == "POST" and form.is_valid():
        try:
            authoring.save_module(program, form.values(), module=module, by=request.user, on=today)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The module is saved."))
            return redirect("programs:edit_modules", program.pk)
    context = {"form": form, "program": program, "module": module}
    return render(request, "programs/edit_module.html", context | _worth(program, module, today))


def _worth(program: Program, module: Module | None, today: date) -> dict[str, Any]:
    """What an hour is worth by the norms, how far above a price may go, what is recommended."""
    norm = recommended = None
    if program.register == Program.Register.CERTIFIED:
        plan = pricing.plan_for(program.provider.municipality, today)
        norm = Norm.objects.filter(plan=plan, direction=program.direction_id).first()
        if module is not None:
            recommended = pricing.recommended_price(
                program, module, pricing.norm_cost_of(program, module, today), today
            )
    return {
        "norm": norm,
        "mode": pricing.mode_for(program.provider.municipality, today),
        "recommended": recommended,
        "is_certified_register": program.register == Program.Register.CERTIFIED,
        "most_percent": pricing.max_percent(program, today),
    }


def _own_program(request: AuthenticatedRequest, pk: int) -> Program:
    programs = access.own_programs(request.user).select_related(
        "provider__municipality__region", "direction"
    )
    return get_object_or_404(programs, pk=pk)


def _own_module(request: AuthenticatedRequest, pk: int) -> Module:
    modules = access.own_modules(request.user).select_related(
        "program__provider__municipality__region", "program__direction"
    )
    return get_object_or_404(modules, pk=pk)
