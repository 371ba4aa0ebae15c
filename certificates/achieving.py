"""What a child has achieved beside its lessons: told by the family, for the path and a portfolio.

Nobody of the staff reads it, and no paper of it is kept: diplomas stay at home.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting, consenting
from certificates.models import Achievement, Child
from reference.errors import RuleBroken, refusing
from users import audit
from users.models import User

MOST = 200

NOT_YET = RuleBroken("not_yet", _("This day has not come yet."), field="day")
BEFORE_BIRTH = RuleBroken("before_birth", _("The child was not born yet."), field="day")
TOO_MANY = RuleBroken(
    "too_many_achievements", _("There are 200 achievements already. Remove some of them first.")
)
TOLD_ALREADY = RuleBroken("told_already", _("This achievement stands here already."), field="name")


@transaction.atomic
def add(
    child: Child, day: date, name: str, *, level: str, result: str, by: User, on: date
) -> Achievement:
    """Write an achievement down.

    Raises RuleBroken `not_yet`, `before_birth`, `told_already`, `too_many_achievements`,
    `consent_withdrawn` (R11.04), `sees_only`, `not_yours`.
    """
    is_withdrawn = consenting.lock_withdrawn(child)
    acting.hold(child.pk, by=by)
    if is_withdrawn:
        raise consenting.WITHDRAWN
    if day > on:
        raise NOT_YET
    if day < child.birth_date:
        raise BEFORE_BIRTH
    if child.achievements.count() >= MOST:
        raise TOO_MANY
    with refusing({"achievement_told_once": TOLD_ALREADY}):
        told = Achievement.objects.create(
            child=child, day=day, name=name, level=level, result=result, told_by=by
        )
    audit.record(by, "achievement.added", child)
    return told


@transaction.atomic
def remove(achievement: Achievement, *, by: User) -> None:
    """Take an achievement out again. Raises RuleBroken `sees_only`, `not_yours`."""
    acting.hold(achievement.child_id, by=by)
    if Achievement.objects.filter(pk=achievement.pk).delete()[0]:
        audit.record(by, "achievement.removed", achievement.child)
