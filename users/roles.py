"""Who a person is, and the guard at the door of a view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse

from reference.models import Municipality
from users.http import AuthenticatedRequest
from users.models import Role, RoleAssignment, User

P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedRequest, P], HttpResponse]


def roles_of(user: User) -> frozenset[Role]:
    """The person's roles."""
    return frozenset(Role(held.role) for held in _held_by(user))


def has_role(user: User, *roles: Role) -> bool:
    """Whether the person has any of the roles."""
    return not roles_of(user).isdisjoint(roles)


def municipalities_of(user: User, *roles: Role) -> list[Municipality]:
    """The municipalities in which the person has any of the roles, by name."""
    found = {
        held.municipality for held in _held_by(user) if held.municipality and held.role in roles
    }
    return sorted(found, key=lambda each: (each.name, each.pk))


def municipality_of(user: User, *roles: Role) -> Municipality:
    """Where the person works in one of the roles, as it stands now. Raises Http404 when nowhere."""
    found = municipalities_of(user, *roles)
    if not found:
        raise Http404
    return Municipality.objects.select_related("region").get(pk=found[0].pk)


def _held_by(user: User) -> list[RoleAssignment]:
    """What the person was appointed to; asked once per request and kept on the user."""
    if (known := getattr(user, "_held", None)) is None:
        known = list(user.role_assignments.select_related("municipality__region"))
        user._held = known  # type: ignore[attr-defined]  # a cache of this request's user
    return cast("list[RoleAssignment]", known)


def role_required(*roles: Role) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """A view for these roles only; for anyone else the page does not exist (404)."""

    def guard(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_role(cast(User, request.user), *roles):
                raise Http404
            return view(cast(AuthenticatedRequest, request), *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]  # read by the test of guarded pages
        return guarded

    return guard
