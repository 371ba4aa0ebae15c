"""The journal of a group, for the organisation and the teacher (R7.21)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from certificates.models import Certificate
from enrollment import access, confirming, excusing, naming, teaching
from enrollment.journal_forms import AddLessonForm, JournalFilters, LessonForm, MarkForm
from enrollment.models import Absence, BudgetPlace, Contract, Lesson, Mark
from programs.models import Group
from reference import clock
from reference.days import Month, months_between
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

WRITERS = (Role.PROVIDER, Role.TEACHER)


@dataclass(frozen=True)
class Row:
    """A lesson of the month, or a child of a lesson, with its form."""

    item: Lesson | Certificate
    form: LessonForm | MarkForm


@role_required(*WRITERS)
def journal(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """The lessons of a month: which were held, cancelled, made up."""
    group = _group(request, group_id)
    on = clock.today(group.program.provider.municipality)
    filters, month = _month(request, group, on)
    rows = _rows(request, group, month)
    if request.method == "POST" and _save_lessons(rows, request, on):
        messages.success(request, _("The journal is saved."))
        return redirect(request.get_full_path())
    context = {"rows": rows, "is_wrong": request.method == "POST", "form": AddLessonForm()}
    return _page(request, group, month, filters, context)


@role_required(*WRITERS)
@require_POST
def plan_lessons(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """Write the month's lessons down from the timetable."""
    group = _group(request, group_id)
    on = clock.today(group.program.provider.municipality)
    _filters, month = _month(request, group, on)

    def plan() -> str:
        number = teaching.plan_month(group, month, by=request.user, on=on)
        return ngettext("%(n)s lesson is added.", "%(n)s lessons are added.", number) % {
            "n": number
        }

    return _pressed(request, group, month, plan)


@role_required(*WRITERS)
@require_POST
def add_lesson(request: AuthenticatedRequest, group_id: int) -> HttpResponse:
    """Add a lesson beyond the timetable."""
    group = _group(request, group_id)
    on = clock.today(group.program.provider.municipality)
    filters, month = _month(request, group, on)
    form = AddLessonForm(request.POST)
    if form.is_valid():
        try:
            teaching.add_lesson(group, **form.cleaned_data, by=request.user, on=on)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The lesson is added."))
            return redirect(_address(group, month))
    rows = _rows(request, group, month, is_sent=False)
    return _page(request, group, month, filters, {"rows": rows, "form": form})


