"""Who looks after a child: rights given and changed, people who leave or are removed (R11.05).

Parents may have parted. Whoever the desk knows by documents is changed and removed at the desk
alone, so an invited person cannot put out the one who invited them; among others the earlier one
decides on the later. Nobody takes the last full rights away. Every change is told to all, also to
whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates import acting, letters_of_adults
from certificates.models import Child, Guardianship
from reference import configuration
from reference.errors import RuleBroken, refusing
from reference.locking import lock_row
from users import audit
from users.models import User

NOT_A_GROWN_UP = RuleBroken(
    "not_a_grown_up", _("Who looks after the child is decided by the parents.")
)
ONLY_AT_DESK = RuleBroken(
    "only_at_desk",
    _(
        "The support centre has seen this person’s documents: their rights are changed there, "
        "by documents or by a decision of a court."
    ),
)
CAME_EARLIER = RuleBroken(
    "came_earlier",
    _("This person looked after the child before you: the support centre can change it."),
)
LAST_FULL = RuleBroken(
    "last_full", _("Somebody with full rights must stay: a child cannot be left without one.")
)
GONE = RuleBroken("not_yours", _("This person does not look after the child any more."))
ALREADY = RuleBroken("already_looks_after", _("You look after this child already."), field="email")
HAS_OWN_ACCOUNT = RuleBroken(
    "has_own_account", _("The child has an account already."), field="relation"
)
RELATIVE_ONLY_LOOKS = RuleBroken(
    "relative_only_looks",
    _(
        "A relative may only look: contracts are signed and consents given by parents and other "
        "legal representatives."
    ),
    field="rights",
)
IS_OWN_ACCOUNT = RuleBroken(
    "is_own_account",
    _("This is the account of a child: it cannot look after another one."),
)
IS_A_PARENT = RuleBroken(
    "is_a_parent",
    _(
        "This account looks after children. An account of the child’s own needs an e-mail of the "
        "child’s own: ask for an invitation to it."
    ),
)


def hold(child: Child) -> Child:
    """Hold everything about who looks after the child until the verb is over."""
    return lock_row(Child.objects.select_related("municipality__region"), child.pk)


def check_decides(child: Child, *, by: User) -> Guardianship:
    """Who looks after a child is decided by a grown-up with full rights.

    Raises RuleBroken `not_yours`, `sees_only`, `not_a_grown_up`.
    """
    own = child.guardianships.filter(user=by).first()
    if own is None:
        raise acting.NOT_YOURS
    if not own.is_full:
        raise acting.refusal_of(child.pk)
    if own.is_self:
        raise NOT_A_GROWN_UP
    return own


def check_number_of_adults(child: Child, *, coming: int) -> None:
    """Raise RuleBroken `too_many_adults` where so many more would be too many."""
    most = configuration.value_of("adults_per_child", child.municipality.settings)
    if adults_of(child).count() + coming > most:
        raise RuleBroken(
            "too_many_adults",
            _("Not more than %(most)s adults look after one child, invited ones included.")
            % {"most": most},
        )


def check_number_of_children(person: User, child: Child) -> None:
    """Raise RuleBroken `too_many_children` where one more would be too many."""
    most = configuration.value_of("children_per_adult", child.municipality.settings)
    if Guardianship.objects.filter(user=person).count() >= most:
        raise RuleBroken(
            "too_many_children",
            _("One account has not more than %(most)s children. Call the support centre.")
            % {"most": most},
        )


def check_relative(relation: str, rights: str) -> None:
    """Raise RuleBroken `relative_only_looks`: who is no legal representative signs nothing."""
    if relation == Guardianship.Relation.RELATIVE and rights != Guardianship.Rights.LIMITED:
        raise RELATIVE_ONLY_LOOKS


def own_account_age(child: Child) -> int:
    """From which birthday the child may have an account of their own (R11.05)."""
    years: int = configuration.value_of("own_account_age", child.municipality.settings)
    return years


def adults_of(child: Child) -> QuerySet[Guardianship]:
    """The grown-ups who look after the child."""
    return child.guardianships.exclude(relation=Guardianship.Relation.SELF)


def begin(
    child: Child, person: User, relation: Guardianship.Relation, rights: Guardianship.Rights
) -> Guardianship:
    """A person looks after the child from now on; the child is held by the verb.

    Raises RuleBroken `already_looks_after`, `is_own_account`, `is_a_parent`, `has_own_account`,
    `too_many_adults`, `too_many_children`, `relative_only_looks`.
    """
    check_relative(relation, rights)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    theirs = Guardianship.objects.filter(user=person)
    if theirs.filter(child=child).exists():
        raise ALREADY
    if relation == Guardianship.Relation.SELF:
        if theirs.exists():
            raise IS_A_PARENT
    else:
        if theirs.filter(relation=Guardianship.Relation.SELF).exists():
            raise IS_OWN_ACCOUNT
        check_number_of_adults(child, coming=1)
        check_number_of_children(person, child)
    with refusing({"guardianship_once": ALREADY, "guardianship_one_own_account": HAS_OWN_ACCOUNT}):
        return Guardianship.objects.create(
            child=child, user=person, relation=relation, rights=rights
        )


def find_obstacle(own: Guardianship, other: Guardianship) -> RuleBroken | None:
    """Why this grown-up with full rights may not change or remove the other; None: they may."""
    if other.is_confirmed:
        return ONLY_AT_DESK
    if not own.is_confirmed and other.pk < own.pk:
        return CAME_EARLIER
    return None


@transaction.atomic
def change_rights(
    guardianship: Guardianship, rights: Guardianship.Rights, *, by: User
) -> Guardianship:
    """Give another person full rights, or leave them to look. The same again changes nothing.

    Raises RuleBroken `not_yours`, `sees_only`, `not_a_grown_up`, `only_at_desk`, `came_earlier`,
    `last_full`.
    """
    child = hold(guardianship.child)
    own = check_decides(child, by=by)
    guardianship = other(child, guardianship)
    if guardianship.pk == own.pk:
        raise LAST_FULL
    if obstacle := find_obstacle(own, guardianship):
        raise obstacle
    return set_rights(guardianship, rights, by=by)


def set_rights(
    guardianship: Guardianship, rights: Guardianship.Rights, *, by: User, reason: str = ""
) -> Guardianship:
    """Write the rights down and tell; the child is held by the verb.

    Raises `last_full`, `relative_only_looks`.
    """
    if guardianship.rights == rights:
        return guardianship
    check_relative(guardianship.relation, rights)
    if rights != Guardianship.Rights.FULL:
        _check_somebody_stays(guardianship)
    guardianship.rights = rights
    guardianship.save(update_fields=["rights"])
    audit.record(
        by,
        "guardianship.rights_changed",
        guardianship.child,
        user=guardianship.user_id,
        rights=rights,
        reason=reason,
    )
    letters_of_adults.rights_changed(guardianship)
    return guardianship


@transaction.atomic
def remove(guardianship: Guardianship, *, by: User, on: date) -> None:
    """A person looks after the child no more: removed by another, or leaving by themself.

    Raises RuleBroken `not_yours`, `sees_only`, `not_a_grown_up`, `only_at_desk`, `came_earlier`,
    `last_full`.
    """
    child = hold(guardianship.child)
    guardianship = other(child, guardianship)
    if guardianship.user_id != by.pk:
        own = check_decides(child, by=by)
        if obstacle := find_obstacle(own, guardianship):
            raise obstacle
    end(guardianship, by=by, on=on)


def end(guardianship: Guardianship, *, by: User, on: date, reason: str = "") -> None:
    """Take the person off, with their open invitations, and tell; the child is held by the verb.

    Verbs that this person is pressing are waited for. Raises `last_full`.
    """
    child, person = guardianship.child, guardianship.user
    _check_somebody_stays(guardianship)
    child.invitations.unanswered().filter(invited_by=person).update(taken_back_on=on)
    audit.record(by, acting.REMOVED, child, user=person.pk, reason=reason)
    letters_of_adults.gone(guardianship, by=by)
    guardianship.delete()


def somebody_stays(leaving: Guardianship, people: Iterable[Guardianship]) -> bool:
    """Whether, without this person, a grown-up with full rights looks after the child.

    Those who only look, and the child, leave whenever they like.
    """
    if leaving.is_self or not leaving.is_full:
        return True
    return any(
        each.is_full and not each.is_self and each.user.is_active
        for each in people
        if each.pk != leaving.pk
    )


def _check_somebody_stays(guardianship: Guardianship) -> None:
    people = guardianship.child.guardianships.select_related("user")
    if not somebody_stays(guardianship, people):
        raise LAST_FULL


def other(child: Child, guardianship: Guardianship) -> Guardianship:
    """The person's place beside the child, locked. Raises RuleBroken `not_yours`."""
    try:
        found = lock_row(Guardianship.objects.select_related("user"), guardianship.pk)
    except Guardianship.DoesNotExist:
        raise GONE from None
    found.child = child
    return found


def confirm(guardianship: Guardianship, *, by: User, on: date) -> None:
    """Note that the desk has seen the documents of this person; seen once, it stands."""
    if guardianship.is_confirmed:
        return
    guardianship.documents_seen_on, guardianship.documents_seen_by = on, by
    guardianship.save(update_fields=["documents_seen_on", "documents_seen_by"])
    audit.record(by, "guardianship.confirmed", guardianship.child, user=guardianship.user_id)
