"""What a family has put together and not sent is remembered for two days (R6.23, R11.11)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from certificates.models import Entry
from enrollment import enrolling, remembering, storing
from enrollment.models import Draft
from enrollment.simulating import Choice
from programs.models import Group
from reference import clock
from reference.errors import RuleBroken
from tests.factories.enrollment import DraftFactory
from tests.factories.programs import GroupFactory, ModuleFactory

ON = date(2026, 9, 5)


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: ON)


def groups_of(user, on=ON) -> list[Group]:
    return [each.group for each in remembering.drafts_of(user, on=on)]


def press(client, name: str, **data):
    return client.post(reverse(f"enrollment:{name}"), data, follow=True)


def test_a_draft_is_kept_for_two_days(funded_certificate, group, parent):
    choice = Choice(funded_certificate, group)

    until = remembering.keep([choice], by=parent, on=ON)

    assert until == ON + timedelta(days=2)
    assert groups_of(parent, until) == [group]
    assert groups_of(parent, until + timedelta(days=1)) == []
    list(storing.let_go(funded_certificate.municipality, on=until))
    assert Draft.objects.exists()
    list(storing.let_go(funded_certificate.municipality, on=until + timedelta(days=1)))
    assert not Draft.objects.exists()


def test_it_holds_neither_money_nor_seat(funded_certificate, group, parent):
    before = Entry.objects.count()

    remembering.keep([Choice(funded_certificate, group)], by=parent, on=ON)

    group.refresh_from_db()
    assert (Entry.objects.count(), group.seats_taken) == (before, 0)


def test_the_last_draft_stands_for_the_former(funded_certificate, group, parent):
    other = GroupFactory(module=ModuleFactory(program=group.program, ordinal=2))
    remembering.keep([Choice(funded_certificate, group)], by=parent, on=ON)

    remembering.keep([Choice(funded_certificate, other)], by=parent, on=ON)

    assert groups_of(parent) == [other]


def test_nothing_is_no_draft(parent):
    with pytest.raises(RuleBroken) as refusal:
        remembering.keep([], by=parent, on=ON)
    assert refusal.value.code == "nothing_chosen"


def test_what_was_applied_for_is_no_draft_any_more(funded_certificate, group, parent):
    remembering.keep([Choice(funded_certificate, group)], by=parent, on=ON)

    enrolling.apply(funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)

    assert groups_of(parent) == []


def test_a_group_that_left_the_catalogue_is_not_offered(funded_certificate, group, parent):
    remembering.keep([Choice(funded_certificate, group)], by=parent, on=ON)
    Group.objects.filter(pk=group.pk).update(status=Group.Status.ARCHIVED)

    assert groups_of(parent) == []


def test_a_family_keeps_its_choice_and_opens_it_from_the_first_page(
    client, parent, funded_certificate, group
):
    client.force_login(parent)
    key = f"{funded_certificate.pk}-{group.pk}"

    page = press(client, "keep_draft", take=[key])

    assert "Черновик хранится до 07.09.2026" in page.text
    home = client.get(reverse("enrollment:family_home")).text
    assert f"{reverse('enrollment:simulator')}?take={key}" in home
    empty = client.get(reverse("enrollment:simulator")).text
    assert "У вас есть черновик заявок" in empty


@pytest.mark.parametrize("take", ["", "x", "1-", "9-9", "-1--1", "9" * 30 + "-1", "\x00-1", "<b>"])
def test_nonsense_is_kept_by_nobody(client, parent, funded_certificate, take):
    client.force_login(parent)

    page = press(client, "keep_draft", take=[take])

    assert page.status_code == 200
    assert "Выберите хотя бы одну программу" in page.text
    assert not Draft.objects.exists()


def test_a_strangers_child_is_no_draft(client, stranger, funded_certificate, group):
    client.force_login(stranger)

    press(client, "keep_draft", take=[f"{funded_certificate.pk}-{group.pk}"])

    assert not Draft.objects.exists()


def test_a_draft_is_deleted_by_one_press_and_others_stay(client, parent, funded_certificate, group):
    remembering.keep([Choice(funded_certificate, group)], by=parent, on=ON)
    other = DraftFactory()
    client.force_login(parent)

    page = press(client, "forget_draft")

    assert "Черновик удалён" in page.text
    assert list(Draft.objects.all()) == [other]
