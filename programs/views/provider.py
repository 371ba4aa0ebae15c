"""A provider writes its programs: the list, the card page by page, handing it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from programs import access, authoring, card, moderating, readiness
from programs.forms import (
    SECTION_FORMS,
    AnswersForm,
    ArchiveForm,
    CardForm,
    MainForm,
    show_refusal,
)
from programs.lifecycle import EDITABLE
from programs.models import Group, Program, Remark
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

# What comes after a page of the card is saved.
NEXT_PAGE = {"main": "content", "content": "terms"}


@role_required(Role.PROVIDER)
def own_programs(request: AuthenticatedRequest) -> HttpResponse:
    """Every program of the person's organisations, with what each waits for."""
    programs = _for_reading(access.own_programs(request.user)).order_by("short_name")
    shown_archived = "archived" in request.GET
    rows = [
        {
            "program": program,
            "ready": readiness.percent(program) if program.status in EDITABLE else None,
            "remarks": len(moderating.unsettled_remarks(program))
            if program.status == Program.Status.NEEDS_EDIT
            else 0,
            "is_open": any(module.is_open for module in program.modules.all()),
            "taken": sum(group.seats_taken for group in program.groups.all()),
            "places": sum(
                group.capacity
                for group in program.groups.all()
                if group.status == Group.Status.OPEN
            ),
        }
        for program in programs
        if shown_archived or program.status != Program.Status.ARCHIVED
    ]
    archived = sum(program.status == Program.Status.ARCHIVED for program in programs)
    context = {"rows": rows, "archived": archived, "shown_archived": shown_archived}
    return render(request, "programs/own_programs.html", context)


@role_required(Role.PROVIDER)
def new_program(request: AuthenticatedRequest) -> HttpResponse:
    """The first page of a new card."""
    providers = list(access.own_providers(request.user))
    if not providers:
        raise Http404
    form = MainForm(request.POST or None, providers=providers)
    if request.method == "POST" and form.is_valid():
        provider = form.cleaned_data.get("provider") or providers[0]
        today = clock.today(provider.municipality)
        try:
            program = authoring.draft(provider, form.cleaned_data, by=request.user, on=today)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The draft is saved. Go on with its content."))
            return redirect("programs:edit_section", program.pk, "content")
    return render(request, "programs/new_program.html", {"form": form})


