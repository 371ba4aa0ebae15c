"""A family compares, puts aside and writes an opinion; the support centre reads it first."""

from __future__ import annotations

from datetime import date

import pytest

from enrollment.models import Opinion
from tests.factories.enrollment import ContractFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def another(group):
    program = ProgramFactory(provider=group.program.provider, short_name="Лепка", age_from=5)
    GroupFactory(module=ModuleFactory(program=program))
    return program


@pytest.fixture
def studied(plan, group, certificate):
    """A contract under which the child has studied to the end."""
    return ContractFactory(
        plan=plan,
        certificate=certificate,
        group=group,
        status="closed",
        signed_on=date(2025, 9, 1),
        starts_on=date(2025, 9, 1),
        ends_on=date(2026, 5, 31),
    )


def test_a_visitor_compares_without_scripts(arrives, group, another):
    visitor = arrives(on_phone=True, with_scripts=False)
    visitor.opens("/programs/")
    for program in (group.program, another):
        visitor.ticks(program.short_name)
    visitor.presses("Сравнить отмеченные")

    visitor.is_at("Сравнение программ")
    visitor.sees(group.program.short_name, "Лепка", "различается", "одинаково")

    visitor.opens(f"/programs/compare/?program={group.program.slug}")
    visitor.does_not_see("различается")
    visitor.writes("Название программы или слова о ней", "лепка")
    visitor.presses("Найти")
    visitor.follows("Добавить к сравнению")
    visitor.sees("различается")


def test_a_guest_signs_in_to_put_a_program_aside(arrives, parent, another):
    mother = arrives(on_phone=True)
    mother.opens(another.get_absolute_url())
    mother.follows("В избранное")
    mother.is_at("Вход")
    mother.writes("E-mail", parent.email)
    mother.writes("Пароль", "secret-2026")
    mother.presses("Войти")

    mother.is_at("Добавить в избранное?")
    mother.presses("В избранное")
    mother.sees("В избранном")
    mother.goes_to("Избранное")
    mother.is_at("Избранное")
    mother.sees("Лепка")


def test_an_opinion_is_written_checked_answered_and_read(
    arrives, parent, moc, provider_manager, studied
):
    mother = arrives(parent, on_phone=True)
    mother.opens(studied.get_absolute_url())
    mother.follows("Написать отзыв")
    mother.is_at("Отзыв о программе")
    for question in ("Результаты ребёнка", "Педагоги", "Помещение и оснащение"):
        mother.chooses(question, "хорошо")
    mother.presses("Отправить отзыв")
    mother.sees("Оцените программу в целом")
    mother.chooses("В целом", "отлично")
    mother.writes("Своими словами", "Спасибо за терпение. Звоните +7 912 345-67-89!")
    mother.presses("Отправить отзыв")
    mother.sees("Отзыв читает муниципальный опорный центр")

    moderator = arrives(moc)
    moderator.goes_to("Отзывы о программах")
    moderator.is_at("Отзывы о программах")
    moderator.follows(studied.group.program.short_name)
    moderator.is_at("Проверка отзыва")
    moderator.sees("номер телефона")
    moderator.follows("Вернуть на исправление")
    moderator.writes("Причина", "Уберите телефон")
    moderator.presses("Вернуть на исправление")

    mother.opens(studied.get_absolute_url())
    mother.follows("Мой отзыв")
    mother.sees("Уберите телефон")
    mother.writes("Своими словами", "Спасибо за терпение.")
    mother.presses("Отправить отзыв")
    moderator.goes_to("Отзывы о программах")
    moderator.follows(studied.group.program.short_name)
    moderator.presses("Опубликовать")
    moderator.is_at("Отзывы о программах")

    manager = arrives(provider_manager)
    manager.goes_to("Отзывы семей")
    manager.is_at("Отзывы семей")
    manager.follows("Ответить")
    manager.is_at("Ответить на отзыв")
    manager.writes("Ваш ответ", "Будем рады вам снова.")
    manager.presses("Отправить ответ")
    manager.sees("ждёт проверки")

    visitor = arrives(on_phone=True)
    visitor.opens(studied.group.program.get_absolute_url())
    visitor.sees("Спасибо за терпение.")
    visitor.does_not_see("Будем рады вам снова.")
    visitor.does_not_see(parent.last_name)
    assert Opinion.objects.get().status == Opinion.Status.PUBLISHED
