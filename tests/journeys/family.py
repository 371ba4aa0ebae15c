"""What a parent does: at home, on a phone."""

from __future__ import annotations

from tests.factories.certificates import snils
from tests.journeys.person import PASSWORD, Person

TERMS = "Принимаю условия использования и даю согласие на обработку моих персональных данных"
SNILS = snils(77_001)
MISTYPED = f"{SNILS[:-1]}{(int(SNILS[-1]) + 1) % 10}"


def registers(parent: Person) -> None:
    parent.opens("/")
    parent.goes_to("Войти")
    parent.is_at("Вход")
    parent.follows("Зарегистрироваться")
    parent.is_at("Регистрация")
    parent.writes("Фамилия", "Ветрова")
    parent.writes("Имя", "Елена")
    parent.writes("Отчество", "Сергеевна")
    parent.writes("Мобильный телефон", "8 000 000 00 05")
    parent.writes("E-mail", "vetrova@example.org")
    parent.writes("Пароль", PASSWORD)
    parent.presses("Зарегистрироваться")
    parent.is_told(TERMS, "Без вашего согласия мы не вправе хранить ваши данные")
    parent.ticks(TERMS)
    parent.presses("Зарегистрироваться")
    parent.is_at("Что нужно от вас")
    parent.sees("Добавьте ребёнка", "vetrova@example.org")


def confirms_the_email(parent: Person) -> None:
    """The letter of the demo is read at its local page."""
    reads_the_letter(parent, "Подтвердите e-mail")
    parent.follows("Перейти по ссылке из письма")
    parent.is_at("Подтвердите e-mail")
    parent.presses("Подтвердить e-mail")
    parent.is_at("Что нужно от вас")
    parent.sees("Спасибо, e-mail подтверждён")


def reads_the_letter(parent: Person, subject: str) -> None:
    parent.opens("/demo/mail/")
    parent.is_at("Письма демонстрации")
    parent.follows(subject)
    parent.is_at(subject)


def adds_a_child(parent: Person) -> None:
    """With a slip of the pen in the СНИЛС, after which nothing is typed anew."""
    parent.goes_to("Наши дети")
    parent.is_at("Наши дети")
    parent.follows("Добавить ребёнка")
    parent.is_at("Добавить ребёнка")
    describes_the_child(parent, first_name="Артём", snils=MISTYPED)
    parent.presses("Добавить ребёнка")
    parent.is_told("СНИЛС", "Проверьте СНИЛС")
    parent.is_at("Добавить ребёнка")
    parent.finds_written("Имя", "Артём")
    parent.finds_written("Дата рождения", "20.05.2017")
    parent.writes("СНИЛС", SNILS)
    parent.presses("Добавить ребёнка")
    parent.is_at("Согласие на обработку персональных данных")


def cannot_add_the_child_again(parent: Person) -> None:
    """Neither by the СНИЛС nor by the name and the date of birth."""
    parent.opens("/certificates/family/add-child/")
    describes_the_child(parent, first_name="Артем", snils="")
    parent.presses("Добавить ребёнка")
    parent.sees("Ребёнок уже есть в реестре", "с таким именем и датой рождения")
    parent.writes("Имя", "Павел")
    parent.writes("СНИЛС", SNILS)
    parent.presses("Добавить ребёнка")
    parent.is_told("СНИЛС", "с таким СНИЛС")


def describes_the_child(parent: Person, *, first_name: str, snils: str) -> None:
    parent.writes("Фамилия", "Ветров")
    parent.writes("Имя", first_name)
    parent.writes("Отчество", "Олегович")
    parent.writes("Дата рождения", "20.05.2017")
    parent.chooses("Пол", "мальчик")
    parent.writes("СНИЛС", snils)
    parent.writes("Школа или детский сад", "Школа № 2, 3 «Б» класс")
    parent.chooses("Кем вы приходитесь ребёнку?", "мать")


def applies_for_a_certificate(parent: Person) -> None:
    parent.goes_to("Наши дети")
    parent.is_at("Наши дети")
    parent.follows("Перейти к согласию")
    parent.is_at("Согласие на обработку персональных данных")
    parent.ticks("Я прочитал(а) текст и даю согласие")
    parent.presses("Дать согласие")
    parent.is_at("Заявление на сертификат")
    parent.sees("Ветров Артём Олегович", "20.05.2017")
    parent.presses("Подать заявление")
    parent.is_at("Заявление №")
    parent.sees("Что принести", "ул. Школьная, 1")


