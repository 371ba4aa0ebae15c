"""Pages of the journal of a group."""

from datetime import date, time

import pytest
from django.urls import reverse

from enrollment import enrolling, excusing, teaching
from enrollment.models import Absence, Contract, Delivery, Lesson, Mark
from programs.models import Slot
from reference import clock
from reference.days import Month
from tests.factories.enrollment import AbsenceFactory

TODAY = date(2026, 9, 28)
SEPTEMBER = Month(2026, 9)


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: TODAY)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on) -> Contract:
    Slot.objects.create(group=group, weekday=1, starts_at=time(16), ends_at=time(17))
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=on
    )
    enrolling.accept(contract, by=provider_manager, on=on)
    return enrolling.sign(contract, by=parent, on=on)


@pytest.fixture
def lessons(contract, group, provider_manager) -> list[Lesson]:
    teaching.plan_month(group, SEPTEMBER, by=provider_manager, on=TODAY)
    return list(group.lessons.order_by("day"))


@pytest.fixture
def office(client, provider_manager):
    client.force_login(provider_manager)
    return client


def page_of(group) -> str:
    return reverse("enrollment:journal", args=[group.pk]) + "?month=2026-09"


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def rows(lessons, **changes):
    """What the form of the journal sends: every lesson as it is, but for the changes."""
    data = {f"{each.pk}-status": each.status for each in lessons}
    data |= {f"{each.pk}-made_up_on": "" for each in lessons}
    return data | changes


def test_who_does_not_come_is_read_before_the_journal_is_filled_in(office, group, contract, parent):
    coming = date(2026, 10, 5)
    excusing.tell(contract, coming, by=parent, on=TODAY)
    AbsenceFactory(group=group, day=coming)  # of a child that has left since
    name = contract.certificate.child.full_name

    shown = words(office.get(page_of(group)))

    assert f"понедельник, 05.10.2026: {name}</li>" in shown
    Absence.objects.update(day=date(2026, 9, 21))
    assert name not in words(office.get(page_of(group)))


def test_the_journal_is_filled_in_from_the_timetable(office, group, contract):
    assert "Занятий в этом месяце пока нет" in words(office.get(page_of(group)))

    response = office.post(
        reverse("enrollment:plan_lessons", args=[group.pk]) + "?month=2026-09", follow=True
    )

    assert "07.09.2026" in words(response)
    assert "Добавлено" in words(response)


def test_a_cancelled_lesson_is_noted(office, group, contract, lessons):
    first = lessons[-1].pk

    response = office.post(
        page_of(group), rows(lessons, **{f"{first}-status": "cancelled"}), follow=True
    )

    assert "Журнал сохранён" in words(response)
    delivery = Delivery.objects.get(contract=contract)
    assert delivery.held == delivery.planned - 1


def test_a_wrong_row_says_why_and_nothing_is_saved(office, group, contract, lessons):
    wrong = {
        f"{lessons[0].pk}-status": "cancelled",
        f"{lessons[1].pk}-status": "held",
        f"{lessons[1].pk}-made_up_on": "30.09.2026",
    }

    page = words(office.post(page_of(group), rows(lessons, **wrong)))

    assert "переносят только отменённое занятие" in page
    assert not Lesson.objects.exclude(status="planned").exists()


def test_a_day_that_is_no_day_is_said_beside_it(office, group, contract, lessons):
    wrong = {f"{lessons[0].pk}-status": "cancelled", f"{lessons[0].pk}-made_up_on": "завтра"}

    assert "01.09.2015" in words(office.post(page_of(group), rows(lessons, **wrong)))


def test_a_lesson_is_added(office, group, contract):
    add = reverse("enrollment:add_lesson", args=[group.pk]) + "?month=2026-09"

    office.post(add, {"day": "08.09.2026", "starts_at": "10:00"})
    assert Lesson.objects.get().day == date(2026, 9, 8)

    refused = office.post(add, {"starts_at": "четыре часа"})
    assert "Укажите день занятия" in words(refused)
    assert 'value="четыре часа"' in refused.content.decode()


def test_the_teacher_marks_who_came(client, teacher, group, contract, lessons):
    group.teachers.add(teacher)
    client.force_login(teacher.user)
    page = reverse("enrollment:marks", args=[lessons[1].pk])
    assert contract.certificate.child.last_name in words(client.get(page))

    response = client.post(page, {f"{contract.certificate_id}-kind": "present"}, follow=True)

    assert "Отметки сохранены" in words(response)
    assert Mark.objects.get().kind == Mark.Kind.PRESENT
    assert "1 из 1" in words(response)


def test_a_lesson_to_come_is_not_marked(office, group, contract, lessons, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 7))
    page = reverse("enrollment:marks", args=[lessons[-1].pk])

    response = office.post(page, {f"{contract.certificate_id}-kind": "present"})

    assert "Занятие ещё не проведено" in words(response)


def test_strangers_find_no_journal(client, group, lessons, parent, payer):
    for person in (parent, payer):
        client.force_login(person)
        assert client.get(page_of(group)).status_code == 404
        assert client.get(reverse("enrollment:marks", args=[lessons[0].pk])).status_code == 404


def test_what_the_journal_says_is_shown_on_the_page_of_the_month(office, contract, lessons):
    page = words(office.get(reverse("enrollment:lessons") + "?month=2026-09"))

    assert "из журнала группы" in page
