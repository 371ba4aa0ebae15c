"""The first page of a family."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from certificates import registering
from enrollment import enrolling
from enrollment.models import BudgetPlace
from reference import clock
from tests.factories.enrollment import BudgetPlaceFactory
from tests.factories.programs import GroupFactory, SlotFactory
from users.models import User


@pytest.fixture(autouse=True)
def today(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 5, 6, tzinfo=UTC))


def look(client, user) -> str:
    client.force_login(user)
    answer = client.get(reverse("enrollment:family_home"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


@pytest.fixture
def settled(parent, certificate) -> User:
    """Everything is in order: nothing is needed."""
    registering.give_consent(certificate.child, by=parent)
    User.objects.filter(pk=parent.pk).update(email_confirmed_at=datetime(2026, 9, 1, tzinfo=UTC))
    parent.notifications.all().delete()
    return parent


def test_it_is_where_a_parent_comes_in(client, parent):
    client.force_login(parent)

    assert client.get("/").headers["Location"] == reverse("enrollment:family_home")


def test_what_is_needed_stands_with_its_day_and_one_button(
    client, parent, funded_certificate, group, provider_manager, on
):
    contract = enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)
    enrolling.accept(contract, by=provider_manager, on=on)

    page = look(client, parent)

    assert "Подпишите договор" in page
    assert "до 15.09.2026" in page
    assert reverse("enrollment:sign", args=(contract.pk,)) in page


def test_nothing_needed_says_when_the_next_lesson_is(client, settled, certificate):
    group = GroupFactory()
    SlotFactory(group=group)
    BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)

    page = look(client, settled)

    assert "Сейчас от вас ничего не нужно" in page
    assert "08.09.2026, 15:00" in page
    assert "Занимается по 1 программе" in page


def test_a_lesson_of_today_is_called_so(client, settled, certificate):
    group = GroupFactory()
    SlotFactory(group=group, weekday=6, starts_at=time(16), ends_at=time(17))
    BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)

    assert "сегодня, 16:00" in look(client, settled)


def test_whoever_waits_for_the_organisation_is_told_until_when(
    client, settled, funded_certificate, group, on
):
    enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=settled, on=on)
    settled.notifications.all().delete()

    page = look(client, settled)

    assert "Сейчас ход за организатором" in page
    assert "ответить до 10.09.2026" in page


def test_a_stranger_sees_nothing_of_it(client, stranger, certificate, group):
    page = look(client, stranger)

    assert "Добавьте ребёнка" in page
    assert certificate.child.first_name not in page


def test_only_families_have_it(client, clerk):
    client.force_login(clerk)

    assert client.get(reverse("enrollment:family_home")).status_code == 404


def test_many_contracts_do_not_ask_much_more(
    client, settled, certificate, django_assert_max_num_queries
):
    for weekday in range(1, 6):
        group = GroupFactory()
        SlotFactory(group=group, weekday=weekday)
        BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)
    client.force_login(settled)

    with django_assert_max_num_queries(45):
        client.get(reverse("enrollment:family_home"))