def asks_for_funding(parent: Person) -> None:
    parent.goes_to("Наши дети")
    parent.is_at("Наши дети")
    parent.follows("Попросить о финансировании")
    parent.is_at("Попросить о финансировании")
    parent.sees("9 600,00 ₽", "Средства есть")
    parent.presses("Попросить о финансировании")
    parent.is_at("Сертификат: Артём")
    parent.sees("Номинал: 9 600,00 ₽", "зачислен номинал")


def finds_the_program(anybody: Person) -> None:
    """By another form of the word; what is asked for stands in the address."""
    anybody.opens("/")
    anybody.goes_to("Каталог программ")
    anybody.is_at("Каталог программ")
    anybody.writes("Что ищем", "художников")
    anybody.presses("Найти")
    anybody.sees("Найдена 1 программа", "Юный художник")
    anybody.unfolds("Фильтры")
    anybody.writes("Возраст ребёнка", 9)
    anybody.ticks("Художественная")
    anybody.ticks("Только со свободными местами")
    anybody.presses("Показать")
    anybody.sees("Найдена 1 программа", "9 лет", "есть свободные места")
    address = anybody.page.url
    for filter_ in ("q=", "age=9", "direction=arts", "free=1"):
        assert filter_ in address
    anybody.follows("Юный художник")
    anybody.is_at("Юный художник")
    anybody.sees("12 свободных мест", "9 000,00 ₽", "вт 15:00–16:30")


def learns_the_price(parent: Person) -> list[list[str]]:
    """The part of the certificate and one's own, month by month, before applying."""
    finds_the_program(parent)
    parent.follows("Записаться")
    parent.is_at("Заявка на место")
    parent.sees("Все условия выполнены")
    assert parent.reads("Стоимость") == "8 835,17 ₽"
    return parent.reads_the_table("По месяцам")


def applies_for_the_place(parent: Person) -> None:
    parent.presses("Подать заявку")
    parent.is_at("Заявка на место")
    parent.is_told("Хочу подать заявку на это место", "Отметьте")
    parent.ticks("плачу сам(а)")
    sends_the_application(parent)
    parent.follows("Открыть заявку")
    parent.is_at("Заявка №")


def sends_the_application(parent: Person) -> None:
    parent.ticks("Хочу подать заявку на это место")
    parent.ticks("С условиями выше ознакомлен(а)")
    parent.presses("Подать заявку")
    parent.is_at("Квитанция о заявке")


def signs_the_contract(parent: Person) -> None:
    parent.goes_to("Наши заявки и договоры")
    parent.is_at("Наши заявки и договоры")
    parent.sees("Ждёт вас")
    parent.follows("Юный художник")
    accepts_the_offer(parent)


def accepts_the_offer(parent: Person) -> None:
    parent.is_at("Заявка №")
    parent.follows("Прочитать оферту и подписать")
    parent.is_at("Оферта организатора")
    parent.ticks("Оферту прочитал(а) и принимаю")
    parent.presses("Подписать договор")
    parent.is_at("Договор №")
    parent.sees("Договор подписан")


def reads_the_statement(parent: Person) -> list[list[str]]:
    """Every movement of the certificate's money: what happened, the sum, what is left."""
    parent.goes_to("Наши дети")
    parent.follows("Ветров Артём Олегович")
    parent.is_at("Сертификат: Артём")
    return _movements(parent)


def reads_the_closed_statement(parent: Person) -> list[list[str]]:
    """The same of the period that is over."""
    parent.follows("01.09.2026 – 31.08.2027")
    parent.is_at("01.09.2026 – 31.08.2027")
    return _movements(parent)


def _movements(parent: Person) -> list[list[str]]:
    """Without the button that stands in the line of a movement."""
    lines = parent.reads_the_table("Движение средств", "Что произошло", "Сумма", "Остаток после")
    return [[what.partition(" Это не я")[0], *sums] for what, *sums in lines]


def leaves_the_program(parent: Person) -> None:
    """The money for later months returns at once."""
    parent.goes_to("Наши заявки и договоры")
    parent.is_at("Наши заявки и договоры")
    parent.follows("Юный художник")
    parent.is_at("Договор №")
    parent.follows("Уйти с программы")
    parent.is_at("Уйти с программы?")
    parent.sees("1 602,18 ₽", "31.03.2027")
    parent.presses("Уйти с программы")
    parent.is_at("Договор №")
    parent.sees("Средства за следующие месяцы возвращены на сертификат")
