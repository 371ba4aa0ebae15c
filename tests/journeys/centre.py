"""What the municipal support centre does at its desk."""

from __future__ import annotations

from tests.journeys import organisation
from tests.journeys.person import Person

REMARK = "Распишите темы с часами: семьи должны понимать, чему учат."


def confirms_the_documents(moc: Person) -> str:
    """The application from the queue becomes an accounting certificate. Returns its number."""
    moc.goes_to("Заявления на сертификат")
    moc.is_at("Заявления на сертификат")
    moc.follows("Ветров Артём Олегович")
    moc.is_at("Заявление №")
    moc.chooses("Категория по документам", "Все дети")
    moc.presses("Подтвердить и выдать сертификат")
    moc.is_at("Сертификат №")
    moc.sees("Выдан сертификат №", "Ветров Артём Олегович", "учёта")
    return moc.title.removeprefix("Сертификат № ")


def returns_the_program(moc: Person) -> None:
    """With a remark beside the part of the card that is to be mended."""
    _opens_the_card(moc)
    moc.presses("Взять на проверку")
    moc.is_at(organisation.PROGRAM)
    moc.unfolds("Написать замечание: Учебный план")
    moc.writes("Замечание: Учебный план", REMARK)
    moc.presses("Вернуть с замечаниями")
    moc.is_at("Модерация программ")
    moc.sees("Программа возвращена организации")


def publishes_the_program(moc: Person) -> None:
    """After seeing what has changed since the remark."""
    _opens_the_card(moc)
    moc.presses("Взять на проверку")
    moc.sees("Замечание прошлой проверки", REMARK, "Было: Темы года", "Сейчас: Цвет и свет — 24 ч")
    moc.presses("Опубликовать")
    moc.is_at("Модерация программ")
    moc.sees("Программа опубликована")


def certifies_the_program(moc: Person) -> None:
    moc.follows("Ждут сертификации")
    moc.is_at("Сертификация программ")
    moc.follows(organisation.PROGRAM)
    moc.is_at("Сертифицировать программу")
    moc.writes("Протокол независимой оценки", "№ 12 от 04.09.2026")
    moc.presses("Сертифицировать")
    moc.is_at("Сертификация программ")
    moc.sees("Программа сертифицирована")


def _opens_the_card(moc: Person) -> None:
    moc.goes_to("Модерация программ")
    moc.is_at("Модерация программ")
    moc.follows(organisation.PROGRAM)
    moc.is_at(organisation.PROGRAM)


def enters_the_population(moc: Person) -> None:
    moc.goes_to("Отчёты")
    moc.is_at("Отчёты")
    moc.follows("Численность детей: нужна для расчёта охвата")
    moc.is_at("Численность детей")
    moc.writes("Год", 2026)
    moc.writes("Число детей", 40)
    moc.writes("Источник данных", "Росстат, численность населения, таблица 2")
    moc.presses("Записать")
    moc.is_at("Численность детей")
    moc.sees("Росстат, численность населения, таблица 2")


def orders_the_report(moc: Person) -> str:
    """The report of the last quarter, on the screen and as a document. Returns its words."""
    moc.goes_to("Отчёты")
    moc.is_at("Отчёты")
    moc.selects("Год", "2026")
    moc.selects("Квартал", "IV")
    moc.presses("Заказать отчёт")
    moc.is_at("IV квартал 2026")
    moc.sees("3 062,69")
    return moc.opens_the_document("Открыть документ (PDF)")


def opens_the_list_behind_a_number(moc: Person) -> None:
    moc.row("Обучается детей (уникальных)").get_by_role("link").click()
    moc.sees("Ветров Артём Олегович")


def reads_the_closing_protocol(moc: Person) -> list[list[str]]:
    moc.goes_to("Договоры")
    moc.is_at("Договоры")
    moc.follows("Работа 1-го числа и закрытие периодов")
    moc.is_at("Работа 1-го числа")
    moc.follows("01.09.2026 – 31.08.2027")
    moc.is_at("Протокол закрытия")
    moc.sees("Протокол сходится до копейки")
    return moc.reads_the_table("По категориям")
