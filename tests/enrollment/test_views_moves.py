"""Pages of a move to another group and of going on (R6.53, R6.55)."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment import enrolling, moving, prolonging
from enrollment.models import Contract, MoveRequest, Prolongation
from reference import clock
from tests.factories.programs import GroupFactory, SlotFactory

START = date(2026, 9, 7)
LATE = date(2027, 5, 20)  # the contract ends on the 31st


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def in_may(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: LATE)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on):
    SlotFactory(group=group)
    contract = enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=on)
    enrolling.accept(contract, by=provider_manager, on=on)
    return enrolling.sign(contract, by=parent, on=on)


@pytest.fixture
def target(group):
    target = GroupFactory(module=group.module, name="Вечерняя")
    SlotFactory(group=target)
    return target


@pytest.fixture
def later(group):
    """A group of the summer, in the same period."""
    later = GroupFactory(
        module=group.module, name="Летняя", starts_on=date(2027, 6, 7), ends_on=date(2027, 8, 20)
    )
    SlotFactory(group=later)
    return later


def address(name, *args):
    return reverse(f"enrollment:{name}", args=args)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def see(client, name, *args):
    return words(client.get(address(name, *args)))


def press(client, name, *args, **data):
    return client.post(address(name, *args), {"command": str(uuid4()), **data})


# --- another group


def test_a_family_asks_for_another_group(client, parent, contract, target):
    client.force_login(parent)
    assert "Попросить другую группу" in see(client, "contract", contract.pk)
    page = see(client, "ask_to_move", contract.pk)
    assert "Вечерняя" in page
    assert "Для другого модуля или программы договор расторгают" in page

    press(client, "ask_to_move", contract.pk, target=target.pk)

    assert MoveRequest.objects.open().get().target == target
    page = see(client, "contract", contract.pk)
    assert "Вы попросили о переводе в группу «Вечерняя»" in page
    assert "Отозвать просьбу" in page


def test_where_no_group_fits_the_page_says_so(client, parent, contract):
    client.force_login(parent)

    assert "Подходящей группы сейчас нет" in see(client, "ask_to_move", contract.pk)


def test_a_press_without_a_group_is_told_beside_the_field(client, parent, contract, target):
    client.force_login(parent)

    assert "Выберите группу" in words(press(client, "ask_to_move", contract.pk))


def test_a_family_takes_its_request_back(client, parent, stranger, contract, target, on):
    asked = moving.ask(contract, target, by=parent, on=on)
    client.force_login(stranger)
    assert press(client, "withdraw_move", asked.pk).status_code == 404

    client.force_login(parent)
    for _ in range(2):
        press(client, "withdraw_move", asked.pk)

    asked.refresh_from_db()
    assert asked.status == "withdrawn"


def test_the_organisation_moves_the_child_that_asked(
    client, parent, provider_manager, contract, target, on
):
    moving.ask(contract, target, by=parent, on=on)
    client.force_login(provider_manager)
    assert "→ Вечерняя" in see(client, "inbox")
    assert "checked" in see(client, "move", contract.pk)

    key = str(uuid4())
    for _ in range(2):  # a double click is one move
        press(client, "move", contract.pk, target=target.pk, command=key)

    contract.refresh_from_db()
    assert contract.group == target
    assert "Ребёнок переведён в другую группу" in see(client, "contract", contract.pk)


def test_the_organisation_refuses_with_words(
    client, parent, provider_manager, contract, target, on
):
    asked = moving.ask(contract, target, by=parent, on=on)
    client.force_login(provider_manager)
    assert "Укажите причину отказа" in words(press(client, "refuse_move", asked.pk))

    press(client, "refuse_move", asked.pk, answer="Группа старших")

    asked.refresh_from_db()
    assert (asked.status, asked.answer) == ("refused", "Группа старших")


def test_several_children_move_and_what_was_refused_is_told(
    client, provider_manager, contract, group, target
):
    client.force_login(provider_manager)
    assert "Перевести в другую группу" in see(client, "group_list", group.pk)
    assert contract.certificate.child.full_name in see(client, "move_many", group.pk)
    assert "Отметьте детей" in words(press(client, "move_many", group.pk, target=target.pk))
    target.slots.all().delete()
    data = {"contracts": [contract.pk], "target": target.pk}

    refused = client.post(address("move_many", group.pk), data, follow=True)
    assert "У группы ещё нет расписания" in words(refused)
    SlotFactory(group=target)
    client.post(address("move_many", group.pk), data)

    contract.refresh_from_db()
    assert contract.group == target


@pytest.mark.parametrize("name", ["move", "ask_to_move", "continue_contract"])
def test_strangers_meet_nothing(client, stranger, contract, name):
    client.force_login(stranger)

    assert client.get(address(name, contract.pk)).status_code == 404


# --- going on


def test_the_organisation_offers_to_go_on_and_sees_the_protocol(
    client, provider_manager, contract, group, later, in_may
):
    client.force_login(provider_manager)
    assert group.name in see(client, "prolongations")
    page = see(client, "prolong", group.pk)
    assert contract.certificate.child.full_name in page
    assert "Семьи отвечают до 30.05.2027" in page
    assert "Без ответа предложение утратит силу" in page

    for _ in range(2):  # a double click finds the offers made
        response = press(client, "prolong", group.pk, target=later.pk)

    run = Prolongation.objects.get()
    assert response.url == run.get_absolute_url()
    page = see(client, "prolongation", run.pk)
    assert contract.certificate.number in page
    assert contract.certificate.child.last_name not in page
    assert "Летняя" in see(client, "prolongations")


def test_the_protocol_is_a_file_without_names(
    client, provider_manager, contract, group, later, in_may
):
    later.module.is_open = False
    later.module.save()
    run = prolonging.prolong(group, later, by=provider_manager, on=LATE)
    client.force_login(provider_manager)
    assert "Продление невозможно" in see(client, "prolongation", run.pk)

    file = client.get(address("prolongation_csv", run.pk)).content.decode("utf-8-sig")

    line = file.splitlines()[1].split(";")
    assert line[:2] == [contract.certificate.number, contract.number]
    assert "закрыта" in line[4]
    assert contract.certificate.child.last_name not in file


def test_a_family_reads_what_silence_means_and_objects(
    client, parent, provider_manager, contract, group, later, in_may
):
    run = prolonging.prolong(group, later, by=provider_manager, on=LATE)
    offered = run.lines.get().offered
    assert offered is not None
    client.force_login(parent)
    page = see(client, "contract", offered.pk)
    assert "Ответьте до 30.05.2027" in page
    assert "обучение не продлевается" in page
    assert f"№ {contract.number}" in page
    assert "ответить о продолжении обучения до 30.05.2027" in see(client, "our_contracts")
    assert "Не продлевать обучение?" in see(client, "withdraw", offered.pk)

    press(client, "withdraw", offered.pk)

    offered.refresh_from_db()
    assert offered.status == "withdrawn"


def test_a_family_goes_on_in_one_step(client, parent, contract, later, in_may):
    client.force_login(parent)
    assert "Продолжить обучение" in see(client, "contract", contract.pk)
    page = see(client, "continue_contract", contract.pk)
    assert "Летняя" in page
    data = {"target": later.pk, "wants": "on", "pays": "on", "has_read": "on"}
    assert "Отметьте" in words(press(client, "continue_contract", contract.pk, target=later.pk))

    press(client, "continue_contract", contract.pk, **data)

    again = Contract.objects.get(continues=contract)
    assert (again.status, again.group) == ("requested", later)


def test_what_stands_in_the_way_of_going_on_is_said(client, parent, contract, later, in_may):
    later.module.is_open = False
    later.module.save()
    client.force_login(parent)

    assert "сертификату закрыта" in see(client, "continue_contract", contract.pk)


def test_where_there_is_nothing_to_go_on_in_the_family_is_told(client, parent, contract, in_may):
    client.force_login(parent)

    response = client.get(address("continue_contract", contract.pk), follow=True)

    assert "пока нет" in words(response)


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30, "\x00", "1"])
def test_an_odd_group_in_the_address_is_no_crash(client, parent, contract, later, in_may, odd):
    client.force_login(parent)

    page = client.get(address("continue_contract", contract.pk), {"target": odd})

    assert page.status_code == 302