@role_required(*WRITERS)
def marks(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Who came to a lesson."""
    lesson = get_object_or_404(
        Lesson.objects.filter(group__in=access.own_groups(request.user)).select_related(
            "group__program__provider__municipality"
        ),
        pk=pk,
    )
    on = clock.today(lesson.group.program.provider.municipality)
    noted = dict(lesson.marks.values_list("certificate_id", "kind"))
    rows = [
        Row(
            child,
            MarkForm(
                request.POST or None,
                prefix=str(child.pk),
                initial={"kind": noted.get(child.pk, "")},
            ),
        )
        for child in _children(lesson)
    ]
    if request.method == "POST" and all(row.form.is_valid() for row in rows):
        kinds = {row.item.pk: row.form.cleaned_data["kind"] for row in rows}
        try:
            teaching.mark(lesson, kinds, by=request.user, on=on)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The marks are saved."))
            return redirect(_address(lesson.group, Month.of(lesson.day)))
    told = excusing.told_for(lesson.group_id, [lesson.took_place_on or lesson.day])
    return render(
        request,
        "enrollment/marks.html",
        {
            "lesson": lesson,
            "rows": rows,
            "told": {certificate for certificate, _day in told},
            "named": naming.named_in(lesson.group, [row.item.pk for row in rows], on=on),
        },
    )


def _group(request: AuthenticatedRequest, group_id: int) -> Group:
    return get_object_or_404(
        access.own_groups(request.user).select_related("program__provider__municipality__region"),
        pk=group_id,
    )


def _month(request: AuthenticatedRequest, group: Group, on: date) -> tuple[JournalFilters, Month]:
    """The month asked for; the present one, or the nearest of the group's."""
    months = list(months_between(group.starts_on, group.ends_on))
    usual = min(max(Month.of(on), months[0]), months[-1])
    filters = JournalFilters(
        {"month": str(usual), **request.GET.dict()}, months=[each.first_day for each in months]
    )
    filters.is_valid()
    return filters, Month.parse(filters.cleaned_data.get("month") or str(usual))


def _page(
    request: AuthenticatedRequest,
    group: Group,
    month: Month,
    filters: JournalFilters,
    context: dict[str, Any],
) -> HttpResponse:
    known = {
        "group": group,
        "month": month.first_day,
        "filters": filters,
        "words": confirming.words_of(group, month),
        "absences": excusing.coming_to(group, on=clock.today(group.program.provider.municipality)),
    }
    return render(request, "enrollment/journal.html", {**known, **context})


def _rows(
    request: AuthenticatedRequest, group: Group, month: Month, *, is_sent: bool = True
) -> list[Row]:
    lessons = (
        group.lessons.filter(day__range=(month.first_day, month.last_day))
        .annotate(
            came=Count("marks", filter=Q(marks__kind=Mark.Kind.PRESENT)),
            marked=Count("marks"),
            told=Coalesce(Subquery(_told_of()), 0),
        )
        .order_by("day", "starts_at")
    )
    return [
        Row(
            lesson,
            LessonForm(
                (request.POST or None) if is_sent else None,
                prefix=str(lesson.pk),
                initial={"status": lesson.status, "made_up_on": lesson.made_up_on},
            ),
        )
        for lesson in lessons
    ]


def _told_of() -> QuerySet[Absence, Any]:
    """How many families have told that their child does not come to the lesson."""
    day = Coalesce(OuterRef("made_up_on"), OuterRef("day"))
    absences = Absence.objects.filter(group=OuterRef("group"), day=day).order_by()
    return absences.values("group").annotate(number=Count("pk")).values("number")


def _save_lessons(rows: list[Row], request: AuthenticatedRequest, on: date) -> bool:
    """All of the changed lessons or none; the row that a rule refuses says why."""
    changed = [row for row in rows if row.form.has_changed()]
    if [row for row in changed if not row.form.is_valid()]:  # every one of them says what is wrong
        return False
    try:
        with transaction.atomic():
            for row in changed:
                _note(row, request, on)
    except RuleBroken:
        return False
    return True


def _note(row: Row, request: AuthenticatedRequest, on: date) -> None:
    assert isinstance(row.item, Lesson), "the rows of a journal are lessons"
    data = row.form.cleaned_data
    try:
        teaching.note(
            row.item,
            Lesson.Status(data["status"]),
            made_up_on=data["made_up_on"],
            by=request.user,
            on=on,
        )
    except RuleBroken as refusal:
        row.form.add_error(None, str(refusal))
        raise


def _children(lesson: Lesson) -> QuerySet[Certificate]:
    """Who studied in the group on the day of the lesson, in the order of names."""
    studying = (Contract.Status.ACTIVE, Contract.Status.TERMINATING, Contract.Status.CLOSED)
    contracts = lesson.group.contracts.filter(
        status__in=studying, starts_on__lte=lesson.day, ends_on__gte=lesson.day
    )
    places = BudgetPlace.objects.filter(
        group=lesson.group, status=BudgetPlace.Status.ACTIVE, starts_on__lte=lesson.day
    )
    return (
        Certificate.objects.filter(
            Q(pk__in=contracts.values("certificate")) | Q(pk__in=places.values("certificate"))
        )
        .select_related("child")
        .order_by("child__name_key", "pk")
    )


def _pressed(
    request: AuthenticatedRequest, group: Group, month: Month, do: Callable[[], str]
) -> HttpResponse:
    """Do it and say what came of it, or why not."""
    try:
        messages.success(request, do())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect(_address(group, month))


def _address(group: Group, month: Month) -> str:
    return f"{reverse('enrollment:journal', args=(group.pk,))}?month={month}"
