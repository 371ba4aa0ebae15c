"""Pages of an organisation: the inbox, its answers, the list of a group."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment import enrolling, placing
from enrollment.models import BudgetPlace, Contract
from programs.models import Program
from reference import clock
from tests.factories.certificates import GuardianshipFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users.models import Role

START = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on):
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=on)


@pytest.fixture
def place(certificate, provider, parent, on):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    group = GroupFactory(module=ModuleFactory(program=program))
    return placing.apply_for_budget_place(certificate, group, starts_on=START, by=parent, on=on)


@pytest.fixture
def outsider(db):
    """The responsible person of another organisation."""
    user = UserFactory(role=Role.PROVIDER)
    MemberFactory(user=user)
    return user


def get(client, name, *args, **query):
    return client.get(reverse(f"enrollment:{name}", args=args), query)


def press(client, name, *args, follow=False, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data, follow=follow)


def words(response):
    return response.content.decode()


# --- the inbox


def test_the_inbox_shows_who_applied_and_until_when_to_answer(
    client, provider_manager, contract, place
):
    client.force_login(provider_manager)

    page = words(get(client, "inbox"))

    assert contract.number in page
    assert page.count(contract.certificate.child.full_name) == 2
    assert "до 10.09.2026" in page


def test_an_overdue_application_is_marked(client, provider_manager, contract, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 9, 20))
    client.force_login(provider_manager)

    assert "просрочено с 10.09.2026" in words(get(client, "inbox"))


def test_shelves_and_filters_narrow_the_inbox(client, provider_manager, contract, place, on):
    enrolling.accept(contract, by=provider_manager, on=on)
    client.force_login(provider_manager)

    assert contract.number not in words(get(client, "inbox"))
    assert contract.number in words(get(client, "inbox", shelf="parents"))
    assert contract.number not in words(
        get(client, "inbox", shelf="parents", program=place.group.program_id)
    )
    assert "Здесь пусто" in words(get(client, "inbox", shelf="done", status="refused"))


def test_bad_filters_are_no_mistake_of_ours(client, provider_manager, contract):
    client.force_login(provider_manager)

    response = get(client, "inbox", shelf="x", program="x", group="9999999", page="x")

    assert response.status_code == 200


def test_another_organisation_sees_an_empty_inbox(client, outsider, contract, place):
    client.force_login(outsider)

    assert "Здесь пусто" in words(get(client, "inbox"))


def test_a_parent_has_no_inbox(client, parent):
    client.force_login(parent)

    assert get(client, "inbox").status_code == 404


def test_ticked_applications_are_accepted_together(client, provider_manager, contract, place):
    client.force_login(provider_manager)

    press(
        client,
        "accept_chosen",
        chosen=[f"contract:{contract.pk}", f"place:{place.pk}"],
        order_number="15-ОД",
    )

    contract.refresh_from_db()
    place.refresh_from_db()
    assert (contract.status, place.status) == ("accepted", "active")


def test_what_the_rule_refuses_is_told_and_the_rest_goes_on(
    client, provider_manager, contract, place
):
    client.force_login(provider_manager)

    page = words(
        press(
            client,
            "accept_chosen",
            follow=True,
            chosen=[f"place:{place.pk}", f"contract:{contract.pk}", "x", "place:999999"],
        )
    )

    assert "Укажите номер приказа" in page
    assert "Подтверждена 1 заявка" in page


def test_the_day_of_an_answer_is_that_of_the_childs_municipality(
    client, provider_manager, contract, place, on, monkeypatch
):
    tomorrow = on + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda municipality=None: tomorrow if municipality else on)
    client.force_login(provider_manager)

    chosen = [f"contract:{contract.pk}", f"place:{place.pk}"]
    press(client, "accept_chosen", chosen=chosen, order_number="15-ОД")

    contract.refresh_from_db()
    place.refresh_from_db()
    assert (contract.accepted_on, place.decided_on) == (tomorrow, tomorrow)


def test_others_applications_cannot_be_ticked(client, outsider, contract):
    client.force_login(outsider)

    press(client, "accept_chosen", chosen=[f"contract:{contract.pk}"])

    contract.refresh_from_db()
    assert contract.status == Contract.Status.REQUESTED


def test_nonsense_among_the_ticks_is_passed_over(client, provider_manager, place):
    client.force_login(provider_manager)

    chosen = [f"contract:{'9' * 5000}", f"place:{place.pk}"]
    press(client, "accept_chosen", chosen=chosen, order_number="15\x00-ОД")

    place.refresh_from_db()
    assert place.order_number == "15-ОД"


# --- one application


def test_accepting_publishes_the_offer(client, provider_manager, contract):
    client.force_login(provider_manager)
    assert "Подтвердить заявку" in words(get(client, "contract", contract.pk))

    press(client, "accept", contract.pk)

    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACCEPTED


def test_accepting_twice_is_refused(client, provider_manager, contract):
    client.force_login(provider_manager)
    press(client, "accept", contract.pk)

    assert "Это уже невозможно" in words(press(client, "accept", contract.pk, follow=True))


@pytest.mark.parametrize("name", ["accept", "refuse", "terminate"])
def test_another_organisations_application_is_not_found(client, outsider, contract, name):
    client.force_login(outsider)

    assert press(client, name, contract.pk).status_code == 404


def test_a_refusal_needs_a_reason(client, provider_manager, contract):
    client.force_login(provider_manager)
    assert "Выберите причину" in words(press(client, "refuse", contract.pk))
    assert "Напишите, в чём причина" in words(press(client, "refuse", contract.pk, refusal="other"))

    press(client, "refuse", contract.pk, refusal="age", comment="Приходите через год")

    contract.refresh_from_db()
    assert (contract.status, contract.refusal) == ("refused", "age")


def test_a_contract_is_terminated_on_a_ground(
    client, provider_manager, contract, parent, on, monkeypatch
):
    enrolling.accept(contract, by=provider_manager, on=on)
    enrolling.sign(contract, by=parent, on=on)
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 10, 5))
    client.force_login(provider_manager)
    assert "31.10.2026" in words(get(client, "terminate", contract.pk))
    assert "Выберите основание" in words(press(client, "terminate", contract.pk))

    press(client, "terminate", contract.pk, ground="payer_payment", comment="С сентября")

    contract.refresh_from_db()
    assert contract.ended_by == Contract.Party.PROVIDER
    assert contract.comment == "просрочена оплата уполномоченной организации. С сентября"


# --- places without money


def test_a_child_is_enrolled_by_an_order(client, provider_manager, place):
    client.force_login(provider_manager)
    assert "Укажите номер приказа" in words(press(client, "accept_place", place.pk))

    press(client, "accept_place", place.pk, order_number="15-ОД")

    assert "15-ОД" in words(get(client, "place", place.pk))


def test_a_place_is_refused_with_a_reason(client, provider_manager, place):
    client.force_login(provider_manager)
    assert get(client, "refuse_place", place.pk).status_code == 200

    press(client, "refuse_place", place.pk, refusal="medical")

    place.refresh_from_db()
    assert place.status == BudgetPlace.Status.REFUSED


def test_a_child_leaves_by_the_organisations_word(client, provider_manager, place, on):
    placing.accept(place, "1", by=provider_manager, on=on)
    client.force_login(provider_manager)
    assert get(client, "expel", place.pk).status_code == 200

    press(client, "expel", place.pk, reason="Не посещает")

    place.refresh_from_db()
    assert place.status == BudgetPlace.Status.LEFT


@pytest.mark.parametrize("name", ["accept_place", "refuse_place", "expel"])
def test_another_organisations_place_is_not_found(client, outsider, place, name):
    client.force_login(outsider)

    assert get(client, name, place.pk).status_code == 404


# --- the list of a group


def test_the_list_names_the_children_and_their_parents(
    client, provider_manager, contract, group, parent
):
    client.force_login(provider_manager)

    page = words(get(client, "group_list", group.pk))

    assert contract.certificate.child.full_name in page
    assert parent.short_name in page


def test_a_teacher_sees_the_list_of_the_own_group_only(client, teacher, group, contract):
    client.force_login(teacher.user)
    assert get(client, "group_list", group.pk).status_code == 404

    group.teachers.add(teacher)

    assert contract.certificate.child.full_name in words(get(client, "group_list", group.pk))


def test_an_empty_group_says_so(client, provider_manager, group):
    client.force_login(provider_manager)

    assert "В группе пока никого нет" in words(get(client, "group_list", group.pk))


def test_the_organisation_calls_those_who_act_for_the_child_alone(
    client, provider_manager, contract, parent
):
    looker = GuardianshipFactory(child=contract.certificate.child, rights="limited").user
    client.force_login(provider_manager)

    page = client.get(reverse("enrollment:contract", args=(contract.pk,))).content.decode()

    assert parent.full_name in page
    assert looker.full_name not in page
