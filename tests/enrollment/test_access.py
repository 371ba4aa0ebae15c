"""Who sees which contracts and places."""

from datetime import date

import pytest

from enrollment import access, enrolling, placing
from programs.models import Program
from providers.models import ProviderMember
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users.models import Role

ON = date(2026, 9, 5)
START = date(2026, 9, 7)


@pytest.fixture
def contract(funded_certificate, group, parent):
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=ON)


@pytest.fixture
def place(certificate, provider, parent):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    group = GroupFactory(module=ModuleFactory(program=program))
    return placing.apply_for_budget_place(certificate, group, starts_on=START, by=parent, on=ON)


@pytest.mark.parametrize("who", ["parent", "provider_manager", "moc", "payer", "operator"])
def test_the_parties_and_their_municipality_see_a_contract(contract, place, who, request):
    user = request.getfixturevalue(who)

    assert contract in access.visible_contracts(user)
    assert place in access.visible_places(user)


@pytest.mark.parametrize("who", ["stranger", "foreign_moc", "clerk"])
def test_nobody_else_sees_it(contract, place, who, request):
    user = request.getfixturevalue(who)

    assert contract not in access.visible_contracts(user)
    assert place not in access.visible_places(user)


def test_another_organisation_sees_nothing_of_it(contract, place):
    user = UserFactory(role=Role.PROVIDER)
    MemberFactory(user=user)

    assert not access.visible_contracts(user).exists()
    assert not access.visible_places(user).exists()


def test_a_teacher_sees_the_groups_he_teaches_and_decides_nothing(contract, teacher, group):
    assert contract not in access.visible_contracts(teacher.user)

    group.teachers.add(teacher)

    assert contract in access.visible_contracts(teacher.user)
    assert not access.can_decide(teacher.user, contract)


def test_someone_who_left_the_organisation_sees_nothing(contract, provider_manager):
    ProviderMember.objects.filter(user=provider_manager).update(is_active=False)

    assert not access.visible_contracts(provider_manager).exists()


def test_groups_of_programs_that_are_not_published_are_not_applied_to(group, parent):
    assert group in access.visible_groups(parent)

    Program.objects.filter(pk=group.program_id).update(status=Program.Status.ARCHIVED)

    assert group not in access.visible_groups(parent)


def test_buttons_follow_the_state_of_the_contract(contract, parent, provider_manager):
    assert access.can_decide(provider_manager, contract)
    assert access.can_withdraw(parent, contract, ON)
    assert not access.can_sign(parent, contract)

    contract = enrolling.accept(contract, by=provider_manager, on=ON)
    assert access.can_sign(parent, contract)
    assert not access.can_sign(provider_manager, contract)

    contract = enrolling.sign(contract, by=parent, on=ON)
    assert access.can_withdraw(parent, contract, ON)
    assert not access.can_withdraw(parent, contract, START)
    assert access.can_leave(parent, contract, START)
    assert access.can_terminate(provider_manager, contract, START)
    assert not access.can_terminate(parent, contract, START)
