"""Families are asked once what a program was like, when the child has done with it (R5.23).

Nobody has to answer: a letter after the last lesson, and a line on the first page for some weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from certificates import access as certificates
from certificates.models import Guardianship
from enrollment import access, opinion_letters
from enrollment.evaluating import Learning
from enrollment.listing import places_with_families, with_families
from enrollment.models import BudgetPlace, Contract, Opinion
from programs.models import Program
from providers.models import ProviderMember
from reference.models import Municipality
from users.models import User

DAYS_OF_LETTERS = 14  # after the last lesson; nobody is written to about what was long ago
DAYS_OF_LINES = 30
CHUNK = 500


def ask(municipality: Municipality, *, on: date) -> Iterator[int]:
    """Write to the families whose child has done with a program, a chunk at a time; how many."""
    for kind in (Contract, BudgetPlace):
        cursor: int | None = 0
        while cursor is not None:
            told, cursor = _ask_chunk(municipality, kind, cursor, on=on)
            yield told


def may_be_written(user: User, *, on: date) -> list[Learning]:
    """What this person may write an opinion of now that it is over, the latest first."""
    since, until = on - timedelta(days=DAYS_OF_LINES), on - timedelta(days=1)
    over: list[Learning] = [
        *with_families(_over(access.contracts_acted_on(user), since, until)),
        *places_with_families(_over_places(_places_acted_on(user), since, until)),
    ]
    working = _who_works({each.group.program.provider_id for each in over}, [user.pk])
    return sorted(
        (each for each in over if (user.pk, each.group.program.provider_id) not in working),
        key=last_day_of,
        reverse=True,
    )


def last_day_of(learning: Learning) -> date:
    """The day after which the child does not come any more."""
    if isinstance(learning, Contract):
        return learning.ends_on
    assert learning.left_on is not None, "asked of what is over"
    return learning.left_on


def _places_acted_on(user: User) -> QuerySet[BudgetPlace]:
    children = certificates.children_acted_for(user)
    return access.family_places(user).filter(certificate__child__in=children)


@transaction.atomic
def _ask_chunk(
    municipality: Municipality,
    kind: type[Contract] | type[BudgetPlace],
    cursor: int,
    *,
    on: date,
) -> tuple[int, int | None]:
    since, until = on - timedelta(days=DAYS_OF_LETTERS), on - timedelta(days=1)
    over: QuerySet[Any]
    if kind is Contract:
        over = with_families(_over(Contract.objects.all(), since, until))
    else:
        over = places_with_families(_over_places(BudgetPlace.objects.all(), since, until))
    learned: list[Learning] = list(
        over.filter(certificate__municipality=municipality, pk__gt=cursor).order_by("pk")[:CHUNK]
    )
    told = opinion_letters.opinions_are_asked_for(_families_of(learned))
    return told, learned[-1].pk if len(learned) == CHUNK else None


def _families_of(learned: Sequence[Learning]) -> Iterator[tuple[Learning, User]]:
    """Who may write of each: those who act for the child and do not work where it studied."""
    acting = Guardianship.objects.filter(
        child__in={each.certificate.child_id for each in learned},
        rights=Guardianship.Rights.FULL,
        user__is_active=True,
    ).select_related("user")
    families: dict[int, list[User]] = {}
    for guardianship in acting:
        families.setdefault(guardianship.child_id, []).append(guardianship.user)
    working = _who_works(
        {each.group.program.provider_id for each in learned},
        {person.pk for people in families.values() for person in people},
    )
    for each in learned:
        for person in families.get(each.certificate.child_id, ()):
            if (person.pk, each.group.program.provider_id) not in working:
                yield each, person


def _who_works(providers: Iterable[int], people: Iterable[int]) -> set[tuple[int, int]]:
    members = ProviderMember.objects.filter(provider__in=providers, user__in=people, is_active=True)
    return set(members.values_list("user", "provider"))


def _over(contracts: QuerySet[Contract], since: date, until: date) -> QuerySet[Contract]:
    return contracts.filter(
        *_nobody_wrote("contract"),
        status=Contract.Status.CLOSED,
        ends_on__range=(since, until),
        group__program__status=Program.Status.PUBLISHED,
    )


def _over_places(places: QuerySet[BudgetPlace], since: date, until: date) -> QuerySet[BudgetPlace]:
    return places.filter(
        *_nobody_wrote("place"),
        status=BudgetPlace.Status.LEFT,
        left_on__range=(since, until),
        left_on__gt=F("starts_on"),
        group__program__status=Program.Status.PUBLISHED,
    )


def _nobody_wrote(kind: str) -> tuple[Q, ...]:
    """No opinion was given, and the child does not go on with the same program."""
    same = {"certificate": OuterRef("certificate"), "group__program": OuterRef("group__program")}
    return (
        Q(~Exists(Opinion.objects.filter(**{kind: OuterRef("pk")}))),
        Q(~Exists(Contract.objects.living().filter(**same))),
        Q(~Exists(BudgetPlace.objects.living().filter(**same))),
    )
