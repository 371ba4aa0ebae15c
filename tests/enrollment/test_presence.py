"""What a family reads of the journal."""

from datetime import UTC, date, datetime, time

import pytest

from enrollment import presence
from enrollment.models import BudgetPlace, Contract, Mark
from tests.factories.enrollment import (
    BudgetPlaceFactory,
    ContractFactory,
    DeliveryFactory,
    LessonFactory,
    MarkFactory,
)
from tests.factories.programs import GroupFactory
from users import audit
from users.models import AuditEvent

ON = date(2026, 10, 15)


@pytest.fixture
def place(certificate) -> BudgetPlace:
    return BudgetPlaceFactory(certificate=certificate, status=BudgetPlace.Status.ACTIVE)


def lesson(item, day, status="held", mark="", **more):
    made = LessonFactory(group=item.group, day=day, status=status, **more)
    if mark:
        MarkFactory(lesson=made, certificate=item.certificate, kind=mark)
    return made


def test_a_month_adds_up_what_the_teacher_noted(place):
    lesson(place, date(2026, 9, 7), mark=Mark.Kind.PRESENT)
    lesson(place, date(2026, 9, 9), mark=Mark.Kind.EXCUSED)
    lesson(place, date(2026, 9, 14), mark=Mark.Kind.ABSENT)
    lesson(place, date(2026, 9, 16))
    lesson(place, date(2026, 9, 21), status="cancelled")
    lesson(place, date(2026, 9, 23), status="cancelled", made_up_on=date(2026, 9, 25))

    (month,) = presence.months_of(place, on=ON)

    assert (month.given, month.present, month.excused, month.absent) == (5, 1, 1, 1)
    assert (month.unmarked, month.cancelled, month.moved) == (2, 1, 1)


def test_the_latest_month_stands_first(place):
    lesson(place, date(2026, 9, 7))
    lesson(place, date(2026, 10, 5))

    assert [month.month.month for month in presence.months_of(place, on=ON)] == [10, 9]


def test_what_is_planned_is_no_lesson_given_until_the_child_is_marked(place):
    planned = lesson(place, date(2026, 10, 5), status="planned")
    assert presence.months_of(place, on=ON)[0].given == 0

    MarkFactory(lesson=planned, certificate=place.certificate)
    assert presence.months_of(place, on=ON)[0].given == 1


def test_lessons_to_come_are_not_told_of(place):
    lesson(place, date(2026, 10, 16), status="planned")

    assert presence.months_of(place, on=ON) == []


def test_a_lesson_to_be_made_up_later_is_not_given_yet(place):
    lesson(place, date(2026, 10, 5), status="cancelled", made_up_on=date(2026, 10, 20))

    (month,) = presence.months_of(place, on=ON)

    assert (month.given, month.moved) == (0, 1)


def test_marks_of_other_children_are_nobodys_business(place):
    MarkFactory(lesson=lesson(place, date(2026, 9, 7)), kind=Mark.Kind.ABSENT)

    (month,) = presence.months_of(place, on=ON)

    assert (month.absent, month.unmarked) == (0, 1)


def test_only_the_days_in_the_group(place):
    BudgetPlace.objects.filter(pk=place.pk).update(
        starts_on=date(2026, 9, 8), left_on=date(2026, 9, 20)
    )
    place.refresh_from_db()
    for day in (7, 14, 21):
        lesson(place, date(2026, 9, day))

    assert [month.given for month in presence.months_of(place, on=ON)] == [1]


def test_without_a_journal_the_organisations_word_stands(funded_certificate, plan):
    contract = ContractFactory(plan=plan, certificate=funded_certificate)
    DeliveryFactory(contract=contract, planned=8, held=7, attended=6)

    (month,) = presence.months_of(contract, on=ON)

    assert month.visits == []
    assert month.delivery is not None
    assert month.delivery.attended == 6


def test_after_a_move_the_old_groups_lessons_stay_and_the_new_ones_begin(
    funded_certificate, plan, parent
):
    contract = ContractFactory(
        plan=plan,
        certificate=funded_certificate,
        status=Contract.Status.ACTIVE,
        signed_on=date(2026, 9, 1),
    )
    lesson(contract, date(2026, 9, 7), mark=Mark.Kind.PRESENT)
    new = GroupFactory(module=contract.group.module)
    event = audit.record(parent, "contract.moved", contract)
    moved = AuditEvent.objects.get(pk=event.pk)
    assert moved.at > datetime(2026, 9, 1, tzinfo=UTC)
    contract.group = new
    contract.save()
    lesson(contract, date(2026, 9, 8))
    later = moved.at.date()
    LessonFactory(group=new, day=later, starts_at=time(10), status="held")

    days = [
        visit.lesson.day
        for month in presence.months_of(contract, on=later)
        for visit in month.visits
    ]

    assert date(2026, 9, 7) in days
    assert date(2026, 9, 8) not in days
