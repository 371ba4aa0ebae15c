"""Who may act for a child and who may only look: asked by every verb of a family (R11.05).

Limited rights show the child's week, contracts, letters and attendance; money, applications,
signatures, data and consents are for those with full rights.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, Child, Guardianship
from reference.errors import RuleBroken
from reference.prepared import Statement
from users import audit
from users.models import Role, User
from users.roles import roles_of

NOT_YOURS = RuleBroken("not_yours", _("You do not look after this child in the portal any more."))

REMOVED = "guardianship.removed"

HOLD = Statement(
    """
    SELECT rights FROM certificates_guardianship
    WHERE child_id = %(child)s AND user_id = %(user)s FOR SHARE
    """
)
HOLD_WITH = Statement(
    """
    SELECT rights FROM certificates_guardianship
    WHERE child_id = (SELECT child_id FROM certificates_certificate WHERE id = %(certificate)s)
      AND user_id = %(user)s FOR SHARE
    """
)


class SeesOnly(RuleBroken):
    """Only somebody with full rights may do it; the sentence names them."""

    def __init__(self, names: str) -> None:
        super().__init__(
            "sees_only",
            _(
                "You may only look: applications, signatures and money are for those with full "
                "rights (%(names)s)."
            )
            % {"names": names},
        )


def hold(child_id: int, *, by: User | None) -> None:
    """Hold the person's right to act for the child until the verb is over (R11.05).

    Whoever removes them meanwhile waits; whoever was removed while the press was on its way is
    refused. Staff and jobs act by rights of their own. Raises RuleBroken `sees_only`, `not_yours`.
    """
    if by is None:
        return
    rows = HOLD.run(child=child_id, user=by.pk)
    if not _may_act(rows, by):
        _refuse(child_id, by)


def hold_with(certificate_id: int, *, by: User | None) -> None:
    """The same for the child of a certificate."""
    if by is None:
        return
    rows = HOLD_WITH.run(certificate=certificate_id, user=by.pk)
    if not _may_act(rows, by):
        _refuse(Certificate.objects.values_list("child", flat=True).get(pk=certificate_id), by)


def _may_act(rows: list[tuple[Any, ...]], by: User) -> bool:
    """Whether the rights that were found let this person act; staff are known by their roles."""
    if rows:
        return bool(rows[0][0] == Guardianship.Rights.FULL)
    return roles_of(by) != {Role.GUARDIAN}


def _refuse(child_id: int, by: User) -> None:
    """Say no to who only looks or was removed; who never looked after the child is not judged."""
    if only_sees(child_id, by=by):
        raise refusal_of(child_id)
    if _was_removed(child_id, by):
        raise NOT_YOURS


def _was_removed(child_id: int, by: User) -> bool:
    events = audit.history_of(Child(pk=child_id))
    return events.filter(action=REMOVED, details__user=by.pk).exists()


def check(child_id: int, *, by: User) -> None:
    """Ask the same before a form is shown. Raises RuleBroken `sees_only`."""
    if only_sees(child_id, by=by):
        raise refusal_of(child_id)


def only_sees(child_id: int, *, by: User) -> bool:
    """Whether this person looks after the child and may not act."""
    return Guardianship.objects.filter(
        child=child_id, user=by, rights=Guardianship.Rights.LIMITED
    ).exists()


def is_own_account(user: User) -> bool:
    """Whether this is a child with an account of their own."""
    return Guardianship.objects.filter(user=user, relation=Guardianship.Relation.SELF).exists()


def children_only_seen(user: User) -> set[int]:
    """The children this person looks after without acting for them."""
    return set(
        Guardianship.objects.filter(user=user, rights=Guardianship.Rights.LIMITED).values_list(
            "child", flat=True
        )
    )


def refusal_of(child_id: int) -> SeesOnly:
    """What a person with limited rights is told: who may do it."""
    acting = Guardianship.objects.filter(
        child=child_id, rights=Guardianship.Rights.FULL, user__is_active=True
    ).select_related("user")
    return SeesOnly(", ".join(each.user.short_name for each in acting.order_by("pk")))
