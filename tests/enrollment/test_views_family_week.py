"""The page of the family's week."""

import html
import re
from datetime import time

import pytest
from django.urls import reverse

from enrollment.models import BudgetPlace
from reference import clock
from tests.factories.enrollment import BudgetPlaceFactory
from tests.factories.programs import GroupFactory, SlotFactory


@pytest.fixture(autouse=True)
def today(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def lesson(certificate):
    group = GroupFactory(room="12")
    SlotFactory(group=group)
    return BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE
    )


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(text.split()).replace("\xa0", " ")


def look(client):
    return client.get(reverse("enrollment:week"))


def test_the_week_shows_who_learns_what_where_and_when(client, parent, certificate, lesson):
    client.force_login(parent)

    page = words(look(client))

    assert "15:00–16:30" in page
    assert certificate.child.first_name in page
    assert lesson.group.program.short_name in page
    assert f"{lesson.group.venue.address} , каб. 12".replace(" ,", ",") in page
    assert "пересекаются" not in page


def test_a_clash_is_marked_on_both_lessons(client, parent, certificate, lesson):
    group = GroupFactory()
    SlotFactory(group=group, starts_at=time(16, 0), ends_at=time(17, 0))
    BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)
    client.force_login(parent)

    page = words(look(client))

    assert "Занятия одного ребёнка пересекаются" in page
    assert page.count("Пересекается:") == 2


def test_a_family_without_lessons_is_led_to_the_catalogue(client, stranger, lesson):
    client.force_login(stranger)

    page = words(look(client))

    assert "Занятий пока нет" in page
    assert lesson.group.program.short_name not in page


def test_only_families_have_a_week(client, clerk):
    client.force_login(clerk)

    assert look(client).status_code == 404


def test_the_week_asks_as_much_for_many_lessons(
    client, parent, certificate, lesson, django_assert_max_num_queries
):
    for hour in range(8, 14):
        group = GroupFactory()
        SlotFactory(group=group, starts_at=time(hour), ends_at=time(hour + 1))
        BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)
    client.force_login(parent)

    with django_assert_max_num_queries(20):
        look(client)
