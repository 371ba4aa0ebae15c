"""How many children live in a municipality: entered by hand, every change remembered (I01)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken
from reference.models import Municipality
from reference.stamps import PortalNow
from reporting.models import Population
from users import audit
from users.models import AuditEvent, User


@transaction.atomic
def enter(
    municipality: Municipality,
    *,
    year: int,
    ages: tuple[int, int],
    children: int,
    source: str,
    by: User,
    on: date,
) -> Population:
    """Write down, or correct, how many children of these ages lived there in that year.

    A correction leaves the old figure in the audit; reports already built keep theirs. Raises
    RuleBroken `future_year`, `ages`.
    """
    if year > on.year:
        raise RuleBroken("future_year", _("This year has not come yet."), field="year")
    age_from, age_to = ages
    if age_to < age_from:
        raise RuleBroken(
            "ages", _("The last age cannot be less than the first one."), field="age_to"
        )
    keys: dict[str, Any] = {
        "municipality": municipality,
        "year": year,
        "age_from": age_from,
        "age_to": age_to,
    }
    before = Population.objects.select_for_update().filter(**keys).first()
    population, _created = Population.objects.update_or_create(
        **keys,
        defaults={
            "children": children,
            "source": source,
            "entered_by": by,
            "entered_at": PortalNow(),
        },
    )
    population.refresh_from_db()
    audit.record(
        by,
        "population.entered",
        population,
        children=children,
        source=source,
        before=before.children if before else None,
    )
    return population


def population_of(municipality: Municipality, year: int, ages: range) -> Population | None:
    """The figure entered for that year and exactly those ages, if it was."""
    return municipality.populations.filter(
        year=year, age_from=ages.start, age_to=ages.stop - 1
    ).first()


def with_corrections(
    populations: QuerySet[Population],
) -> list[tuple[Population, list[AuditEvent]]]:
    """Each figure with the lines of the audit in which it was corrected, oldest first."""
    entered = list(populations.order_by("municipality__name", "-year", "age_from", "age_to"))
    corrections: defaultdict[str, list[AuditEvent]] = defaultdict(list)
    for event in (
        AuditEvent.objects.filter(
            action="population.entered",
            target_kind=Population._meta.label_lower,
            target_key__in=[str(population.pk) for population in entered],
            details__before__isnull=False,
        )
        .exclude(details__before=None)
        .select_related("by")
        .order_by("pk")
    ):
        corrections[event.target_key].append(event)
    return [(population, corrections[str(population.pk)]) for population in entered]
