"""A family follows its child: what is needed, the week, attendance, the path, on phone and desk."""

from __future__ import annotations

from datetime import date, time

import pytest

from enrollment import enrolling, teaching
from enrollment.models import Lesson, Mark
from tests.factories.enrollment import LessonFactory, MarkFactory
from tests.factories.programs import SlotFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TUESDAY, FRIDAY = date(2026, 9, 8), date(2026, 9, 11)


@pytest.fixture
def accepted(group, funded_certificate, parent, provider_manager, on):
    """Taught on Tuesdays from 15:00; the family has not signed yet."""
    SlotFactory(group=group)
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 1), by=parent, on=date(2026, 9, 1)
    )
    return enrolling.accept(contract, by=provider_manager, on=on)


@pytest.fixture
def studied(accepted, parent, provider_manager, on):
    """Signed; one lesson is over, the next one was moved to Friday."""
    contract = enrolling.sign(accepted, by=parent, on=on)
    over = LessonFactory(
        group=contract.group, day=date(2026, 9, 1), starts_at=time(15), status="held"
    )
    MarkFactory(lesson=over, certificate=contract.certificate, kind=Mark.Kind.PRESENT)
    moved = LessonFactory(group=contract.group, day=TUESDAY, starts_at=time(15))
    teaching.note(moved, Lesson.Status.CANCELLED, made_up_on=FRIDAY, by=provider_manager, on=on)
    return contract


def test_a_phone_shows_what_is_needed_first_and_leads_to_it(arrives, parent, accepted):
    mother = arrives(parent, on_phone=True)
    mother.is_at("Что нужно от вас")
    mother.sees("Подпишите договор", "до 15.09.2026")

    mother.goes_to("Наши заявки и договоры")
    mother.is_at("Наши заявки и договоры")
    mother.sees("Ждёт вас", "Сейчас ход за вами: подписать до 15.09.2026")
    mother.goes_to("Что нужно от вас")
    mother.follows("Прочитать и подписать")
    mother.is_at("Оферта организатора")


def test_a_moved_lesson_is_found_in_the_week_and_an_absence_reaches_the_teacher(
    arrives, parent, provider_manager, studied
):
    mother = arrives(parent, on_phone=True)
    mother.is_at("Что нужно от вас")
    mother.sees("Ближайшее занятие", "11.09.2026")

    mother.goes_to("Наша неделя")
    mother.is_at("Наша неделя")
    mother.sees("На этой неделе занятий больше нет, поэтому показана следующая")
    mother.sees("07.09.2026 – 13.09.2026", "Перенесено на 11.09.2026", "Вместо занятия 08.09.2026")
    mother.follows("Обычная неделя")
    mother.is_at("Наша обычная неделя")
    mother.sees("15:00–16:30")

    mother.goes_to("Наши заявки и договоры")
    mother.follows("Посещаемость")
    mother.is_at("Посещаемость: Мария")
    mother.sees("Проведено занятий: 1. На занятиях: 1")
    mother.presses("Не придём")
    mother.sees("педагог увидит это в журнале", "Всё-таки придём")

    teacher = arrives(provider_manager)
    teacher.opens(f"/enrollment/groups/{studied.group_id}/journal/?month=2026-09")
    teacher.is_at("Журнал группы")
    teacher.sees("семьи предупредили о пропуске: 1")


def test_the_path_is_read_at_a_desk_and_kept_on_paper(arrives, parent, studied):
    father = arrives(parent)
    father.is_at("Что нужно от вас")
    father.follows("Путь по годам")
    father.is_at("Путь по годам: Мария")
    father.sees("2026/2027 учебный год", studied.group.program.short_name)

    words = father.opens_the_document("Документ для портфолио")
    assert "Сведения об обучении" in words
    assert studied.certificate.child.full_name in words


def test_the_week_fits_one_sheet_of_paper(arrives, parent, studied):
    mother = arrives(parent)
    mother.goes_to("Наша неделя")
    mother.is_at("Наша неделя")

    mother.page.emulate_media(media="print")

    assert not mother.main.get_by_role("link", name="Следующая неделя").is_visible()
    assert not mother.main.get_by_role("button", name="Создать личный адрес").is_visible()
    mother.sees("Понедельник")
