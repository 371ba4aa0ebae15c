"""A mother invites the father, who may only look; a teenager has an account of their own."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.certificates import ChildFactory
from tests.journeys import family
from tests.journeys.person import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

INVITED = "Вас приглашают в Навигатор"
LOOK = "Только просмотр: неделя, договоры, письма и посещаемость"
FULL = "Полные права"
TERMS = family.TERMS


def invites(mother, child, email: str, relation: str, rights: str) -> None:
    mother.goes_to("Наши дети")
    mother.is_at("Наши дети")
    mother.main.locator(f"#child-{child.pk}").get_by_role(
        "link", name="Данные и кто представляет ребёнка"
    ).click()
    mother.is_at(child.first_name)
    mother.follows("Пригласить человека")
    mother.is_at("Пригласить человека")
    mother.writes("Электронная почта этого человека", email)
    mother.chooses("Кем этот человек приходится ребёнку", relation)
    mother.chooses("Что этот человек сможет делать", rights)
    mother.presses("Отправить приглашение")


def follows_the_letter(person) -> None:
    family.reads_the_letter(person, INVITED)
    person.follows("Перейти по ссылке из письма")


def registers(person, last_name: str, first_name: str, email: str) -> None:
    person.is_at("Вход")
    person.follows("Зарегистрироваться")
    person.is_at("Регистрация")
    person.writes("Фамилия", last_name)
    person.writes("Имя", first_name)
    person.writes("Мобильный телефон", "8 000 000 00 06")
    person.writes("E-mail", email)
    person.writes("Пароль", PASSWORD)
    person.ticks(TERMS)
    person.presses("Зарегистрироваться")


def test_the_father_is_invited_and_may_only_look(
    arrives, parent, funded_certificate, group, settings
):
    child = funded_certificate.child
    mother = arrives(parent, on_phone=True)
    invites(mother, child, "otets@example.org", "отец", LOOK)
    mother.is_at(child.first_name)
    mother.sees("otets@example.org", "ответ ждём до 12.09.2026")

    father = arrives(on_phone=True)
    follows_the_letter(father)
    registers(father, "Ольхов", "Роман", "otets@example.org")
    father.is_at("Приглашение")
    father.sees(parent.full_name, child.first_name)
    father.presses("Принять приглашение")
    father.is_at("Наши дети")
    father.sees(child.full_name)

    father.opens(f"/certificates/{funded_certificate.pk}/funding/return/")
    father.is_at("Вам доступен только просмотр")
    father.sees(parent.short_name)
    father.opens(f"/enrollment/groups/{group.pk}/apply/")
    father.sees_no_button("Подать заявку")

    mother.goes_to("Наши дети")
    mother.follows("Данные и кто представляет ребёнка")
    mother.is_at(child.first_name)
    mother.sees("Ольхов Роман", "только просмотр")
    mother.follows("Изменить права")
    mother.is_at("Изменить права")
    mother.chooses("Что этот человек сможет делать", FULL)
    mother.presses("Сохранить")
    mother.is_at(child.first_name)
    mother.sees("Права изменены")


def test_a_teenager_comes_themself(arrives, parent, municipality):
    teen = ChildFactory(
        municipality=municipality, guardian=parent, birth_date=date(2012, 1, 1), first_name="Фёдор"
    )
    young = ChildFactory(municipality=municipality, guardian=parent, first_name="Вера")
    mother = arrives(parent, on_phone=True)
    invites(mother, young, "vera@example.org", "сам ребёнок", LOOK)
    mother.is_at("Пригласить человека")
    mother.sees("20.05.2031")
    invites(mother, teen, "fedor@example.org", "сам ребёнок", FULL)
    mother.is_at("Фёдор")

    fedor = arrives(on_phone=True)
    follows_the_letter(fedor)
    registers(fedor, "Берёзкин", "Фёдор", "fedor@example.org")
    fedor.is_at("Приглашение")
    fedor.presses("Принять приглашение")
    fedor.is_at("Мой сертификат")
    fedor.goes_to("Мои кружки")
    fedor.is_there()
