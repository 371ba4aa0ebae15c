"""Who sees which reports, who orders them, who may see the people behind a number."""

from __future__ import annotations

from django.db.models import QuerySet

from reference.models import Municipality
from reporting.models import Population, ReportRun
from users.models import Role, User
from users.roles import has_role, municipalities_of

READERS = (Role.MOC, Role.PAYER, Role.OPERATOR, Role.OBSERVER, Role.ADMINISTRATOR)
OF_A_MUNICIPALITY = (Role.MOC, Role.PAYER, Role.OBSERVER)
OF_THE_REGION = (Role.OPERATOR, Role.ADMINISTRATOR)


def municipalities_to_read(user: User) -> QuerySet[Municipality]:
    """The municipalities whose reports this person reads (matrix 1.2)."""
    if has_role(user, *OF_THE_REGION):
        return Municipality.objects.all()
    own = municipalities_of(user, *OF_A_MUNICIPALITY)
    return Municipality.objects.filter(pk__in=[municipality.pk for municipality in own])


def visible_runs(user: User) -> QuerySet[ReportRun]:
    """Orders of the person's municipalities, without the bulky lists behind the figures."""
    return (
        ReportRun.objects.filter(municipality__in=municipalities_to_read(user))
        .select_related("municipality__region", "requested_by")
        .defer("lists")
    )


def visible_populations(user: User) -> QuerySet[Population]:
    """Populations entered for the person's municipalities."""
    return Population.objects.filter(municipality__in=municipalities_to_read(user)).select_related(
        "municipality", "entered_by"
    )


def municipalities_to_order(user: User) -> list[Municipality]:
    """Where this person orders reports and enters populations: where they are the МОЦ."""
    return municipalities_of(user, Role.MOC)


def can_order(user: User, run: ReportRun) -> bool:
    """Whether this person may order that report again."""
    return run.municipality in municipalities_to_order(user)


def can_see_names(user: User, run: ReportRun) -> bool:
    """Whether this person may see the children behind a number: staff of the support centre only.

    Everyone else reads the same list without people (R11.08); each view with names is logged
    (R11.12).
    """
    return run.municipality in municipalities_of(user, Role.MOC)
