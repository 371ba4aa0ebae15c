import pytest
from django.contrib.auth.models import AnonymousUser

from programs import access
from programs.models import Program
from tests.factories.programs import DraftFactory, ProgramFactory
from tests.factories.providers import MemberFactory
from tests.factories.users import UserFactory
from users.models import Role

Status = Program.Status


@pytest.fixture
def draft(provider):
    return DraftFactory(provider=provider)


def test_everyone_sees_published_programs_only(draft, program, parent):
    for visitor in (AnonymousUser(), parent):
        assert list(access.visible_programs(visitor)) == [program]


def test_a_provider_sees_its_drafts_and_another_does_not(draft, provider_manager):
    other = MemberFactory(user=UserFactory(role=Role.PROVIDER)).user

    assert list(access.own_programs(provider_manager)) == [draft]
    assert draft in access.visible_programs(provider_manager)
    assert not access.own_programs(other).exists()


def test_whoever_left_the_organisation_sees_nothing(draft, provider_manager):
    provider_manager.provider_memberships.update(is_active=False)

    assert not access.own_programs(provider_manager).exists()


def test_a_teacher_does_not_write_cards(draft, teacher):
    assert not access.own_programs(teacher.user).exists()


@pytest.mark.parametrize(
    ("status", "is_seen"),
    [
        (Status.DRAFT, False),
        (Status.SUBMITTED, True),
        (Status.IN_REVIEW, True),
        (Status.NEEDS_EDIT, True),
        (Status.REFUSED, True),
        (Status.ARCHIVED, False),
    ],
)
def test_the_support_centre_sees_what_was_handed_in(draft, moc, foreign_moc, status, is_seen):
    Program.objects.update(status=status)

    assert access.can_moderate(moc, draft) == is_seen
    assert not access.can_moderate(foreign_moc, draft)


@pytest.mark.parametrize(
    ("status", "is_open"),
    [(Status.DRAFT, True), (Status.NEEDS_EDIT, True), (Status.IN_REVIEW, False)],
)
def test_a_card_is_edited_at_the_desk_only(draft, provider_manager, parent, status, is_open):
    draft.status = status

    assert access.can_edit(provider_manager, draft) == is_open
    assert not access.can_edit(parent, draft)


def test_the_region_certifies_everywhere_and_a_centre_at_home(program, moc, foreign_moc, operator):
    paid = ProgramFactory(provider=program.provider, register=Program.Register.PAID)

    assert access.can_certify(moc, program)
    assert access.can_certify(operator, program)
    assert not access.can_certify(foreign_moc, program)
    assert not access.can_certify(moc, paid)
