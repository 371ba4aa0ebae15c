"""What a family has put together and not sent is remembered for some days (R6.23, R11.11).

A draft holds neither money nor seat, so it is of nobody's concern but the family's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment import access
from enrollment.models import Contract, Draft
from enrollment.simulating import Choice
from reference import configuration
from reference.errors import RuleBroken
from reference.locking import lock_rows
from users.models import User


@transaction.atomic
def keep(choices: Sequence[Choice], *, by: User, on: date) -> date:
    """Remember these places instead of the former ones (R6.23). Returns the last day of it.

    Raises RuleBroken `nothing_chosen`.
    """
    if not choices:
        raise RuleBroken("nothing_chosen", _("Choose at least one program."))
    lock_rows(User.objects.all(), [by.pk])
    forget(by=by)
    drafts = [
        Draft(
            user=by,
            certificate=choice.certificate,
            group=choice.group,
            kept_until=on + _term(choice.certificate),
        )
        for choice in choices
    ]
    Draft.objects.bulk_create(drafts)
    return min(draft.kept_until for draft in drafts)


def forget(*, by: User) -> None:
    """Remember nothing of this person's any more."""
    Draft.objects.filter(user=by).delete()


def drafts_of(user: User, *, on: date) -> list[Draft]:
    """What is remembered and can still be applied for, in the order it was chosen."""
    applied = Contract.objects.living().filter(
        certificate=OuterRef("certificate"), module_id=OuterRef("group__module")
    )
    return list(
        Draft.objects.filter(
            ~Exists(applied),
            user=user,
            kept_until__gte=on,
            certificate__in=access.own_certificates(user).values("pk"),
            group__in=access.visible_groups(user).values("pk"),
        )
        .select_related("certificate__child", "group__program")
        .order_by("pk")
    )


def _term(certificate: Certificate) -> timedelta:
    days: int = configuration.value_of("retention_draft_days", certificate.municipality.settings)
    return timedelta(days=days)
