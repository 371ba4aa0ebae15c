"""Who sees a provider, who keeps its card, and who decides about it."""

from __future__ import annotations

from django.db.models import QuerySet

from providers.models import Agreement, Provider, ProviderMember
from users.models import Role, User
from users.roles import has_role, municipalities_of

# Whoever was in the register once keeps a public page: families who study there look for it.
PUBLIC = (Provider.Status.ACTIVE, Provider.Status.SUSPENDED, Provider.Status.EXCLUDED)


def public_providers() -> QuerySet[Provider]:
    """Providers whose page everyone may open."""
    return Provider.objects.filter(status__in=PUBLIC)


def own_providers(user: User) -> QuerySet[Provider]:
    """Providers the person is responsible for, in every state."""
    return Provider.objects.filter(
        pk__in=ProviderMember.objects.filter(
            user=user, position=ProviderMember.Position.RESPONSIBLE, is_active=True
        ).values("provider")
    ).select_related("municipality__region")


def decided_providers(user: User) -> QuerySet[Provider]:
    """Providers whose place in the register the person decides about: all, or none."""
    providers = Provider.objects.select_related("municipality")
    return providers if has_role(user, Role.OPERATOR) else providers.none()


def own_agreements(user: User) -> QuerySet[Agreement]:
    """Agreements of the person's own providers."""
    return _agreements().filter(provider__in=own_providers(user))


def payer_agreements(user: User) -> QuerySet[Agreement]:
    """Agreements the person decides about as the payer of a municipality (R1.03)."""
    return _agreements().filter(plan__municipality__in=municipalities_of(user, Role.PAYER))


def _agreements() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("provider", "plan__municipality")
