"""The page of attendance, and telling that a child does not come."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from enrollment.models import Absence, BudgetPlace, Mark
from reference import clock
from tests.factories.enrollment import BudgetPlaceFactory, LessonFactory, MarkFactory
from tests.factories.programs import GroupFactory, SlotFactory

TUESDAY = date(2026, 9, 8)


@pytest.fixture(autouse=True)
def today(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 5, 6, tzinfo=UTC))


@pytest.fixture
def place(certificate, provider, teacher) -> BudgetPlace:
    group = GroupFactory(module__program__provider=provider)
    group.teachers.add(teacher)
    SlotFactory(group=group)
    return BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE
    )


def words(answer) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def look(client, place):
    return client.get(reverse("enrollment:place_attendance", args=(place.pk,)))


def tell(client, place, day="2026-09-08", name="tell_absence_of_place"):
    return client.post(reverse(f"enrollment:{name}", args=(place.pk,)), {"day": day}, follow=True)


def test_marks_are_told_in_words_and_added_up(client, parent, place):
    lesson = LessonFactory(
        group=place.group, day=date(2026, 9, 1), starts_at=time(15), status="held"
    )
    MarkFactory(lesson=lesson, certificate=place.certificate, kind=Mark.Kind.EXCUSED)
    client.force_login(parent)

    page = words(look(client, place))

    assert "Проведено занятий: 1." in page
    assert "не был по уважительной причине" in page or "по уважительной причине: 1" in page


def test_before_the_first_lesson_the_page_says_so(client, parent, place):
    client.force_login(parent)

    assert "Отмеченных занятий пока нет" in words(look(client, place))


def test_an_absence_is_told_and_taken_back_with_one_press(client, parent, place):
    client.force_login(parent)
    assert "Не придём" in words(look(client, place))

    told = words(tell(client, place))
    assert "педагог увидит" in told
    assert "Всё-таки придём" in told

    tell(client, place, name="take_absence_of_place_back")
    assert not Absence.objects.exists()


@pytest.mark.parametrize("day", ["", "завтра", "2026-02-30", "а\x00б", "9" * 5000, "2026-09-09"])
def test_what_is_no_lesson_is_refused_in_words(client, parent, place, day):
    client.force_login(parent)

    answer = tell(client, place, day=day)

    assert answer.status_code == 200
    assert "Выберите занятие" in words(answer) or "нет занятия" in words(answer)
    assert not Absence.objects.exists()


def test_another_familys_child_is_not_found(client, stranger, place):
    client.force_login(stranger)

    assert look(client, place).status_code == 404
    assert tell(client, place).status_code == 404
    assert not Absence.objects.exists()


def test_the_teacher_sees_who_does_not_come(client, parent, place, teacher):
    lesson = LessonFactory(group=place.group, day=TUESDAY, starts_at=time(15))
    client.force_login(parent)
    tell(client, place)

    client.force_login(teacher.user)

    journal = words(client.get(reverse("enrollment:journal", args=(place.group_id,))))
    marks = words(client.get(reverse("enrollment:marks", args=(lesson.pk,))))
    assert "семьи предупредили о пропуске: 1" in journal
    assert "семья предупредила: не придёт" in marks
