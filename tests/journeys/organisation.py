"""What a provider's responsible person does."""

from __future__ import annotations

from tests.journeys.person import Person

PROGRAM = "Юный художник"
GROUP = "Акварель-1"
EXTRA = "Родители доплачивают разницу сверх нормативной стоимости"
POOR_PLAN = "Темы года"
GOOD_PLAN = "Цвет и свет — 24 ч\nПейзаж — 24 ч\nИтоговая выставка — 24 ч"


def writes_a_program(provider: Person) -> None:
    provider.goes_to("Наши программы и группы")
    provider.is_at("Наши программы и группы")
    provider.follows("Создать программу")
    provider.is_at("Новая программа")
    _writes_the_main_things(provider)
    _writes_the_content(provider)
    provider.is_at("Условия")
    provider.writes("Материальная база", "Мольберты, краски, бумага")
    provider.presses("Сохранить и продолжить")


def _writes_the_main_things(provider: Person) -> None:
    provider.writes("Краткое название", PROGRAM)
    provider.writes("Полное название", "Дополнительная общеразвивающая программа «Юный художник»")
    provider.selects("Направленность", "Художественная")
    provider.selects("Реестр", "сертифицированная")
    provider.writes("Возраст от", 7)
    provider.writes("Возраст до", 11)
    provider.presses("Сохранить и продолжить")


def _writes_the_content(provider: Person) -> None:
    provider.is_at("Содержание")
    provider.writes("Анонс", "Рисуем акварелью с натуры и по памяти.")
    provider.writes("Описание", "Дети учатся видеть цвет и свет и пишут этюды на улице.")
    provider.writes("Цели и задачи", "Научить ребёнка рисовать то, что он видит.")
    provider.writes("Ожидаемые результаты", "Каждый напишет пять этюдов и покажет их на выставке.")
    provider.writes("Учебный план", POOR_PLAN)
    provider.presses("Сохранить и продолжить")


def adds_a_module(provider: Person) -> None:
    """Dearer than the norm of 100.00 an hour, so parents pay the difference."""
    provider.is_at("Модули и цена")
    provider.follows("Добавить модуль")
    provider.is_at("Новый модуль")
    provider.writes("Название", "Первый год")
    provider.writes("Часов", 72)
    provider.writes("Цена всего модуля, рублей", "9000,00")
    provider.presses("Сохранить модуль")
    provider.is_told(EXTRA, "Цена выше нормативной стоимости 7 200,00 ₽")
    provider.ticks(EXTRA)
    provider.presses("Сохранить модуль")
    provider.is_at("Модули и цена")
    provider.sees("9 000,00 ₽", "7 200,00 ₽")
    provider.follows("Дальше: группы и расписание")


def adds_a_group(provider: Person) -> None:
    provider.is_at("Группы и запись")
    provider.follows("Добавить группу")
    provider.is_at("Новая группа")
    provider.writes("Название", GROUP)
    provider.writes("Первый день", "2026-09-01")
    provider.writes("Последний день", "2027-05-31")
    provider.writes("Число мест", 12)
    provider.selects("Место проведения", "г. Приднепровск, ул. Школьная, 3")
    _writes_the_timetable(provider)
    provider.presses("Сохранить группу")
    provider.is_at("Группы и запись")
    provider.sees(GROUP, "вторник 15:00–16:30")


def _writes_the_timetable(provider: Person) -> None:
    table = provider.main.get_by_role("table", name="Расписание на неделю")
    lesson = table.get_by_role("row").nth(1)
    lesson.get_by_label("День").select_option(label="вторник")
    lesson.get_by_label("С", exact=True).fill("15:00")
    lesson.get_by_label("До", exact=True).fill("16:30")


def hands_the_program_in(provider: Person) -> None:
    provider.goes_to("Наши программы и группы")
    provider.follows(PROGRAM)
    provider.is_at(PROGRAM)
    provider.follows("Проверка и отправка")
    provider.is_at("Проверьте карточку и отправьте")
    provider.presses("Отправить на модерацию")
    provider.is_at(PROGRAM)
    provider.sees("Программа отправлена на модерацию")


def mends_the_program(provider: Person, remark: str) -> None:
    """The remark stands beside its field."""
    provider.goes_to("Наши программы и группы")
    provider.follows(PROGRAM)
    provider.is_at(PROGRAM)
    provider.sees("Опорный центр просит исправить карточку")
    provider.follows("Содержание")
    provider.is_at("Содержание")
    provider.sees("Замечание опорного центра", remark)
    provider.writes("Учебный план", GOOD_PLAN)
    provider.presses("Сохранить и продолжить")
    provider.is_at("Условия")


def opens_the_enrollment(provider: Person) -> None:
    provider.goes_to("Наши программы и группы")
    provider.follows("Группы и запись")
    provider.is_at("Группы и запись")
    provider.presses("Открыть набор")
    provider.is_at("Группы и запись")
    provider.sees("Набор открыт")


def accepts_the_application(provider: Person) -> None:
    provider.goes_to("Заявки к нам")
    provider.is_at("Заявки к нам")
    provider.sees("Ветров Артём Олегович", PROGRAM)
    provider.main.get_by_role("row", name="Ветров Артём").get_by_role("link").first.click()
    provider.is_at("Заявка №")
    provider.presses("Подтвердить заявку")
    provider.is_at("Заявка №")
    provider.sees("Сейчас ход за родителем")
