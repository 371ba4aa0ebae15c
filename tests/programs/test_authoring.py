from decimal import Decimal
from typing import Any

import pytest

from programs import authoring, readiness
from programs.authoring import ModuleFields
from programs.models import Group, Program
from providers.models import Provider
from reference.errors import RuleBroken
from reference.models import Activity
from tests.factories.programs import (
    DraftFactory,
    GroupFactory,
    ModuleFactory,
    NormFactory,
)
from tests.factories.reference import direction
from users import audit

Status = Program.Status


@pytest.fixture
def draft(provider):
    return DraftFactory(provider=provider)


@pytest.fixture
def norm(plan, draft):
    """100.00 for an hour, so 72 hours are 7 200.00."""
    return NormFactory(plan=plan, direction=draft.direction)


def first_page(**others):
    return {
        "short_name": "Робототехника на LEGO",
        "full_name": "Программа «Робототехника на LEGO»",
        "direction": direction("technical"),
        "register": Program.Register.CERTIFIED,
        "age_from": 7,
        "age_to": 10,
    } | others


def year(**others):
    fields: dict[str, Any] = {
        "name": "Первый год",
        "months": 9,
        "hours": Decimal(72),
        "min_children": 8,
        "max_children": 12,
        "price": 720_000,
    }
    return ModuleFields(**fields | others)


# --- draft and slug ---


def test_a_draft_gets_its_address_from_the_title(provider, provider_manager, on):
    program = authoring.draft(provider, first_page(), by=provider_manager, on=on)

    assert program.status == Status.DRAFT
    assert program.slug == "robototekhnika-na-lego"
    assert [event.action for event in audit.history_of(program)] == ["program.drafted"]


def test_namesakes_have_different_addresses(provider, provider_manager, on):
    for expected in ("robototekhnika-na-lego", "robototekhnika-na-lego-2"):
        program = authoring.draft(provider, first_page(), by=provider_manager, on=on)
        assert program.slug == expected


@pytest.mark.parametrize(
    ("title", "slug"),
    [("own", "own-2"), ("«…»", "programma"), ("Щука и ёж", "shchuka-i-ezh")],
)
def test_an_address_is_never_empty_and_never_a_page(provider, provider_manager, on, title, slug):
    program = authoring.draft(provider, first_page(short_name=title), by=provider_manager, on=on)

    assert program.slug == slug


def test_the_address_stays_when_the_title_changes(draft, provider_manager, on):
    before = draft.slug
    program = authoring.revise(draft, {"short_name": "Совсем другое"}, by=provider_manager, on=on)

    assert (program.short_name, program.slug) == ("Совсем другое", before)


def test_an_excluded_provider_drafts_nothing(provider, provider_manager, on):
    provider.status = Provider.Status.EXCLUDED
    with pytest.raises(RuleBroken) as refusal:
        authoring.draft(provider, first_page(), by=provider_manager, on=on)

    assert refusal.value.code == "provider_suspended"


# --- revise ---


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.ARCHIVED])
def test_a_card_that_is_not_at_the_desk_is_locked(draft, provider_manager, on, status):
    Program.objects.filter(pk=draft.pk).update(status=status)
    with pytest.raises(RuleBroken) as refusal:
        authoring.revise(draft, {"goals": "Новые"}, by=provider_manager, on=on)

    assert refusal.value.code == "card_locked"


def test_revising_writes_only_what_differs(draft, provider_manager, on):
    authoring.revise(draft, {"goals": "Новые", "age_to": draft.age_to}, by=provider_manager, on=on)
    authoring.revise(draft, {"goals": "Новые"}, by=provider_manager, on=on)

    assert [event.details for event in audit.history_of(draft)] == [{"fields": ["goals"]}]


def test_line_ends_of_a_browser_are_no_change(draft, provider_manager, on):
    authoring.revise(draft, {"goals": "Одна\nДве"}, by=provider_manager, on=on)
    authoring.revise(draft, {"goals": "Одна\r\nДве"}, by=provider_manager, on=on)

    assert audit.history_of(draft).count() == 1


def test_another_direction_means_another_normative_cost(draft, norm, provider_manager, on):
    arts = direction("arts")
    NormFactory(plan=norm.plan, direction=arts, hour=20_000)
    module = authoring.save_module(draft, year(), by=provider_manager, on=on)
    authoring.revise(draft, {"direction": arts}, by=provider_manager, on=on)

    module.refresh_from_db()
    assert module.normative_cost == 1_440_000


def test_a_direction_whose_norm_is_below_the_price_is_refused(draft, norm, provider_manager, on):
    arts = direction("arts")
    NormFactory(plan=norm.plan, direction=arts, hour=5_000)
    authoring.save_module(draft, year(price=500_000), by=provider_manager, on=on)

    with pytest.raises(RuleBroken) as refusal:
        authoring.revise(draft, {"direction": arts}, by=provider_manager, on=on)

    assert refusal.value.code == "extra_payment_not_confirmed"
    draft.refresh_from_db()
    assert draft.direction_id == "technical"


# --- modules ---


def test_a_module_gets_its_normative_cost_when_saved(draft, norm, provider_manager, on):
    module = authoring.save_module(draft, year(), by=provider_manager, on=on)

    assert (module.ordinal, module.normative_cost, module.price) == (1, 720_000, 720_000)


