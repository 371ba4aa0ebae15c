"""What a family may do and need not: opinions to mend, and to write of what is over (R5.23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from enrollment import access, asking
from enrollment.models import Opinion
from enrollment.needing import Need
from enrollment.opinion_letters import address_of
from users.models import User

AT_ONCE = 3  # more opinions than these are asked for when they are written


def to_family(user: User, *, on: date) -> list[Need]:
    """The lines below what is needed: what was sent back first."""
    return [*_to_mend(user), *_to_write(user, on)]


def _to_mend(user: User) -> Iterator[Need]:
    returned = (
        access.own_opinions(user)
        .filter(status=Opinion.Status.RETURNED)
        .select_related("program", "contract__certificate__child", "place__certificate__child")
    )
    for opinion in returned:
        yield Need(
            _("The support centre asks you to write otherwise about “%(program)s”: %(reason)s")
            % {"program": opinion.program.short_name, "reason": opinion.reason},
            address_of(opinion.learning),
            _("Mend the opinion"),
            opinion.learning.certificate.child.first_name,
        )


def _to_write(user: User, on: date) -> Iterator[Need]:
    for learning in asking.may_be_written(user, on=on)[:AT_ONCE]:
        yield Need(
            _("What were the lessons like? Tell other parents: “%(program)s”.")
            % {"program": learning.group.program.short_name},
            address_of(learning),
            _("Write an opinion"),
            learning.certificate.child.first_name,
        )
