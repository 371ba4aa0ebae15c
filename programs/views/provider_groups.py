"""A provider's groups with their timetables, and the enrollment of each module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programs import access, card, grouping, opening
from programs.forms import GroupForm, Timetable, show_refusal
from programs.lifecycle import EDITABLE
from programs.models import Group, Module, Program
from programs.views.provider import answers_for
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

GROUPS_WRITTEN_IN = (*EDITABLE, Program.Status.PUBLISHED)


@role_required(Role.PROVIDER)
def program_groups(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The groups of a program by module, the enrollment, and what it waits for."""
    program = _own_program(request, pk)
    today = clock.today(program.provider.municipality)
    rows = []
    for module in program.modules.prefetch_related("groups__slots", "groups__venue"):
        module.program = program
        groups = [group for group in module.groups.all() if group.status == Group.Status.OPEN]
        taken = sum(group.seats_taken for group in module.groups.all())
        conditions = opening.preconditions(module, on=today)
        rows.append(
            {
                "module": module,
                "groups": groups,
                "conditions": conditions,
                "may_open": all(one.ok for one in conditions),
                "price_may_change": program.is_published and not module.is_open and not taken,
            }
        )
    context = {
        "program": program,
        "rows": rows,
        "can_write": program.status in GROUPS_WRITTEN_IN,
        "has_venues": program.provider.venues.exists(),
        "answers": answers_for(program, card.GROUPS)
        if access.can_edit(request.user, program)
        else None,
    }
    return render(request, "programs/program_groups.html", context)


@role_required(Role.PROVIDER)
def add_group(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A new group of a module with its timetable."""
    module = _own_module(request, pk)
    return _write_group(request, module, Group(module=module, program=module.program))


@role_required(Role.PROVIDER)
def edit_group(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A group and its timetable."""
    group = _own_group(request, pk)
    return _write_group(request, group.module, group)


@require_POST
@role_required(Role.PROVIDER)
def archive_group(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put an empty group into the archive."""
    group = _own_group(request, pk)
    return _do(
        request,
        group.program,
        lambda: grouping.archive_group(
            group, by=request.user, on=clock.today(group.program.provider.municipality)
        ),
        _("The group is in the archive."),
    )


@require_POST
@role_required(Role.PROVIDER)
def open_enrollment(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let people apply to the groups of a module."""
    module = _own_module(request, pk)
    return _do(
        request,
        module.program,
        lambda: opening.open_enrollment(
            module, by=request.user, on=clock.today(module.program.provider.municipality)
        ),
        _("The enrollment is open."),
    )


@require_POST
@role_required(Role.PROVIDER)
def close_enrollment(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take no more applications."""
    module = _own_module(request, pk)
    return _do(
        request,
        module.program,
        lambda: opening.close_enrollment(
            module, by=request.user, on=clock.today(module.program.provider.municipality)
        ),
        _("The enrollment is closed. Applications that are there go on."),
    )


def _do(
    request: AuthenticatedRequest, program: Program, verb: Callable[[], object], said: str
) -> HttpResponse:
    """Press one button of the page of groups, and come back to it."""
    try:
        verb()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("programs:program_groups", program.pk)


def _write_group(request: AuthenticatedRequest, module: Module, group: Group) -> HttpResponse:
    program = module.program
    today = clock.today(program.provider.municipality)
    form = GroupForm(request.POST or None, instance=group, provider=program.provider)
    known = group.slots.all() if group.pk else ()
    timetable = Timetable(
        request.POST or None,
        prefix="slots",
        initial=[
            {"weekday": one.weekday, "starts_at": one.starts_at, "ends_at": one.ends_at}
            for one in known
        ],
    )
    if request.method == "POST" and form.is_valid() & timetable.is_valid():
        facts: tuple[Any, ...] = (form.values(), timetable.slots(), form.teachers())
        try:
            if group.pk:
                grouping.revise_group(group, *facts, by=request.user, on=today)
            else:
                grouping.open_group(module, *facts, by=request.user, on=today)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The group is saved."))
            return redirect("programs:program_groups", program.pk)
    if request.method == "POST":
        for complaint in timetable.complaints():
            form.add_error(None, complaint)
    context = {
        "form": form,
        "timetable": timetable,
        "program": program,
        "module": module,
        "group": group,
    }
    return render(request, "programs/edit_group.html", context)


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


def _own_group(request: AuthenticatedRequest, pk: int) -> Group:
    groups = access.own_groups(request.user).select_related(
        "module__program__provider__municipality__region", "program__provider__municipality__region"
    )
    return get_object_or_404(groups, pk=pk)
