"""A family tells that its child does not come on a day; the teacher sees it in the journal.

No sum and no mark follows from it: whether the child was there is said by the journal alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates import acting
from enrollment import occurring, timetabling
from enrollment.models import Absence, BudgetPlace, Contract
from enrollment.occurring import Occurrence
from programs.models import Group
from reference.errors import RuleBroken
from reference.locking import lock_row
from users import audit
from users.models import User

Held = Contract | BudgetPlace

STUDYING = (Contract.Status.ACTIVE, Contract.Status.TERMINATING, BudgetPlace.Status.ACTIVE)


@transaction.atomic
def tell(item: Held, day: date, *, by: User, on: date) -> None:
    """Note that the child does not come on that day. Told already, nothing changes (R11.05).

    Raises RuleBroken `wrong_status` (the child does not study), `dates` (the day is past), or
    `no_lesson` (there is no lesson on it).
    """
    acting.hold_with(item.certificate_id, by=by)
    item = lock(item)
    if item.status not in STUDYING:
        raise RuleBroken("wrong_status", _("The child does not study in this group any more."))
    if day < on:
        raise RuleBroken("dates", _("This day is past: the teacher has marked who came."))
    if not any(one.takes_place for one in lessons_of(item, day, day, on=on)):
        raise RuleBroken("no_lesson", _("The group has no lesson on this day."))
    _absence, is_new = Absence.objects.get_or_create(
        certificate_id=item.certificate_id,
        group_id=item.group_id,
        day=day,
        defaults={"told_by": by},
    )
    if is_new:
        audit.record(by, "absence.told", item, day=str(day))


@transaction.atomic
def take_back(item: Held, day: date, *, by: User, on: date) -> None:
    """The child comes after all. Not told, nothing changes. Raises RuleBroken `dates`."""
    acting.hold_with(item.certificate_id, by=by)
    item = lock(item)
    if day < on:
        raise RuleBroken("dates", _("This day is past: the teacher has marked who came."))
    gone, _kinds = Absence.objects.filter(
        certificate_id=item.certificate_id, group_id=item.group_id, day=day
    ).delete()
    if gone:
        audit.record(by, "absence.taken_back", item, day=str(day))


def lessons_of(item: Held, since: date, until: date, *, on: date) -> list[Occurrence]:
    """The lessons of a contract or a place on these days."""
    if item.status not in STUDYING:
        return []
    place = timetabling.place_of(item)
    return occurring.lessons_between([place], since, until)


def told_for(group_id: int, days: Iterable[date]) -> set[tuple[int, date]]:
    """For whom, and on which of these days, the teacher need not wait."""
    return set(
        Absence.objects.filter(group=group_id, day__in=set(days)).values_list(
            "certificate_id", "day"
        )
    )


def coming_to(group: Group, *, on: date) -> list[Absence]:
    """Who does not come to the group from that day on, whether its journal is filled in or not."""
    contracts = Contract.objects.studying().filter(group=group)
    places = BudgetPlace.objects.studying().filter(group=group)
    return list(
        Absence.objects.filter(
            Q(certificate__in=contracts.values("certificate"))
            | Q(certificate__in=places.values("certificate")),
            group=group,
            day__gte=on,
        )
        .select_related("certificate__child")
        .order_by("day", "certificate__child__name_key", "pk")
    )


def lock(item: Held) -> Held:
    """The contract or the place as it is now; the child cannot leave meanwhile."""
    if isinstance(item, Contract):
        return lock_row(Contract.objects.select_related("group", "certificate__child"), item.pk)
    return lock_row(BudgetPlace.objects.select_related("group", "certificate__child"), item.pk)
