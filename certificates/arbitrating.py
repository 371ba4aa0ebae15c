"""The desk decides who looks after a child: by documents, or by a decision of a court (R11.05).

It adds a representative, changes rights and takes a person off where parents may not. Nobody at
the desk decides on their own family.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import letters_of_adults, looking_after
from certificates.models import Child, Guardianship
from reference.errors import RuleBroken
from users import audit
from users.models import Role, RoleAssignment, User

OWN_FAMILY = RuleBroken(
    "own_family", _("This is your own family: another worker of the support centre decides on it.")
)


def check_is_another_family(child: Child, *, by: User) -> None:
    """Raise RuleBroken `own_family` where who works at the desk looks after the child too."""
    if child.guardianships.filter(user=by).exists():
        raise OWN_FAMILY


@transaction.atomic
def add_at_desk(
    child: Child,
    email: str,
    relation: Guardianship.Relation,
    rights: Guardianship.Rights,
    *,
    by: User,
    on: date,
) -> Guardianship:
    """The desk has seen the documents of another representative and adds them (R11.05).

    Raises RuleBroken `own_family`, `no_such_user` and what `begin` does.
    """
    child = looking_after.hold(child)
    check_is_another_family(child, by=by)
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise RuleBroken(
            "no_such_user",
            _("Nobody is registered with this e-mail. Ask the person to register first."),
            field="email",
        )
    if person.pk == by.pk:
        raise OWN_FAMILY
    guardianship = looking_after.begin(child, person, relation, rights)
    looking_after.confirm(guardianship, by=by, on=on)
    RoleAssignment.objects.get_or_create(user=person, role=Role.GUARDIAN, municipality=None)
    audit.record(
        by,
        "guardianship.added",
        child,
        user=person.pk,
        relation=relation,
        rights=rights,
        at_desk=True,
    )
    letters_of_adults.came(guardianship)
    return guardianship


@transaction.atomic
def decide_at_desk(
    guardianship: Guardianship,
    rights: Guardianship.Rights,
    reason: str,
    *,
    by: User,
    on: date,
) -> Guardianship:
    """The desk settles a dispute by documents or a court's decision: rights, and who is known.

    Raises RuleBroken `own_family`, `not_yours`, `last_full`.
    """
    child = looking_after.hold(guardianship.child)
    check_is_another_family(child, by=by)
    guardianship = looking_after.other(child, guardianship)
    if not guardianship.is_self:
        looking_after.confirm(guardianship, by=by, on=on)
    return looking_after.set_rights(guardianship, rights, by=by, reason=reason)


@transaction.atomic
def remove_at_desk(guardianship: Guardianship, reason: str, *, by: User, on: date) -> None:
    """The desk takes a person off, by documents or a court's decision.

    Raises RuleBroken `own_family`, `not_yours`, `last_full`.
    """
    child = looking_after.hold(guardianship.child)
    check_is_another_family(child, by=by)
    looking_after.end(looking_after.other(child, guardianship), by=by, on=on, reason=reason)