@role_required(Role.PROVIDER)
def edit_program(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The card as a list of tasks, its status, and what the provider may do with it now."""
    program = _own(request, pk)
    can_edit = access.can_edit(request.user, program)
    missing = readiness.missing(program)
    remarks = moderating.unsettled_remarks(program) if can_edit else []
    context = {
        "program": program,
        "can_edit": can_edit,
        "tasks": _tasks(program, missing, remarks),
        "percent": readiness.percent(program),
        "missing": [{"text": one.text, "url": page_of(program, one.section)} for one in missing],
        "remarks": len(remarks),
        "last": moderating.last_decided(program),
        "checks": program.reviews.exclude(outcome="open").order_by("-id"),
        "is_open": program.modules.filter(is_open=True).exists(),
        "taken": program.groups.aggregate(total=Sum("seats_taken"))["total"] or 0,
    }
    return render(request, "programs/edit_program.html", context)


@role_required(Role.PROVIDER)
def edit_section(request: AuthenticatedRequest, pk: int, section: str) -> HttpResponse:
    """One page of the card, with the remarks beside its fields."""
    program = _own(request, pk)
    if section not in SECTION_FORMS:
        raise Http404
    if not access.can_edit(request.user, program):
        messages.info(request, _("The card cannot be changed now."))
        return redirect("programs:edit_program", program.pk)
    form = SECTION_FORMS[section](request.POST or None, instance=program)
    answers = answers_for(program, section, request.POST or None)
    # both are asked, so that every mistake of the page is shown at once
    if request.method == "POST" and form.is_valid() & answers.is_valid():
        today = clock.today(program.provider.municipality)
        try:
            authoring.revise(program, form.cleaned_data, by=request.user, on=today)
            for remark, text in answers.answers():
                moderating.answer(remark, text, by=request.user, on=today)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(page_of(program, NEXT_PAGE.get(section, card.MODULES)))
    return render(
        request,
        "programs/edit_section.html",
        {
            "program": program,
            "title": card.FORM_SECTIONS[section].title,
            "form": form,
            "answers": answers,
            "fields": _with_remarks(form, answers),
        },
    )


@require_POST
@role_required(Role.PROVIDER)
def answer_remarks(request: AuthenticatedRequest, pk: int, section: str) -> HttpResponse:
    """Answer the remarks on the modules or on the groups."""
    program = _own(request, pk)
    answers = answers_for(program, section, request.POST)
    if answers.is_valid():
        today = clock.today(program.provider.municipality)
        try:
            for remark, text in answers.answers():
                moderating.answer(remark, text, by=request.user, on=today)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The answers are saved."))
    else:
        messages.error(request, _("The answer is too long: write up to 2000 characters."))
    return redirect(page_of(program, section))


@role_required(Role.PROVIDER)
def check_program(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The whole card before it is handed in: what is written, what is missing."""
    program = _own(request, pk)
    pages = [
        {"title": section.title, "url": page_of(program, section.code), "lines": lines}
        for section, lines in card.lines(program)
    ]
    missing = readiness.missing(program)
    context = {
        "program": program,
        "pages": pages,
        "missing": [{"text": one.text, "url": page_of(program, one.section)} for one in missing],
        "percent": readiness.percent(program),
        "can_edit": access.can_edit(request.user, program),
    }
    return render(request, "programs/check_program.html", context)


@require_POST
@role_required(Role.PROVIDER)
def submit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Hand the card in."""
    program = _own(request, pk)
    try:
        moderating.submit(program, by=request.user, on=clock.today(program.provider.municipality))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("programs:check_program", program.pk)
    messages.success(request, _("The program is handed in. We write to you when it is checked."))
    return redirect("programs:edit_program", program.pk)


@require_POST
@role_required(Role.PROVIDER)
def recall(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take the card back before it is taken up."""
    program = _own(request, pk)
    try:
        moderating.recall(program, by=request.user, on=clock.today(program.provider.municipality))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The program is taken back, you can change it."))
    return redirect("programs:edit_program", program.pk)


@role_required(Role.PROVIDER)
def reopen(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask whether a published card is to be changed, and take it back to the desk."""
    program = _own(request, pk)
    if request.method == "POST":
        try:
            authoring.reopen(
                program, by=request.user, on=clock.today(program.provider.municipality)
            )
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The card can be changed now."))
        return redirect("programs:edit_program", program.pk)
    return render(request, "programs/reopen.html", {"program": program})


@role_required(Role.PROVIDER)
def archive(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask for the password and put the program into the archive."""
    program = _own(request, pk)
    form = ArchiveForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            authoring.archive(
                program, by=request.user, on=clock.today(program.provider.municipality)
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The program is in the archive."))
            return redirect("programs:own_programs")
    return render(request, "programs/archive_program.html", {"program": program, "form": form})


def page_of(program: Program, section: str) -> str:
    """The address of a page of the card."""
    if section in SECTION_FORMS:
        return reverse("programs:edit_section", args=(program.pk, section))
    names = {card.MODULES: "programs:edit_modules", card.PHOTOS: "programs:edit_photos"}
    return reverse(names.get(section, "programs:program_groups"), args=(program.pk,))


def answers_for(program: Program, section: str, data: Any = None) -> AnswersForm:
    """The remarks on a page of the card, each with a place for an answer."""
    remarks = [
        one for one in moderating.open_remarks(program) if card.section_of(one.field) == section
    ]
    return AnswersForm(data, remarks=remarks)


def _own(request: AuthenticatedRequest, pk: int) -> Program:
    return get_object_or_404(_for_reading(access.own_programs(request.user)), pk=pk)


def _for_reading(programs: QuerySet[Program]) -> QuerySet[Program]:
    return programs.select_related(
        "provider__municipality__region", "direction", "activity"
    ).prefetch_related("modules", "groups", "direction__activities")


def _with_remarks(form: CardForm, answers: AnswersForm) -> list[dict[str, Any]]:
    """The page's fields in order, each with the remark beside it, if there is one."""
    beside = answers.beside()
    rows = []
    for field in form:
        remark, answer = beside.get(field.name, (None, None))
        rows.append({"field": field, "remark": remark, "answer": answer})
    return rows


def _tasks(
    program: Program, missing: list[readiness.Missing], remarks: list[Remark]
) -> list[dict[str, Any]]:
    """The pages of the card, then handing it in, each with its state."""
    tasks = []
    for section in card.SECTIONS:
        lacks = sum(one.section == section.code for one in missing)
        told = sum(card.section_of(one.field) == section.code for one in remarks)
        tasks.append(
            {
                "label": section.title,
                "url": page_of(program, section.code),
                "state": "todo" if lacks or told else "done",
                "hint": _hint(lacks, told),
            }
        )
        if section.code == card.PHOTOS and not program.photos.exists():
            tasks[-1] |= {"state": "todo", "hint": _("Can wait; families look at photos first")}
    if not any(group.status == Group.Status.OPEN for group in program.groups.all()):
        tasks[-1]["state"] = "todo"
        tasks[-1]["hint"] = _("Needed to open the enrollment; can wait until after the check")
    tasks.append(
        {
            "label": _("Check and hand in"),
            "url": reverse("programs:check_program", args=(program.pk,)),
            "state": "blocked" if missing else "todo",
            "hint": "",
        }
    )
    return tasks


def _hint(lacks: int, told: int) -> str:
    parts = []
    if told:
        parts.append(ngettext("%(n)s remark", "%(n)s remarks", told) % {"n": told})
    if lacks:
        parts.append(
            ngettext("%(n)s thing is missing", "%(n)s things are missing", lacks) % {"n": lacks}
        )
    return ", ".join(parts)