def test_other_hours_mean_another_normative_cost(draft, norm, provider_manager, on):
    module = authoring.save_module(draft, year(), by=provider_manager, on=on)
    module = authoring.save_module(
        draft, year(hours=Decimal(144)), module=module, by=provider_manager, on=on
    )

    assert module.normative_cost == 1_440_000


def test_modules_are_numbered_one_after_another(draft, provider_manager, on):
    for ordinal in (1, 2):
        module = authoring.save_module(draft, year(), by=provider_manager, on=on)
        assert module.ordinal == ordinal


@pytest.mark.parametrize(
    ("price", "tick", "code"),
    [
        (720_001, False, "extra_payment_not_confirmed"),
        (1_080_001, True, "price_above_maximum"),
        (1_080_001, False, "price_above_maximum"),
    ],
)
def test_a_price_beyond_the_norm_is_refused(draft, norm, provider_manager, on, price, tick, code):
    with pytest.raises(RuleBroken) as refusal:
        authoring.save_module(
            draft, year(price=price, parents_pay_extra=tick), by=provider_manager, on=on
        )

    assert refusal.value.code == code
    assert not draft.modules.exists()


def test_a_module_keeps_room_for_its_groups(draft, provider_manager, on):
    module = authoring.save_module(draft, year(), by=provider_manager, on=on)
    GroupFactory(module=module, capacity=12)
    with pytest.raises(RuleBroken) as refusal:
        authoring.save_module(
            draft, year(max_children=10), module=module, by=provider_manager, on=on
        )

    assert refusal.value.code == "groups_are_larger"


def test_the_most_children_are_not_fewer_than_the_least(draft, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        authoring.save_module(
            draft, year(min_children=9, max_children=8), by=provider_manager, on=on
        )

    assert refusal.value.code == "children_out_of_order"


def test_a_module_with_groups_is_not_removed(draft, provider_manager, on):
    module = ModuleFactory(program=draft, is_open=False)
    group = GroupFactory(module=module)
    with pytest.raises(RuleBroken) as refusal:
        authoring.remove_module(module, by=provider_manager, on=on)
    assert refusal.value.code == "module_has_groups"

    group.delete()
    authoring.remove_module(module, by=provider_manager, on=on)
    assert not draft.modules.exists()


# --- back to the desk, archive ---


def test_changing_a_published_card_takes_it_off_the_catalogue(program, provider_manager, on):
    program = authoring.reopen(program, by=provider_manager, on=on)

    assert (program.status, program.certified_on) == (Status.DRAFT, None)


def test_a_card_with_open_enrollment_is_not_changed(module, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        authoring.reopen(module.program, by=provider_manager, on=on)

    assert refusal.value.code == "enrollment_is_open"


def test_a_certified_card_with_children_is_not_changed(program, provider_manager, on):
    GroupFactory(module=ModuleFactory(program=program, is_open=False), seats_taken=1)
    with pytest.raises(RuleBroken) as refusal:
        authoring.reopen(program, by=provider_manager, on=on)

    assert refusal.value.code == "seats_taken"


def test_a_refused_card_may_be_mended(provider, provider_manager, on):
    program = DraftFactory(provider=provider, status=Status.REFUSED)

    assert authoring.reopen(program, by=provider_manager, on=on).status == Status.DRAFT


def test_a_draft_is_at_the_desk_already(draft, provider_manager, on):
    with pytest.raises(RuleBroken) as refusal:
        authoring.reopen(draft, by=provider_manager, on=on)

    assert refusal.value.code == "wrong_status"


def test_the_archive_takes_the_groups_along(module, provider_manager, on):
    group = GroupFactory(module=module)
    program = authoring.archive(module.program, by=provider_manager, on=on)

    group.refresh_from_db()
    module.refresh_from_db()
    assert program.status == Status.ARCHIVED
    assert group.status == Group.Status.ARCHIVED
    assert not module.is_open


def test_a_program_with_children_is_not_archived(module, provider_manager, on):
    GroupFactory(module=module, seats_taken=1)
    with pytest.raises(RuleBroken) as refusal:
        authoring.archive(module.program, by=provider_manager, on=on)

    assert refusal.value.code == "seats_taken"


# --- readiness ---


def test_a_fresh_draft_lacks_its_content(provider, provider_manager, on):
    program = authoring.draft(provider, first_page(), by=provider_manager, on=on)
    keys = [lack.key for lack in readiness.missing(program)]

    assert keys == [
        "annotation", "description", "goals", "results", "content_plan", "equipment", "modules",
    ]  # fmt: skip
    assert readiness.percent(program) == 22  # two of nine


def test_a_certified_program_needs_a_price_and_a_budget_one_does_not(draft):
    module = ModuleFactory(program=draft, price=None, is_open=False)
    assert [lack.key for lack in readiness.missing(draft)] == [f"module-{module.pk}"]

    draft.register = Program.Register.OTHER_BUDGET
    assert readiness.missing(draft) == []
    assert readiness.percent(draft) == 100


def test_an_activity_is_asked_for_where_there_is_a_choice(draft):
    ModuleFactory(program=draft, is_open=False)
    assert readiness.missing(draft) == []

    Activity.objects.create(direction=draft.direction, name="Робототехника")
    assert [lack.key for lack in readiness.missing(draft)] == ["activity"]


@pytest.mark.parametrize(
    ("key", "page"), [("annotation", "content"), ("module-7", "modules"), ("groups", "groups")]
)
def test_a_missing_thing_names_the_page_it_belongs_to(key, page):
    assert readiness.Missing(key, "").section == page
