from datetime import date

import pytest

from programs import grouping, opening
from programs.models import Group, Module, Program
from programs.opening import EnrollmentNotReady
from providers.models import Agreement, Provider
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, SlotFactory


@pytest.fixture
def ready(program, agreement):
    """Everything that opening needs, and the enrollment still closed."""
    module = ModuleFactory(program=program, is_open=False)
    SlotFactory(group=GroupFactory(module=module))
    return module


def codes(module, on):
    return [one.code for one in opening.preconditions(module, on=on) if not one.ok]


def test_the_enrollment_opens_when_everything_is_there(ready, provider_manager, on):
    module = opening.open_enrollment(ready, by=provider_manager, on=on)

    assert module.is_open


def test_everything_in_the_way_is_told_at_once(provider, provider_manager, on):
    program = ProgramFactory(
        provider=provider, status=Program.Status.DRAFT, published_on=None, certified_on=None
    )
    module = ModuleFactory(program=program, is_open=False, price=None, normative_cost=None)
    with pytest.raises(EnrollmentNotReady) as refusal:
        opening.open_enrollment(module, by=provider_manager, on=on)

    assert [one.code for one in refusal.value.unmet] == [
        "not_published",
        "no_price",
        "no_normative_cost",
        "not_certified",
        "no_agreement",
        "no_group",
        "no_timetable",
    ]


def test_a_suspended_provider_opens_nothing(ready, provider, on):
    Provider.objects.filter(pk=provider.pk).update(status=Provider.Status.SUSPENDED)
    ready = Module.objects.get(pk=ready.pk)

    assert codes(ready, on) == ["provider_suspended"]


def test_a_group_that_has_ended_does_not_count(ready):
    assert codes(ready, date(2027, 5, 31)) == []
    assert codes(ready, date(2027, 6, 1)) == ["no_group", "no_timetable"]


def test_an_agreement_that_is_not_active_does_not_count(ready, agreement, on):
    Agreement.objects.update(status=Agreement.Status.CLOSED)

    assert codes(ready, on) == ["no_agreement"]


@pytest.mark.parametrize(
    "register", [Program.Register.OTHER_BUDGET, Program.Register.PREPROFESSIONAL]
)
def test_a_free_program_needs_no_price_and_no_agreement(provider, on, register):
    program = ProgramFactory(provider=provider, register=register)
    module = ModuleFactory(program=program, is_open=False, price=None, normative_cost=None)
    SlotFactory(group=GroupFactory(module=module))

    assert codes(module, on) == []


def test_a_paid_program_needs_its_price_only(provider, on):
    program = ProgramFactory(provider=provider, register=Program.Register.PAID)
    module = ModuleFactory(program=program, is_open=False, price=None, normative_cost=None)
    SlotFactory(group=GroupFactory(module=module))

    assert codes(module, on) == ["no_price"]


def test_the_enrollment_closes_and_places_stay(group, provider_manager, on):
    Group.objects.update(seats_taken=2)
    module = opening.close_enrollment(group.module, by=provider_manager, on=on)

    group.refresh_from_db()
    assert not module.is_open
    assert group.seats_taken == 2


def test_ended_groups_go_into_the_archive_and_their_modules_close(group):
    day = date(2027, 6, 1)

    assert grouping.archive_ended(on=day) == 1
    assert opening.close_idle(on=day) == 1
    group.refresh_from_db()
    group.module.refresh_from_db()
    assert group.status == Group.Status.ARCHIVED
    assert not group.module.is_open
    assert (grouping.archive_ended(on=day), opening.close_idle(on=day)) == (0, 0)


def test_a_group_with_children_stays_until_they_are_gone(group):
    Group.objects.update(seats_taken=1)

    assert grouping.archive_ended(on=date(2027, 6, 1)) == 0


def test_the_nightly_job_leaves_groups_that_go_on(group):
    Group.objects.update(ends_on=date(2999, 5, 31))
    opening.close_idle(on=date(2027, 6, 1))

    group.module.refresh_from_db()
    assert group.module.is_open
