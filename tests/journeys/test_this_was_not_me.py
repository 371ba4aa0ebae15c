"""A family stops its certificate, the support centre answers; a consent is taken back and given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates import consenting
from enrollment import enrolling
from enrollment.models import Contract
from reference import clock

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contract(funded_certificate, group, parent) -> Contract:
    """Somebody applied with the account of the family."""
    on = clock.today()
    return enrolling.apply(
        funded_certificate, group, starts_on=on + timedelta(days=1), by=parent, on=on
    )


def test_a_family_says_it_was_not_their_doing_and_gets_an_answer(arrives, contract, parent, moc):
    mother = arrives(parent, on_phone=True)
    mother.opens(contract.certificate.get_absolute_url())
    mother.is_at("Сертификат")
    mother.sees("Никто не вправе на вас давить")
    mother.follows("Это не я")
    mother.is_at("Это не я")
    mother.presses("Это не я: остановить")
    mother.sees("Напишите, что случилось")
    mother.writes("Что произошло", "Мы не подавали эту заявку")
    mother.presses("Это не я: остановить")
    mother.sees("С сертификата не оплачивается ничего нового")
    mother.is_at("«Это не я»: обращение")

    centre = arrives(moc)
    centre.goes_to("«Это не я»")
    centre.is_at("«Это не я»")
    centre.follows("Обращение №")
    centre.sees("Мы не подавали эту заявку")
    centre.is_at("«Это не я»: обращение")
    centre.chooses("Решение", "Подтвердилось: это сделал кто-то другой")
    centre.writes("Ответ семье", "Заявку подала школа, она отозвана.")
    centre.presses("Принять решение")
    centre.sees("Обращение закрыто")

    mother.opens(contract.certificate.get_absolute_url())
    mother.sees("Опорный центр подтвердил: это сделал кто-то другой")
    words = mother.opens_the_document("Сертификат для печати (PDF)")
    assert contract.certificate.number in words


def test_a_consent_is_taken_back_and_given_again(arrives, certificate, child, parent):
    consenting.give(child, of=parent, by=parent)
    mother = arrives(parent, on_phone=True)
    mother.opens(reverse("certificates:consents"))
    mother.is_at("Согласия")
    mother.follows("Отозвать согласие")
    mother.is_at("Отозвать согласие?")
    mother.ticks("Я знаю, что последует, и отзываю согласие")
    mother.presses("Отозвать согласие")
    mother.sees("Новые заявки не принимаются")

    mother.follows("Прочитать текст и дать согласие")
    mother.ticks("Я прочитал(а) текст и даю согласие")
    mother.presses("Дать согласие")
    mother.sees("Согласие записано")
    assert not consenting.is_withdrawn(child)
