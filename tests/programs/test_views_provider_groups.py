import pytest
from django.urls import reverse

from programs.models import Group
from reference.models import FundingPlan
from tests.factories.programs import GroupFactory, ModuleFactory, SlotFactory
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users.models import Role


@pytest.fixture
def manager(client, provider_manager):
    client.force_login(provider_manager)
    return client


@pytest.fixture
def neighbour(client, db):
    user = UserFactory(role=Role.PROVIDER)
    MemberFactory(user=user)
    client.force_login(user)
    return client


@pytest.fixture
def closed(program):
    return ModuleFactory(program=program, is_open=False)


def group_form(slots=(("2", "15:00", "16:20"),), **others):
    data = {
        "name": "LEGO-1",
        "starts_on": "2026-09-01",
        "ends_on": "2027-05-31",
        "capacity": "12",
        "slots-TOTAL_FORMS": str(len(slots)),
        "slots-INITIAL_FORMS": "0",
    }
    for number, line in enumerate(slots):
        for name, value in zip(("weekday", "starts_at", "ends_at"), line, strict=True):
            data[f"slots-{number}-{name}"] = value
    return data | others


def test_the_page_says_what_the_enrollment_waits_for(manager, closed):
    page = manager.get(reverse("programs:program_groups", args=(closed.program_id,)))

    assert "Добавьте группу с датами занятий." in page.text
    assert "Открыть набор" not in page.text


def test_a_group_is_added_with_its_timetable(manager, closed, teacher):
    url = reverse("programs:add_group", args=(closed.pk,))
    slots = (("2", "15:00", "16:20"), ("", "", ""), ("4", "15:00", "16:20"))
    page = manager.post(url, group_form(slots, teachers=[teacher.pk]))

    group = Group.objects.get()
    assert page.url == reverse("programs:program_groups", args=(closed.program_id,))
    assert [slot.weekday for slot in group.slots.all()] == [2, 4]
    assert list(group.teachers.all()) == [teacher]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (group_form(ends_on="2026-08-01"), "Последний день должен быть позже первого."),
        (group_form(capacity="99"), "В группе этого модуля может быть мест не больше 15."),
        (group_form((("2", "15:00", ""),)), "Расписание, строка 1: Укажите время"),
        (group_form((("2", "15:00", "14:00"),)), "Занятие должно заканчиваться позже"),
        (
            group_form((("2", "15:00", "17:00"), ("2", "16:00", "18:00"))),
            "Две строки расписания пересекаются",
        ),
        (group_form((("9", "утром", "25:00"),)), "Расписание, строка 1"),
    ],
)
def test_a_group_with_a_mistake_says_so_and_keeps_what_was_typed(manager, closed, data, said):
    page = manager.post(reverse("programs:add_group", args=(closed.pk,)), data)

    assert page.status_code == 200
    assert said in page.text
    assert "LEGO-1" in page.text
    assert not Group.objects.exists()


def test_a_timetable_without_its_hidden_fields_is_no_error_page(manager, closed):
    page = manager.post(reverse("programs:add_group", args=(closed.pk,)), {"name": "LEGO-1"})

    assert page.status_code == 200


def test_a_timetable_of_a_thousand_lines_is_not_drawn(manager, closed):
    url = reverse("programs:add_group", args=(closed.pk,))

    page = manager.post(url, group_form(**{"slots-TOTAL_FORMS": "1000"}))

    assert len(page.context["timetable"].forms) < 20
    assert not Group.objects.exists()


def test_a_group_is_changed(manager, closed):
    group = GroupFactory(module=closed)
    SlotFactory(group=group)
    url = reverse("programs:edit_group", args=(group.pk,))
    assert 'value="15:00"' in manager.get(url).text

    manager.post(url, group_form(name="LEGO-2"))
    group.refresh_from_db()
    assert group.name == "LEGO-2"


def test_a_group_with_children_keeps_its_dates(manager, closed):
    group = GroupFactory(module=closed, seats_taken=2)
    url = reverse("programs:edit_group", args=(group.pk,))
    page = manager.post(url, group_form(starts_on="2026-10-01"))

    assert "starts_on" in page.context["form"].errors


def test_a_strangers_group_is_not_found(neighbour, group):
    url = reverse("programs:edit_group", args=(group.pk,))
    archive = reverse("programs:archive_group", args=(group.pk,))

    assert neighbour.get(url).status_code == 404
    assert neighbour.post(archive).status_code == 404


def test_an_empty_group_is_archived_and_one_with_children_is_not(manager, closed):
    empty, full = GroupFactory(module=closed), GroupFactory(module=closed, seats_taken=1)
    for group in (empty, full):
        manager.post(reverse("programs:archive_group", args=(group.pk,)))
        group.refresh_from_db()

    assert (empty.status, full.status) == (Group.Status.ARCHIVED, Group.Status.OPEN)


def test_the_enrollment_opens_and_closes(manager, group):
    module = group.module
    Group.objects.update(ends_on="2999-05-31")
    FundingPlan.objects.update(ends_on="2999-08-31")
    SlotFactory(group=group)
    manager.post(reverse("programs:close_enrollment", args=(module.pk,)))
    module.refresh_from_db()
    assert not module.is_open

    manager.post(reverse("programs:open_enrollment", args=(module.pk,)))
    module.refresh_from_db()
    assert module.is_open


def test_the_enrollment_that_cannot_open_says_everything(manager, closed):
    url = reverse("programs:open_enrollment", args=(closed.pk,))
    page = manager.post(url, follow=True)

    assert "Добавьте группу с датами занятий. Добавьте расписание группы." in page.text
    closed.refresh_from_db()
    assert not closed.is_open
