import pytest
from django.urls import reverse

from programs import moderating
from programs.models import Program
from tests.factories.programs import DraftFactory, ModuleFactory, NormFactory
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users.models import Role

Status = Program.Status


@pytest.fixture
def draft(provider):
    program = DraftFactory(provider=provider)
    ModuleFactory(program=program, is_open=False)
    return program


@pytest.fixture
def returned(draft, provider_manager, moc, on):
    """With a remark beside the goals and one on the module."""
    moderating.submit(draft, by=provider_manager, on=on)
    review = moderating.take_up(draft, by=moc, on=on)
    remarks = {"goals": "Опишите задачи", f"module-{draft.modules.get().pk}": "Мало часов"}
    moderating.return_with_remarks(review, remarks, by=moc, on=on)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def manager(client, provider_manager):
    client.force_login(provider_manager)
    return client


@pytest.fixture
def neighbour(client, db):
    """The responsible person of another organisation."""
    user = UserFactory(role=Role.PROVIDER)
    MemberFactory(user=user)
    client.force_login(user)
    return client


MAIN = {
    "short_name": "Шахматы",
    "full_name": "Программа «Шахматы»",
    "direction": "sport",
    "kind": "general",
    "level": "starter",
    "register": "certified",
    "age_from": 7,
    "age_to": 12,
}


def content_of(program, **others):
    names = ("annotation", "description", "goals", "results", "content_plan", "keywords")
    return {name: getattr(program, name) for name in names} | others


def test_the_list_shows_own_programs_with_their_state(manager, draft, program):
    page = manager.get(reverse("programs:own_programs"))

    assert draft.short_name in page.text
    assert "100" in page.text
    assert "опубликовано" in page.text


def test_archived_programs_are_folded_away(manager, draft):
    Program.objects.filter(pk=draft.pk).update(status=Status.ARCHIVED)
    url = reverse("programs:own_programs")

    assert draft.short_name not in manager.get(url).text
    assert draft.short_name in manager.get(url, {"archived": 1}).text


def test_a_parent_has_no_programs(client, parent):
    client.force_login(parent)

    assert client.get(reverse("programs:own_programs")).status_code == 404


def test_a_new_program_begins_with_its_first_page(manager, provider):
    page = manager.post(reverse("programs:new_program"), MAIN)

    program = Program.objects.get()
    assert page.url == reverse("programs:edit_section", args=(program.pk, "content"))
    assert (program.provider, program.slug) == (provider, "shakhmaty")


def test_a_new_program_keeps_what_was_typed_when_refused(manager):
    page = manager.post(reverse("programs:new_program"), MAIN | {"age_to": 5})

    assert page.status_code == 200
    assert "Старший возраст не может быть меньше младшего" in page.text
    assert "Программа «Шахматы»" in page.text
    assert not Program.objects.exists()


def test_whoever_works_in_two_organisations_chooses(manager, provider_manager):
    second = MemberFactory(user=provider_manager).provider
    url = reverse("programs:new_program")

    assert "provider" in manager.post(url, MAIN).context["form"].errors
    manager.post(url, MAIN | {"provider": second.pk})
    assert Program.objects.get().provider == second


def test_the_card_is_a_list_of_tasks(manager, draft):
    draft.goals = ""
    draft.save()
    page = manager.get(reverse("programs:edit_program", args=(draft.pk,)))

    assert "Заполните: Цели и задачи" in page.text
    assert "Готовность: 90" in page.text


def test_another_organisation_sees_no_card(neighbour, draft):
    for name in ("edit_program", "check_program", "program_groups", "edit_modules", "archive"):
        assert neighbour.get(reverse(f"programs:{name}", args=(draft.pk,))).status_code == 404


def test_a_page_is_saved_half_full(manager, draft):
    url = reverse("programs:edit_section", args=(draft.pk, "content"))
    page = manager.post(url, content_of(draft, goals="", results="Новые"))

    draft.refresh_from_db()
    assert page.url == reverse("programs:edit_section", args=(draft.pk, "terms"))
    assert (draft.goals, draft.results) == ("", "Новые")


def test_a_page_that_is_too_long_is_refused_beside_the_field(manager, draft):
    url = reverse("programs:edit_section", args=(draft.pk, "content"))
    page = manager.post(url, content_of(draft, annotation="я" * 301))

    assert page.status_code == 200
    assert "annotation" in page.context["form"].errors
    assert "я" * 301 in page.text


def test_an_unknown_page_and_a_strangers_page_are_not_found(neighbour, draft):
    for section in ("content", "nothing"):
        url = reverse("programs:edit_section", args=(draft.pk, section))
        assert neighbour.get(url).status_code == 404


def test_a_remark_stands_beside_its_field_and_is_answered_there(manager, returned):
    url = reverse("programs:edit_section", args=(returned.pk, "content"))
    remark = moderating.open_remarks(returned)[0]
    assert "Опишите задачи" in manager.get(url).text

    manager.post(url, content_of(returned, **{f"answer-{remark.pk}": "Они в плане"}))
    remark.refresh_from_db()
    assert remark.answer == "Они в плане"


def test_a_remark_on_a_module_is_answered_on_the_page_of_modules(manager, returned):
    remark = moderating.open_remarks(returned)[1]
    page = manager.get(reverse("programs:edit_modules", args=(returned.pk,)))
    assert "Мало часов" in page.text

    url = reverse("programs:answer_remarks", args=(returned.pk, "modules"))
    manager.post(url, {f"answer-{remark.pk}": "Так в плане"})
    remark.refresh_from_db()
    assert remark.answer == "Так в плане"


