"""The journal of a group: lessons planned, held, cancelled, made up; who came (R7.21).

The month of every contract is summed up from it: the share that was delivered (R7.11) and what
the parent pays by attendance. A child's absence never lowers the certificate part (R7.12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enrollment import letters_of_lessons
from enrollment.models import Contract, Document, DocumentLine, Lesson, Mark
from programs.models import Group
from reference.days import Month
from reference.errors import RuleBroken, refusing
from reference.models import Holiday
from users import audit
from users.models import User

Status = Lesson.Status

ALREADY_THERE = RuleBroken("already_there", _("There is a lesson of the group at this time."))

# The delivered share (R7.11): contracts take their lessons from their first day to their last;
# whoever has no mark in the month is not counted as absent.
SUM_UP = """
    INSERT INTO enrollment_delivery (contract_id, month, planned, held, attended)
    SELECT contract.id, %(month)s, count(*),
        count(*) FILTER (WHERE lesson.status <> 'cancelled' OR lesson.made_up_on IS NOT NULL),
        CASE WHEN count(mark.id) > 0 THEN count(*) FILTER (WHERE mark.kind = 'present') END
    FROM enrollment_contract contract
    JOIN enrollment_lesson lesson ON lesson.group_id = contract.group_id
        AND lesson.day BETWEEN greatest(contract.starts_on, %(month)s)
            AND least(contract.ends_on, %(last)s)
    LEFT JOIN enrollment_mark mark
        ON mark.lesson_id = lesson.id AND mark.certificate_id = contract.certificate_id
    WHERE contract.group_id = %(group)s
        AND contract.status IN ('active', 'terminating', 'closed')
        AND EXISTS (SELECT FROM enrollment_instalment instalment
            WHERE instalment.contract_id = contract.id AND instalment.month = %(month)s)
    GROUP BY contract.id
    ON CONFLICT (contract_id, month) DO UPDATE SET planned = excluded.planned,
        held = excluded.held, attended = excluded.attended
