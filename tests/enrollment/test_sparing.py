"""The first program takes what the second would need: the family is told before it presses."""

from datetime import date

import pytest
from django.urls import reverse

from enrollment import offering, reckoning, remembering, sparing, waiting
from enrollment.models import BudgetPlace
from enrollment.simulating import Choice
from programs.models import Program
from reference import clock
from reference.money import parse
from tests.enrollment.town import make_town
from tests.factories.programs import FavouriteFactory, GroupFactory, ModuleFactory, ProgramFactory
from users.models import Role

ON = date(2022, 1, 9)


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def masha(town):
    """Nine thousand six hundred on the certificate."""
    return town.certificate()


def lacks(town, certificate, group, way=offering.Way.CERTIFICATE):
    offer = offering.offer(
        certificate,
        group,
        way,
        starts_on=reckoning.default_start(group, on=ON),
        on=ON,
    )
    return sparing.lacks(offer, by=town.parent, on=ON)


def sums(found) -> list[tuple[int, int, int]]:
    return [(each.needed, each.left, each.more) for each in found]


THE_SUMS = [(parse("7200.00"), parse("2400.00"), parse("4800.00"))]


def test_a_favourite_that_would_not_be_paid_any_more_is_named_with_its_sums(town, masha):
    first, second = town.group(), town.group()
    FavouriteFactory(user=town.parent, program=second.program)

    found = lacks(town, masha, first)

    assert [each.group for each in found] == [second]
    assert sums(found) == THE_SUMS


def test_a_draft_counts_too(town, masha):
    first, second = town.group(), town.group()
    remembering.keep([Choice(masha, second)], by=town.parent, on=ON)

    assert sums(lacks(town, masha, first)) == THE_SUMS


def test_a_place_in_line_counts_though_its_group_is_full(town, masha):
    first, second = town.group(), town.group(capacity=1)
    town.apply(town.certificate(), second)
    second.refresh_from_db()
    waiting.join(masha, second, by=town.parent, on=ON)

    assert sums(lacks(town, masha, first)) == THE_SUMS


def test_where_the_money_is_enough_nothing_is_said(town, masha):
    first, second = town.group("1000.00", "1000.00"), town.group()
    FavouriteFactory(user=town.parent, program=second.program)

    assert lacks(town, masha, first) == []


def test_the_program_itself_is_no_other_program(town, masha):
    first = town.group()
    FavouriteFactory(user=town.parent, program=first.program)

    assert lacks(town, masha, first) == []


def test_what_the_child_cannot_join_is_not_spoken_of(town, masha):
    first, second = town.group(), town.group()
    Program.objects.filter(pk=second.program_id).update(age_from=15, age_to=17)
    FavouriteFactory(user=town.parent, program=second.program)

    assert lacks(town, masha, first) == []


def test_a_place_that_takes_no_money_of_the_certificate_leaves_it_for_others(town, masha):
    second = town.group()
    FavouriteFactory(user=town.parent, program=second.program)
    free = GroupFactory(
        module=ModuleFactory(
            program=ProgramFactory(provider=town.provider, register=Program.Register.SIGNIFICANT)
        ),
        starts_on=date(2022, 1, 10),
        ends_on=date(2022, 5, 31),
    )

    assert lacks(town, masha, free, offering.Way.BUDGET) == []
    assert not BudgetPlace.objects.exists()


def test_the_page_says_it_before_the_button(client, town, masha, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)
    town.parent.role_assignments.get_or_create(role=Role.GUARDIAN)
    first, second = town.group(), town.group()
    FavouriteFactory(user=town.parent, program=second.program)
    client.force_login(town.parent)

    page = client.get(reverse("enrollment:apply", args=(first.pk,))).text

    assert "Денег не хватит на всё, что вы отложили" in page
    assert page.index(second.program.short_name) < page.index("Отправить заявку")
    assert f"take={masha.pk}-{second.pk}" in page
