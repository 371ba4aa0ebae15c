"""Who may see a program, and who may write, check or certify it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from programs.lifecycle import EDITABLE, MODERATED
from programs.models import Favourite, Group, Module, Photo, Program, Review, Wish
from programs.models.program import ProgramQuerySet
from programs.models.wish import WishQuerySet
from providers.models import Provider, ProviderMember
from users.models import Role, User
from users.roles import has_role, municipalities_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def visible_programs(user: User | AnonymousUser) -> ProgramQuerySet:
    """Published programs for everyone; one's own and one's municipality's in other states too."""
    everyone = Q(status=Program.Status.PUBLISHED)
    if not isinstance(user, User):
        return Program.objects.filter(everyone)
    return Program.objects.filter(
        everyone
        | Q(pk__in=own_programs(user).values("pk"))
        | Q(pk__in=moderated_programs(user).values("pk"))
    )


def own_providers(user: User) -> QuerySet[Provider]:
    """Organisations the person is responsible for."""
    return Provider.objects.filter(
        pk__in=ProviderMember.objects.filter(
            user=user, position=ProviderMember.Position.RESPONSIBLE, is_active=True
        ).values("provider")
    )


def own_programs(user: User) -> ProgramQuerySet:
    """Programs the person writes, in every state."""
    return Program.objects.filter(provider__in=own_providers(user))


def own_modules(user: User) -> QuerySet[Module]:
    """Modules of the person's own programs."""
    return Module.objects.filter(program__provider__in=own_providers(user))


def own_groups(user: User) -> QuerySet[Group]:
    """Groups of the person's own programs, archived ones too."""
    return Group.objects.filter(program__provider__in=own_providers(user))


def own_photos(user: User) -> QuerySet[Photo]:
    """Photos of the person's own programs."""
    return Photo.objects.filter(program__provider__in=own_providers(user))


def moderated_programs(user: User) -> ProgramQuerySet:
    """Programs the support centre checks: of its own municipality, once they were handed in."""
    return Program.objects.filter(
        provider__municipality__in=municipalities_of(user, Role.MOC), status__in=MODERATED
    )


def moderated_reviews(user: User) -> QuerySet[Review]:
    """Checks of the programs of the person's municipality."""
    return Review.objects.filter(
        program__provider__municipality__in=municipalities_of(user, Role.MOC)
    )


def certifiable_programs(user: User) -> ProgramQuerySet:
    """Published programs of the certified register: of the municipality, or of the whole region."""
    programs = Program.objects.published().filter(register=Program.Register.CERTIFIED)
    if has_role(user, Role.OPERATOR):
        return programs
    return programs.filter(provider__municipality__in=municipalities_of(user, Role.MOC))


def can_edit(user: User, program: Program) -> bool:
    """Whether the person may change the card now: it is theirs and nobody is checking it."""
    return program.status in EDITABLE and own_programs(user).filter(pk=program.pk).exists()


def can_moderate(user: User, program: Program) -> bool:
    """Whether the program is of the person's support centre."""
    return moderated_programs(user).filter(pk=program.pk).exists()


def can_certify(user: User, program: Program) -> bool:
    """Whether the person may certify the program or withdraw the certification."""
    return certifiable_programs(user).filter(pk=program.pk).exists()


def wishes_of(user: User) -> WishQuerySet:
    """What this person asked to be told of."""
    return Wish.objects.filter(user=user)


def favourites_of(user: User) -> QuerySet[Favourite]:
    """The programs this person has put aside."""
    return Favourite.objects.filter(user=user)
