"""Who a person is, and the guard at the door."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from tests.factories.reference import MunicipalityFactory
from users.models import Role, RoleAssignment, User
from users.roles import has_role, municipalities_of, municipality_of, role_required, roles_of


@role_required(Role.MOC, Role.CLERK)
def desk(request, number=0):
    return HttpResponse(f"desk {number}")


def visit(user: User) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = user
    return desk(request, number=7)


def test_a_person_has_any_of_the_asked_roles(clerk):
    assert has_role(clerk, Role.MOC, Role.CLERK)
    assert not has_role(clerk, Role.MOC, Role.OPERATOR)


def test_roles_and_their_places_are_asked_of_the_database_once(
    clerk, municipality, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert roles_of(clerk) == {Role.CLERK}
        assert municipalities_of(clerk, Role.CLERK) == [municipality]
        assert municipalities_of(clerk, Role.MOC) == []


def test_the_guard_lets_the_role_in(moc):
    assert visit(moc).content == b"desk 7"


def test_for_others_the_page_does_not_exist(parent):
    with pytest.raises(Http404):
        visit(parent)


def test_someone_works_where_the_role_was_given(moc, municipality):
    assert municipality_of(moc, Role.MOC) == municipality
    with pytest.raises(Http404):
        municipality_of(moc, Role.PAYER)


def test_one_may_work_in_several_places(moc, municipality):
    other = MunicipalityFactory()
    RoleAssignment.objects.create(user=moc, role=Role.MOC, municipality=other)

    assert set(municipalities_of(moc, Role.MOC)) == {municipality, other}
