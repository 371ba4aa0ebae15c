"""A parent's account, from the first slip of the pen to a lost telephone."""

from __future__ import annotations

from base64 import b32decode

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.users import UserFactory
from tests.users.test_securing import code_at, switched_on
from users.models import Role, User

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mother(municipality) -> User:
    return UserFactory(role=Role.GUARDIAN, municipality=municipality)


def test_a_slip_in_the_email_is_caught_and_the_parent_is_inside(arrives, municipality):
    parent = arrives(on_phone=True)
    parent.opens(reverse("users:register"))
    for field, words in {
        "Фамилия": "Петрова",
        "Имя": "Анна",
        "Мобильный телефон": "89001234567",
        "E-mail": "anna@gmial.com",
        "Пароль": "odd-horse-77",
    }.items():
        parent.writes(field, words)
    parent.ticks("Принимаю условия")
    parent.presses("Зарегистрироваться")
    parent.is_at("Регистрация")
    parent.sees("anna@gmail.com")
    parent.finds_written("Пароль", "odd-horse-77")

    parent.writes("E-mail", "anna@gmail.com")
    parent.presses("Зарегистрироваться")

    parent.is_there()
    parent.opens(reverse("users:profile"))
    parent.is_at("Профиль")
    parent.sees("E-mail не подтверждён")


def test_whom_no_letter_reaches_comes_in_by_the_desks_code(arrives, mother, clerk):
    User.objects.filter(pk=mother.pk).update(email_bounced_at=timezone.now())
    desk = arrives(clerk)
    desk.opens(reverse("users:people"))
    desk.is_at("Помощь со входом")
    desk.sees(mother.email)
    desk.writes("E-mail или телефон полностью", mother.email)
    desk.presses("Найти")
    desk.is_at("Помощь со входом")
    desk.follows("Выдать код")
    desk.is_at("Код вместо письма")
    desk.ticks("Паспорт этого человека")
    desk.presses("Выдать код")
    desk.is_at("Код выдан")
    code = desk.main.locator(".desk-code").inner_text()

    visitor = arrives(with_scripts=False)
    visitor.opens(reverse("users:password_reset"))
    visitor.follows("У меня есть код из опорного центра")
    visitor.writes("E-mail", mother.email)
    visitor.writes("Код из опорного центра", code)
    visitor.writes("Новый пароль", "odd-horse-77")
    visitor.presses("Сохранить пароль")
    visitor.is_at("Вход")
    visitor.writes("E-mail", mother.email)
    visitor.writes("Пароль", "odd-horse-77")
    visitor.presses("Войти")

    visitor.is_there()
    visitor.opens(reverse("users:profile"))
    visitor.sees("Письма до вас не доходят")


def test_the_second_step_is_switched_on_on_a_telephone_without_scripts(arrives, mother):
    person = arrives(mother, on_phone=True, with_scripts=False)
    person.opens(reverse("users:second_step_settings"))
    key = person.main.locator(".secret-key").inner_text().replace(" ", "")
    person.writes("Действующий пароль", "secret-2026")
    person.writes("Код с телефона", code_of(key))
    person.presses("Включить")
    person.is_at("Ваши запасные коды")
    spare = person.main.locator(".spare-codes li").first.inner_text()

    again = arrives()
    again.opens(reverse("users:sign_in"))
    again.writes("E-mail", mother.email)
    again.writes("Пароль", "secret-2026")
    again.presses("Войти")
    again.is_at("второй шаг")
    again.writes("Код", "00")
    again.presses("Войти")
    again.sees("Введите шесть цифр")
    again.writes("Код", spare)
    again.presses("Войти")
    again.is_there()
    again.opens(reverse("users:profile"))
    again.sees("включён")


def test_every_page_of_the_account_is_used_by_everybody_and_fits(arrives, mother, administrator):
    switched_on(mother)
    person = arrives(on_phone=True)
    person.opens(reverse("users:sign_in"))
    person.writes("E-mail", mother.email)
    person.writes("Пароль", "secret-2026")
    person.presses("Войти")
    person.writes("Код", code_at(timezone.now()))
    person.presses("Войти")
    person.is_there()
    names = ("change_email", "enter_code", "second_step_settings", "spare_codes", "letter_settings")
    wide = []
    for name in (*names, "turn_off_second_step"):
        person.opens(reverse(f"users:{name}"))
        person.is_there()
        for width in (390, 320):
            person.page.set_viewport_size({"width": width, "height": 800})
            if person.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append((name, width))
    keeper = arrives(administrator)
    keeper.opens(reverse("users:reset_second_step", args=[mother.pk]))
    keeper.is_at("Снять второй шаг")

    assert wide == []


def code_of(secret: str) -> str:
    """What the application shows for the key typed by hand."""
    return code_at(timezone.now(), b32decode(secret).hex())
