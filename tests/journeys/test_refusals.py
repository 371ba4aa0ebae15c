"""A refusal is no dead end: why, what to do, and three steps later the child is somewhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from enrollment import enrolling
from tests.factories.programs import GroupFactory, SlotFactory
from tests.journeys import family

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contract(funded_certificate, group, parent, on):
    SlotFactory(group=group)
    return enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)


@pytest.fixture
def sibling(group):
    """Another group of the same program, at other hours."""
    other = GroupFactory(module=group.module, name="Вечерняя", venue=group.venue)
    SlotFactory(group=other, weekday=4)
    return other


def test_a_refused_family_finds_another_group_and_applies_there(
    arrives, parent, provider_manager, contract, sibling
):
    organisation = arrives(provider_manager)
    organisation.opens("/enrollment/inbox/")
    organisation.is_at("Заявки к нам")
    organisation.sees("Осталось")
    organisation.follows(contract.number)
    organisation.is_at("Заявка №")
    organisation.follows("Отклонить")
    organisation.is_at("Отклонить заявку")
    organisation.presses("Отклонить")
    organisation.is_told("Причина", "Выберите причину")
    organisation.selects("Причина", "группа не набрана")
    organisation.writes("Что делать семье", "Приходите в вечернюю группу")
    organisation.presses("Отклонить")
    organisation.is_at("Заявки к нам")

    mother = arrives(parent, on_phone=True)
    mother.opens(f"/enrollment/contracts/{contract.pk}/")
    mother.is_at("Заявка №")
    mother.sees("Группа не набрана", "Приходите в вечернюю группу", "Выберите другую группу")
    mother.sees("Куда можно пойти сейчас", "другая группа той же программы", "по тому же адресу")
    mother.follows("Подать заявку сюда")
    mother.is_at("Заявка на место")
    mother.sees("Вечерняя")
    family.sends_the_application(mother)
    mother.sees("Сейчас ход за организатором")


def test_whoever_holds_the_receipt_reads_the_state_and_nothing_more(arrives, parent, contract):
    mother = arrives(parent, on_phone=True)
    mother.opens(f"/enrollment/contracts/{contract.pk}/receipt/")
    mother.is_at("Квитанция")
    mother.sees(contract.number, contract.certificate.child.first_name)
    address = mother.main.locator("a.text-break").get_attribute("href")

    grandmother = arrives(None, on_phone=True)
    grandmother.opens(urlsplit(address).path)
    grandmother.is_at("Квитанция")
    grandmother.sees(contract.number, "новая заявка")
    grandmother.does_not_see(contract.certificate.child.first_name)
