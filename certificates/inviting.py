"""A parent asks another person to look after the child, or the child of 14 to come themself.

The letter has a signed link; who follows it signs in with the e-mail it was sent to (R11.05).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import letters_of_adults, looking_after
from certificates.models import Child, Guardianship, Invitation
from certificates.models.invitation import InvitationQuerySet
from reference import configuration
from reference.days import birthday
from reference.errors import RuleBroken, refusing
from reference.locking import lock_row
from users import audit, registering
from users.contacts import normal_email
from users.models import Role, RoleAssignment, User

_SALT = "certificates.inviting"
A_DAY = 5  # so many letters of invitation about one child leave in a day

LINK_WRONG = RuleBroken(
    "link_wrong", _("This link does not work. Open the last letter and try again.")
)
TAKEN_BACK = RuleBroken("invitation_taken_back", _("This invitation has been taken back."))
EXPIRED = RuleBroken(
    "invitation_expired", _("The term of this invitation is over. Ask for a new one.")
)
DECLINED = RuleBroken(
    "invitation_declined",
    _("You declined this invitation. Ask for a new one if you have changed your mind."),
)
USED = RuleBroken("invitation_used", _("This invitation has been accepted already."))
OTHER_EMAIL = RuleBroken(
    "other_email",
    _(
        "This invitation was sent to another e-mail. Sign out, then sign in or register with the "
        "e-mail the letter came to."
    ),
)
ALREADY_INVITED = RuleBroken(
    "already_invited",
    _("This person is invited already. Wait for the answer, or take the invitation back."),
    field="email",
)
OWN_ACCOUNT_ASKED = RuleBroken(
    "already_invited",
    _("The child is invited already. Wait for the answer, or take the invitation back."),
    field="relation",
)
MANY_LETTERS = RuleBroken(
    "too_many_letters", _("Enough invitations were sent today. Go on tomorrow.")
)


@dataclass(frozen=True)
class Asked:
    """Who is asked: the e-mail, who they are to the child, and with which rights."""

    email: str
    relation: Guardianship.Relation
    rights: Guardianship.Rights


@transaction.atomic
def invite(child: Child, asked: Asked, *, by: User, on: date) -> Invitation:
    """Send a letter with a link that works for some days (R11.05).

    Raises RuleBroken `sees_only`, `not_a_grown_up`, `own_email`, `already_looks_after`,
    `already_invited`, `too_many_letters`, `too_many_adults`, `too_young`, `has_own_account`,
    `relative_only_looks`.
    """
    child = looking_after.hold(child)
    looking_after.check_decides(child, by=by)
    looking_after.check_relative(asked.relation, asked.rights)
    email = normal_email(asked.email)
    _check_email(child, email, by=by)
    if child.invitations.filter(invited_on=on).count() >= A_DAY:
        raise MANY_LETTERS
    pending = child.invitations.pending(on)
    if asked.relation == Guardianship.Relation.SELF:
        check_own_account(child, on=on)
        if pending.filter(relation=asked.relation).exists():
            raise OWN_ACCOUNT_ASKED
    else:
        invited = pending.exclude(relation=Guardianship.Relation.SELF).count()
        looking_after.check_number_of_adults(child, coming=invited + 1)
    child.invitations.unanswered().filter(email=email, valid_until__lt=on).update(taken_back_on=on)
    days = configuration.value_of("invitation_days", child.municipality.settings)
    with refusing({"invitation_open_once": ALREADY_INVITED}):
        invitation = Invitation.objects.create(
            child=child,
            email=email,
            relation=asked.relation,
            rights=asked.rights,
            invited_by=by,
            invited_on=on,
            valid_until=on + timedelta(days=days),
        )
    audit.record(
        by,
        "invitation.sent",
        child,
        invitation=invitation.pk,
        relation=asked.relation,
        rights=asked.rights,
    )
    letters_of_adults.invited(invitation, token_of(invitation))
    letters_of_adults.told_of_invitation(invitation)
    return invitation


def _check_email(child: Child, email: str, *, by: User) -> None:
    if email == by.email:
        raise RuleBroken("own_email", _("This is your own e-mail."), field="email")
    if child.guardianships.filter(user__email=email).exists():
        raise RuleBroken(
            "already_looks_after",
            _("A person with this e-mail looks after the child already."),
            field="email",
        )


def check_own_account(child: Child, *, on: date) -> None:
    """Raise RuleBroken `too_young` before the birthday, `has_own_account` (R11.05)."""
    years = looking_after.own_account_age(child)
    since = birthday(child.birth_date, years)
    if on < since:
        raise RuleBroken(
            "too_young",
            _("%(child)s can have an account from the day of turning %(years)s: %(day)s.")
            % {
                "child": child.first_name,
                "years": years,
                "day": f"{since:%d.%m.%Y}",
            },
            field="relation",
        )
    if child.guardianships.filter(relation=Guardianship.Relation.SELF).exists():
        raise RuleBroken(
            "has_own_account", _("The child has an account already."), field="relation"
        )


def token_of(invitation: Invitation) -> str:
    """What the link of the letter carries: a signed key, nothing personal."""
    return signing.dumps(invitation.pk, salt=_SALT)


def find(token: str, *, by: User, on: date) -> Invitation:
    """The invitation of the link, for whom it was sent to.

    Raises RuleBroken `link_wrong`, `other_email`, `invitation_taken_back`, `invitation_expired`,
    `invitation_used`.
    """
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise LINK_WRONG from None
    invitation = (
        Invitation.objects.select_related("child__municipality__region", "invited_by")
        .filter(pk=key)
        .first()
    )
    if invitation is None:
        raise LINK_WRONG
    _check_open(invitation, by=by, on=on)
    return invitation


def _check_open(invitation: Invitation, *, by: User, on: date) -> None:
    """The e-mail is asked first: whoever else holds the link learns nothing from the answers."""
    if by.email != invitation.email:
        raise OTHER_EMAIL
    if invitation.accepted_on:
        raise USED
    if invitation.declined_on:
        raise DECLINED
    if invitation.taken_back_on or not _still_decides(invitation):
        raise TAKEN_BACK
    if invitation.valid_until < on:
        raise EXPIRED


def _still_decides(invitation: Invitation) -> bool:
    """Whether who invited has full rights to this day: nobody gives what they have no more."""
    return Guardianship.objects.filter(
        child=invitation.child_id, user=invitation.invited_by_id, rights=Guardianship.Rights.FULL
    ).exists()


@transaction.atomic
def accept(invitation: Invitation, *, by: User, on: date) -> Guardianship:
    """The invited person looks after the child from now on; of two presses one does it.

    Raises RuleBroken what `find` does, `is_own_account`, `is_a_parent`, `too_many_children`,
    `too_many_adults`, `already_looks_after`, and what `check_own_account` does.
    """
    child = looking_after.hold(invitation.child)
    invitation = lock_row(Invitation.objects.select_related("invited_by"), invitation.pk)
    _check_open(invitation, by=by, on=on)
    if invitation.is_for_the_child:
        check_own_account(child, on=on)
    guardianship = looking_after.begin(
        child,
        by,
        Guardianship.Relation(invitation.relation),
        Guardianship.Rights(invitation.rights),
    )
    if by.email_confirmed_at is None:
        registering.note_reads_letters(by)  # the link came by mail alone
    invitation.accepted_by, invitation.accepted_on = by, on
    invitation.save(update_fields=["accepted_by", "accepted_on"])
    RoleAssignment.objects.get_or_create(user=by, role=Role.GUARDIAN, municipality=None)
    audit.record(
        by,
        "guardianship.added",
        child,
        user=by.pk,
        relation=guardianship.relation,
        rights=guardianship.rights,
        invitation=invitation.pk,
    )
    letters_of_adults.came(guardianship)
    return guardianship


@transaction.atomic
def decline(invitation: Invitation, *, by: User, on: date) -> Invitation:
    """The invited person does not want to; who invited is told. Raises what `find` does."""
    child = looking_after.hold(invitation.child)
    invitation = lock_row(Invitation.objects.select_related("invited_by"), invitation.pk)
    _check_open(invitation, by=by, on=on)
    invitation.declined_on = on
    invitation.save(update_fields=["declined_on"])
    audit.record(by, "invitation.declined", child, invitation=invitation.pk)
    letters_of_adults.declined(invitation)
    return invitation


def returned_to(user: User) -> InvitationQuerySet:
    """This person's invitations whose letters came back undelivered, nothing done about it yet."""
    found = Invitation.objects.unanswered().filter(
        invited_by=user, child__guardianships__in=user.guardianships.filter(rights="full")
    )
    return found.returned().select_related("child")


@transaction.atomic
def take_back(invitation: Invitation, *, by: User, on: date) -> Invitation:
    """The link works no more. Raises RuleBroken `sees_only`, `not_a_grown_up`, `invitation_used`.

    Taken back already, nothing changes.
    """
    child = looking_after.hold(invitation.child)
    looking_after.check_decides(child, by=by)
    invitation = lock_row(Invitation.objects.all(), invitation.pk)
    if invitation.accepted_on:
        raise USED
    if invitation.taken_back_on is None and invitation.declined_on is None:
        invitation.taken_back_on = on
        invitation.save(update_fields=["taken_back_on"])
        audit.record(by, "invitation.taken_back", child, invitation=invitation.pk)
    return invitation