def test_a_card_being_checked_sends_back_to_its_page(manager, draft):
    Program.objects.filter(pk=draft.pk).update(status=Status.IN_REVIEW)
    page = manager.get(reverse("programs:edit_section", args=(draft.pk, "main")))

    assert page.url == reverse("programs:edit_program", args=(draft.pk,))


def test_the_whole_card_is_checked_and_handed_in(manager, draft):
    check = manager.get(reverse("programs:check_program", args=(draft.pk,)))
    assert "Отправить на модерацию" in check.text

    manager.post(reverse("programs:submit", args=(draft.pk,)))
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_a_card_that_lacks_something_is_not_handed_in(manager, draft):
    draft.modules.all().delete()
    assert "Отправить на модерацию" not in (
        manager.get(reverse("programs:check_program", args=(draft.pk,))).text
    )

    page = manager.post(reverse("programs:submit", args=(draft.pk,)), follow=True)
    assert "Добавьте хотя бы один модуль" in page.text


def test_a_strangers_card_is_not_handed_in(neighbour, draft):
    for name in ("submit", "recall"):
        assert neighbour.post(reverse(f"programs:{name}", args=(draft.pk,))).status_code == 404


def test_a_card_that_waits_is_taken_back(manager, draft, provider_manager, on):
    moderating.submit(draft, by=provider_manager, on=on)
    manager.post(reverse("programs:recall", args=(draft.pk,)))

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_published_card_is_changed_after_a_question(manager, program):
    url = reverse("programs:reopen", args=(program.pk,))
    assert "исчезнет из каталога" in manager.get(url).text

    manager.post(url)
    program.refresh_from_db()
    assert program.status == Status.DRAFT


def test_a_card_with_open_enrollment_stays_published(manager, group):
    url = reverse("programs:reopen", args=(group.program_id,))
    page = manager.post(url, follow=True)

    assert "Набор открыт. Закройте его" in page.text
    group.program.refresh_from_db()
    assert group.program.status == Status.PUBLISHED


def test_the_archive_asks_for_the_password_and_a_tick(manager, program):
    url = reverse("programs:archive", args=(program.pk,))
    page = manager.post(url, {"password": "not it"})
    assert set(page.context["form"].errors) == {"is_meant", "password"}

    manager.post(url, {"is_meant": "on", "password": "secret-2026"})
    program.refresh_from_db()
    assert program.status == Status.ARCHIVED


# --- modules ---

YEAR = {
    "name": "Второй год",
    "months": 9,
    "hours": "72",
    "min_children": 8,
    "max_children": 12,
    "price": "7 200,00",
}


@pytest.fixture
def norm(plan, draft):
    """100.00 for an hour, in a plan that holds any day."""
    plan.starts_on, plan.ends_on = "2020-01-01", "2999-12-31"
    plan.save()
    return NormFactory(plan=plan, direction=draft.direction)


def test_a_module_is_added_with_its_normative_cost(manager, draft, norm):
    manager.post(reverse("programs:add_module", args=(draft.pk,)), YEAR)

    module = draft.modules.get(name="Второй год")
    assert (module.price, module.normative_cost) == (720_000, 720_000)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price": "много"}, "price"),
        ({"price": "-5"}, "price"),
        ({"hours": "0"}, "hours"),
        ({"max_children": 7}, "max_children"),
        ({"months": 13}, "months"),
    ],
)
def test_a_module_with_a_mistake_says_so_beside_the_field(manager, draft, typed, field):
    page = manager.post(reverse("programs:add_module", args=(draft.pk,)), YEAR | typed)

    assert page.status_code == 200
    assert field in page.context["form"].errors


def test_a_free_program_asks_for_no_price(manager, draft):
    Program.objects.filter(pk=draft.pk).update(register=Program.Register.OTHER_BUDGET)
    page = manager.get(reverse("programs:add_module", args=(draft.pk,)))

    assert "price" not in page.context["form"].fields


def test_a_module_is_removed(manager, draft):
    manager.post(reverse("programs:remove_module", args=(draft.modules.get().pk,)))

    assert not draft.modules.exists()


def test_a_strangers_module_is_not_found(neighbour, draft):
    module = draft.modules.get()
    for name in ("edit_module", "set_price", "add_group"):
        assert neighbour.get(reverse(f"programs:{name}", args=(module.pk,))).status_code == 404
    for name in ("remove_module", "open_enrollment", "close_enrollment"):
        assert neighbour.post(reverse(f"programs:{name}", args=(module.pk,))).status_code == 404


def test_a_price_of_a_published_program_is_set(manager, program, plan):
    NormFactory(plan=plan, direction=program.direction)
    module = ModuleFactory(program=program, is_open=False)
    url = reverse("programs:set_price", args=(module.pk,))
    assert "7200,00" in manager.get(url).text

    manager.post(url, {"price": "5000"})
    module.refresh_from_db()
    assert module.price == 500_000


def test_a_price_of_an_open_module_stays(manager, module):
    page = manager.post(reverse("programs:set_price", args=(module.pk,)), {"price": "5000"})

    assert "price" in page.context["form"].errors