"""


def has_journal(group_ids: Iterable[int], month: Month) -> bool:
    """Whether any of the groups has lessons of the month in its journal."""
    return _lessons(month).filter(group__in=list(group_ids)).exists()


def groups_with_journal(month: Month) -> set[int]:
    """The groups whose month is kept in the journal."""
    return set(_lessons(month).values_list("group_id", flat=True))


@transaction.atomic
def plan_month(group: Group, month: Month, *, by: User, on: date) -> int:
    """Write down the month's lessons from the group's timetable; holidays are left out.

    What is there already stays. Returns how many came. Raises RuleBroken `already_documented`,
    `no_timetable`, `dates` (the group has no lessons in the month).
    """
    _lock_contracts(group, month)
    slots = list(group.slots.all())
    if not slots:
        raise RuleBroken("no_timetable", _("The group has no timetable: add lessons one by one."))
    first, last = max(month.first_day, group.starts_on), min(month.last_day, group.ends_on)
    if first > last:
        raise RuleBroken("dates", _("The group has no lessons in this month."))
    holidays = Holiday.of(month)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    before = group.lessons.count()
    Lesson.objects.bulk_create(
        [
            Lesson(group=group, day=day, starts_at=slot.starts_at)
            for day in days
            for slot in slots
            if slot.weekday == day.isoweekday() and day not in holidays
        ],
        ignore_conflicts=True,
    )
    added = group.lessons.count() - before
    if added:
        audit.record(by, "journal.planned", group, month=str(month), lessons=added)
        _sum_up(group, month)
    return added


@transaction.atomic
def add_lesson(group: Group, day: date, starts_at: time, *, by: User, on: date) -> Lesson:
    """Add one lesson to the journal.

    Raises RuleBroken `dates` (outside the group's days), `already_there`, `already_documented`.
    """
    if not group.starts_on <= day <= group.ends_on:
        raise RuleBroken("dates", _("The group does not study on this day."), field="day")
    _lock_contracts(group, Month.of(day))
    with refusing({"lesson_once_at_a_time": ALREADY_THERE}), transaction.atomic():
        lesson = Lesson.objects.create(group=group, day=day, starts_at=starts_at)
    audit.record(by, "lesson.added", group, day=str(day))
    _sum_up(group, Month.of(day))
    return lesson


@transaction.atomic
def note(
    lesson: Lesson,
    status: Lesson.Status,
    *,
    made_up_on: date | None = None,
    by: User,
    on: date,
) -> Lesson:
    """Note that a lesson was held, or cancelled and on which day it is made up (R6.32).

    A made up lesson counts in the month it was planned for (R7.21, W14c).

    Raises RuleBroken `dates` (held before its day, made up before it was cancelled),
    `already_documented` (the month is invoiced: what is found later is corrected, R7.19).
    """
    month = Month.of(lesson.day)
    _lock_contracts(lesson.group, month)
    lesson = Lesson.objects.select_for_update(of=("self",), no_key=True).get(pk=lesson.pk)
    if status == Status.HELD and lesson.day > on:
        raise RuleBroken("dates", _("The day of this lesson has not come yet."), field="status")
    if made_up_on is not None and status != Status.CANCELLED:
        raise RuleBroken(
            "dates", _("Only a cancelled lesson is made up on another day."), field="made_up_on"
        )
    if made_up_on is not None and made_up_on <= lesson.day:
        raise RuleBroken(
            "dates", _("A lesson is made up later than it was planned."), field="made_up_on"
        )
    before = (lesson.took_place_on, lesson.made_up_on)
    lesson.status, lesson.made_up_on = status, made_up_on
    lesson.save(update_fields=["status", "made_up_on"])
    if lesson.took_place_on is None:
        lesson.marks.all().delete()
    audit.record(
        by,
        "lesson.noted",
        lesson.group,
        day=str(lesson.day),
        status=status,
        made_up=str(made_up_on or ""),
    )
    _sum_up(lesson.group, month)
    is_ahead = max(lesson.day, made_up_on or lesson.day) >= on
    if is_ahead and (lesson.took_place_on, made_up_on) != before:
        _tell_families(lesson)
    return lesson


def _tell_families(lesson: Lesson) -> None:
    """The day of the lesson has changed, and families would come in vain."""
    if lesson.took_place_on is None:
        letters_of_lessons.lesson_cancelled(lesson)
    elif lesson.made_up_on is not None:
        letters_of_lessons.lesson_moved(lesson)
    else:
        letters_of_lessons.lesson_takes_place(lesson)


@transaction.atomic
def mark(lesson: Lesson, marks: Mapping[int, str], *, by: User, on: date) -> Lesson:
    """Note who came, by the keys of certificates; an empty mark takes the earlier one away.

    Only the parent's part depends on it. Raises RuleBroken `dates` (the lesson was not given yet).
    """
    _lock_contracts(lesson.group, Month.of(lesson.day), even_invoiced=True)
    lesson = Lesson.objects.select_for_update(of=("self",), no_key=True).get(pk=lesson.pk)
    given = lesson.took_place_on
    if given is None or given > on:
        raise RuleBroken("dates", _("The lesson has not been given: nobody can be marked."))
    Mark.objects.filter(lesson=lesson, certificate__in=list(marks)).delete()
    Mark.objects.bulk_create(
        Mark(lesson=lesson, certificate_id=certificate, kind=kind)
        for certificate, kind in marks.items()
        if kind
    )
    audit.record(by, "lesson.marked", lesson.group, day=str(lesson.day))
    _sum_up(lesson.group, Month.of(lesson.day))
    return lesson


def _lock_contracts(group: Group, month: Month, *, even_invoiced: bool = False) -> None:
    """Keep the group's contracts from being invoiced meanwhile. Raises RuleBroken."""
    contracts = Contract.objects.select_for_update(of=("self",), no_key=True)
    keys = list(contracts.filter(group=group).order_by("pk").values_list("pk", flat=True))
    if even_invoiced:
        return
    invoiced = DocumentLine.objects.filter(
        contract__in=keys,
        month=month.first_day,
        document__in=Document.objects.living().filter(kind=Document.Kind.INVOICE),
    )
    if invoiced.exists():
        raise RuleBroken(
            "already_documented",
            _("The month stands in an invoice. What was wrong is corrected after its payment."),
        )


def _sum_up(group: Group, month: Month) -> None:
    """The months of the group's contracts as the journal has them now."""
    with connection.cursor() as cursor:
        cursor.execute(
            SUM_UP, {"group": group.pk, "month": month.first_day, "last": month.last_day}
        )


def _lessons(month: Month) -> QuerySet[Lesson]:
    return Lesson.objects.filter(day__range=(month.first_day, month.last_day))
