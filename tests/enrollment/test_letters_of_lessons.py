"""Families are told at once when a lesson is cancelled or moved."""

from datetime import date, time

import pytest

from enrollment import teaching
from enrollment.models import BudgetPlace, Lesson
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.enrollment import BudgetPlaceFactory, LessonFactory
from users.models import Notification

ON = date(2026, 9, 14)
TUESDAY, FRIDAY = date(2026, 9, 15), date(2026, 9, 18)


@pytest.fixture
def lesson(certificate) -> Lesson:
    """Of a group in which the parent's child studies."""
    lesson = LessonFactory(day=TUESDAY, starts_at=time(15))
    BudgetPlaceFactory(
        certificate=certificate, group=lesson.group, status=BudgetPlace.Status.ACTIVE
    )
    return lesson


def note(lesson, status, by, **more):
    more.setdefault("on", ON)
    return teaching.note(lesson, Lesson.Status(status), by=by, **more)


def letters(user) -> list[str]:
    return list(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def test_a_cancelled_lesson_is_told_with_its_day_and_hour(lesson, parent, provider_manager):
    note(lesson, "cancelled", provider_manager)

    letter = Notification.objects.get(recipient=parent)
    assert letter.kind == "enrollment.lesson_cancelled"
    assert "15.09.2026" in letter.body
    assert "15:00" in letter.body
    assert letter.url.endswith("?day=2026-09-15")


def test_a_moved_lesson_is_told_with_its_new_day(lesson, parent, provider_manager):
    note(lesson, "cancelled", provider_manager, made_up_on=FRIDAY)

    letter = Notification.objects.get(recipient=parent)
    assert letter.kind == "enrollment.lesson_moved"
    assert "18.09.2026" in letter.body


def test_saving_the_same_again_tells_nothing_new(lesson, parent, provider_manager):
    for _time in range(2):
        note(lesson, "cancelled", provider_manager, made_up_on=FRIDAY)

    assert letters(parent) == ["enrollment.lesson_moved"]


def test_what_was_cancelled_by_mistake_is_called_off(lesson, parent, provider_manager):
    note(lesson, "cancelled", provider_manager)
    note(lesson, "planned", provider_manager)

    assert letters(parent) == ["enrollment.lesson_takes_place", "enrollment.lesson_cancelled"]


def test_what_is_past_is_not_written_about(lesson, parent, provider_manager):
    note(lesson, "cancelled", provider_manager, on=date(2026, 9, 16))

    assert letters(parent) == []


def test_a_past_lesson_made_up_later_is(lesson, parent, provider_manager):
    note(lesson, "cancelled", provider_manager, made_up_on=FRIDAY, on=date(2026, 9, 16))

    assert letters(parent) == ["enrollment.lesson_moved"]


def test_holding_a_lesson_is_no_news(lesson, parent, provider_manager):
    note(lesson, "held", provider_manager, on=TUESDAY)

    assert letters(parent) == []


def test_only_families_of_who_studies_then_and_each_once(
    lesson, parent, stranger, provider_manager, municipality
):
    sibling = ChildFactory(guardian=parent, municipality=municipality)
    for child, status in (
        (sibling, BudgetPlace.Status.ACTIVE),
        (ChildFactory(guardian=stranger, municipality=municipality), BudgetPlace.Status.LEFT),
    ):
        BudgetPlaceFactory(
            certificate=CertificateFactory(child=child, municipality=municipality),
            group=lesson.group,
            status=status,
        )

    note(lesson, "cancelled", provider_manager)

    assert letters(parent) == ["enrollment.lesson_cancelled"]
    assert letters(stranger) == []


def test_no_child_is_named(lesson, parent, certificate, provider_manager):
    note(lesson, "cancelled", provider_manager)

    letter = Notification.objects.get(recipient=parent)
    assert certificate.child.first_name not in letter.subject + letter.body
