"""What a family may do and need not: a draft to send, opinions to mend and to write (R5.23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from enrollment import access, asking, remembering
from enrollment.models import Opinion
from enrollment.needing import Need
from enrollment.opinion_letters import address_of
from users.models import User

AT_ONCE = 3  # more opinions than these are asked for when they are written


def to_family(user: User, *, on: date) -> list[Need]:
    """The lines below what is needed: what is kept for some days first, then what was sent back."""
    return [*_to_send(user, on), *_to_mend(user), *_to_write(user, on)]


def _to_send(user: User, on: date) -> Iterator[Need]:
    drafts = remembering.drafts_of(user, on=on)
    if drafts:
        names = dict.fromkeys(each.certificate.child.first_name for each in drafts)
        taken = [("take", f"{each.certificate_id}-{each.group_id}") for each in drafts]
        yield Need(
            _("A draft of applications is not sent: %(programs)s. It is kept until %(day)s.")
            % {
                "programs": ", ".join(f"«{each.group.program.short_name}»" for each in drafts),
                "day": f"{min(each.kept_until for each in drafts):%d.%m.%Y}",
            },
            f"{reverse('enrollment:simulator')}?{urlencode(taken)}",
            _("Open the draft"),
            ", ".join(names),
        )


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
