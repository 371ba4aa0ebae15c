"""What stands in the way is said at once with its cure, and whoever must wait knows the number."""

from __future__ import annotations

import pytest

from enrollment import enrolling
from programs.models import Group, Program
from providers.models import Agreement
from tests.factories.certificates import CertificateFactory, fund
from tests.journeys import family

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

OBSTACLES = {
    "У организатора нет соглашения с вашим муниципалитетом": "Спросите",
    "сертификат учёта": "Попросите о финансировании",
    "Все места в группе заняты": "Выберите другую группу",
    "Программа для детей от 14 до 17 лет": "Выберите программу по возрасту",
}


@pytest.fixture
def neighbour(municipality, category_terms, stranger):
    """A funded child of another family."""
    certificate = CertificateFactory(
        municipality=municipality, category=category_terms.category, guardian=stranger
    )
    return fund(certificate, category_terms)


@pytest.fixture
def one_seat(group):
    Group.objects.filter(pk=group.pk).update(capacity=1)
    group.refresh_from_db()
    return group


def test_every_obstacle_is_shown_at_once_with_its_cure(arrives, parent, certificate, full_group):
    Agreement.objects.update(status=Agreement.Status.CLOSED)
    Program.objects.update(age_from=14, age_to=17)
    mother = arrives(parent, on_phone=True)

    mother.opens(full_group.program.get_absolute_url())
    mother.is_at(full_group.program.short_name)
    mother.follows("Ждать места")

    mother.is_at("Заявка на место")
    mother.sees("Что мешает записаться")
    for words, cure in OBSTACLES.items():
        condition = mother.main.get_by_role("listitem").filter(has_text=words)
        mother.sees_in(condition, cure)
    mother.sees_no_button("Подать заявку")
    mother.sees_no_button("Встать в лист ожидания")


def test_without_a_vacancy_the_family_gets_a_number_and_then_the_money(
    arrives, parent, certificate, neighbour, category_terms, payer
):
    category_terms.number_limit = 1
    category_terms.save()
    mother = arrives(parent, on_phone=True)

    mother.goes_to("Наши дети")
    mother.follows("Попросить о финансировании")
    mother.is_at("Попросить о финансировании")
    mother.sees("Средства этой категории пока распределены")
    mother.presses("Встать в очередь")
    mother.is_at("Сертификат: Мария")
    mother.sees("Номер 1 в очереди на финансирование")

    raises_the_limit(arrives(payer), to=2)

    mother.goes_to("Наши дети")
    mother.is_at("Наши дети")
    mother.sees("9 600,00 ₽ остаток")
    family.reads_the_letter(mother, "На сертификате есть номинал")


def raises_the_limit(payer, *, to):
    payer.is_at("Программа ПФ")
    payer.follows("Пределы")
    payer.is_at("Пределы: Все дети")
    payer.writes("Предел числа сертификатов", to)
    payer.presses("Изменить пределы")
    payer.is_at("Программа ПФ")
    assert payer.reads_the_table("Категории", "Очередь")[0] == ["0"]


def test_a_full_group_has_a_waiting_list_that_is_called_in_turn(
    arrives, parent, funded_certificate, neighbour, stranger, one_seat, on
):
    enrolling.apply(neighbour, one_seat, starts_on=on, by=stranger, on=on)
    mother, other_mother = arrives(parent, on_phone=True), arrives(stranger, on_phone=True)

    mother.opens(f"/enrollment/groups/{one_seat.pk}/apply/")
    mother.is_at("Заявка на место")
    mother.sees("Все места в группе заняты")
    mother.presses("Встать в лист ожидания")
    mother.is_at("Лист ожидания")
    mother.sees("Номер 1")

    withdraws_the_application(other_mother)

    family.reads_the_letter(mother, "За ребёнком закреплено место")
    mother.follows("Перейти по ссылке из письма")
    mother.is_at("За ребёнком закреплено место")
    mother.follows("Занять место")
    mother.is_at("Заявка на место")
    mother.sees("За ребёнком закреплено место до")
    family.sends_the_application(mother)
    mother.goes_to("Наши заявки и договоры")
    mother.is_at("Наши заявки и договоры")
    mother.does_not_see("в листе ожидания")


def withdraws_the_application(mother):
    mother.goes_to("Наши заявки и договоры")
    mother.is_at("Наши заявки и договоры")
    mother.follows("Робототехника")
    mother.is_at("Заявка №")
    mother.follows("Отозвать заявку")
    mother.is_at("Отозвать заявку?")
    mother.presses("Отозвать заявку")
    mother.sees("Заявка отозвана, средства снова свободны")
