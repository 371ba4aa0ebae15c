"""Families confirm once a month, with one press, that the lessons are really held.

A family that says no is heard by the support centre at once: ghost clubs are found by parents.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from certificates import acting
from enrollment import letters_of_lessons, timetabling
from enrollment.excusing import STUDYING, Held, lock
from enrollment.models import Confirmation
from programs.models import Group
from reference import configuration
from reference.days import Month
from reference.errors import RuleBroken
from users import audit
from users.models import User

ASKED_FROM = 20  # the day of the month from which a family without an answer is asked


@transaction.atomic
def say(item: Held, month: Month, *, is_held: bool, by: User, on: date) -> Confirmation:
    """Note the family's word of a month; it may be changed while the month may be spoken of.

    Raises RuleBroken `wrong_status` (the child does not study), `dates` (not a month of the child
    in the group, or neither the present one nor the one before), `sees_only`.
    """
    acting.hold_with(item.certificate_id, by=by)
    item = lock(item)
    if item.status not in STUDYING:
        raise RuleBroken("wrong_status", _("The child does not study in this group any more."))
    if month not in months_to_speak_of(item, on=on):
        raise RuleBroken("dates", _("Only the present month and the one before are spoken of."))
    before = answer_of(item, month)
    word, _is_new = Confirmation.objects.update_or_create(
        certificate_id=item.certificate_id,
        group_id=item.group_id,
        month=month.first_day,
        defaults={"is_held": is_held, "told_by": by},
    )
    if before is None or before.is_held != is_held:
        action = "month.confirmed" if is_held else "month.denied"
        audit.record(by, action, item, month=str(month))
        if not is_held:
            letters_of_lessons.lessons_are_denied(item, month)
    return word


def months_to_speak_of(item: Held, *, on: date) -> list[Month]:
    """The present month and the one before, as far as the child studied in them by that day."""
    place = timetabling.place_of(item)
    present = Month.of(on)
    return [
        month
        for month in (present, present.shift(-1))
        if place.starts_on <= min(on, month.last_day) and month.first_day <= place.ends_on
    ]


def answer_of(item: Held, month: Month) -> Confirmation | None:
    """What the family has said of the month."""
    return Confirmation.objects.filter(
        certificate=item.certificate_id, group=item.group_id, month=month.first_day
    ).first()


def is_asked(item: Held, *, on: date) -> bool:
    """Whether it is time to ask the family about the present month."""
    month = Month.of(on)
    return (
        on.day >= ASKED_FROM
        and item.status in STUDYING
        and month in months_to_speak_of(item, on=on)
        and answer_of(item, month) is None
    )


def words_of(group: Group, month: Month) -> dict[str, int] | None:
    """How many families of the group say that the month's lessons are held, and how many not.

    The organisation reads it, so nothing is told while so few have spoken that one could tell who
    said no (R11.09).
    """
    settings = group.program.provider.municipality.settings
    words = Confirmation.objects.filter(group=group, month=month.first_day).aggregate(
        held=Count("pk", filter=Q(is_held=True)), denied=Count("pk", filter=Q(is_held=False))
    )
    least = configuration.value_of("small_number_mask", settings)
    return words if words["held"] + words["denied"] >= least else None
