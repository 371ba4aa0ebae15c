"""A parent invites another person, or the child of 14, to look after the child (R11.05)."""

from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage

from certificates import inviting, looking_after
from certificates.inviting import Asked
from certificates.models import Guardianship, Invitation
from reference.errors import RuleBroken
from tests.factories.certificates import ChildFactory, GuardianshipFactory
from tests.factories.users import UserFactory
from users import bouncing, mailing
from users.models import AuditEvent, Notification, Role

FATHER, SELF = Guardianship.Relation.FATHER, Guardianship.Relation.SELF
FULL, LIMITED = Guardianship.Rights.FULL, Guardianship.Rights.LIMITED
EMAIL = "otets@example.org"


@pytest.fixture
def father(db):
    """Registered, and nothing to the child yet."""
    return UserFactory(role=Role.GUARDIAN, email=EMAIL, last_name="Ольхов")


@pytest.fixture
def teen(municipality, parent):
    """Turns 14 on 10 September 2026."""
    return ChildFactory(
        municipality=municipality, guardian=parent, birth_date=date(2012, 9, 10), first_name="Фёдор"
    )


def invite(child, by, on, *, email=EMAIL, relation=FATHER, rights=LIMITED) -> Invitation:
    return inviting.invite(child, Asked(email, relation, rights), by=by, on=on)


def code_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def test_an_invited_person_looks_after_the_child(child, parent, father, on):
    invitation = invite(child, parent, on)

    guardianship = inviting.accept(invitation, by=father, on=on)

    assert (guardianship.child, guardianship.user) == (child, father)
    assert (guardianship.relation, guardianship.rights) == (FATHER, LIMITED)
    assert AuditEvent.objects.filter(action="guardianship.added", by=father).count() == 1


def test_the_letter_names_neither_the_child_nor_who_invites(child, parent, on):
    invitation = invite(child, parent, on, email="NEW@Example.org ")

    letter = Notification.objects.get(kind="certificates.invited")
    assert (letter.recipient, letter.goes_to) == (None, "new@example.org")
    assert inviting.token_of(invitation) in letter.url
    assert child.first_name not in letter.body + letter.subject
    assert parent.last_name not in letter.body + letter.subject


def test_who_is_registered_gets_the_letter_in_the_portal(child, parent, father, on):
    invite(child, parent, on)

    assert Notification.objects.get(kind="certificates.invited").recipient == father


def test_who_only_took_the_e_mail_does_not_find_the_link_in_the_portal(child, parent, father, on):
    father.email_confirmed_at = None
    father.save(update_fields=["email_confirmed_at"])

    invite(child, parent, on)

    letter = Notification.objects.get(kind="certificates.invited")
    assert (letter.recipient, letter.goes_to) == (None, EMAIL)


def test_nobody_gives_through_an_invitation_what_they_have_no_more(child, parent, father, on):
    second = GuardianshipFactory(child=child, user=UserFactory(role=Role.GUARDIAN), rights=FULL)
    invitation = invite(child, second.user, on, rights=FULL)

    looking_after.change_rights(second, LIMITED, by=parent)

    assert code_of(lambda: inviting.accept(invitation, by=father, on=on)) == (
        "invitation_taken_back"
    )


def test_all_are_told_who_came(child, parent, father, on):
    inviting.accept(invite(child, parent, on), by=father, on=on)

    assert Notification.objects.filter(recipient=parent, kind="certificates.adult_came").exists()
    assert Notification.objects.filter(recipient=father, kind="certificates.adult_welcome").exists()


def test_a_role_comes_with_the_child(child, parent, provider_manager, on):
    invitation = invite(child, parent, on, email=provider_manager.email)

    inviting.accept(invitation, by=provider_manager, on=on)

    assert provider_manager.role_assignments.filter(role=Role.GUARDIAN).exists()


def test_another_e_mail_is_told_nothing(child, parent, stranger, on):
    token = inviting.token_of(invite(child, parent, on))

    assert code_of(lambda: inviting.find(token, by=stranger, on=on)) == "other_email"


def test_a_link_is_of_no_use_when_it_was_taken_back_used_or_is_late(child, parent, father, on):
    invitation = invite(child, parent, on)
    token = inviting.token_of(invitation)
    late = on + timedelta(days=8)

    assert inviting.find(token, by=father, on=on + timedelta(days=7)) == invitation
    assert code_of(lambda: inviting.find(token, by=father, on=late)) == "invitation_expired"
    assert code_of(lambda: inviting.find("нет", by=father, on=on)) == "link_wrong"
    inviting.take_back(invitation, by=parent, on=on)
    assert code_of(lambda: inviting.find(token, by=father, on=on)) == "invitation_taken_back"
    again = invite(child, parent, on)
    inviting.accept(again, by=father, on=on)
    assert code_of(lambda: inviting.accept(again, by=father, on=on)) == "invitation_used"
    assert code_of(lambda: inviting.take_back(again, by=parent, on=on)) == "invitation_used"


def test_the_term_is_a_setting(child, parent, on):
    child.municipality.region.settings = {"invitation_days": 2}
    child.municipality.region.save(update_fields=["settings"])

    assert invite(child, parent, on).valid_until == on + timedelta(days=2)


def test_one_person_is_invited_once(child, parent, father, on):
    invitation = invite(child, parent, on)

    assert code_of(lambda: invite(child, parent, on)) == "already_invited"
    assert code_of(lambda: invite(child, parent, on, email=parent.email)) == "own_email"
    inviting.accept(invitation, by=father, on=on)
    assert code_of(lambda: invite(child, parent, on)) == "already_looks_after"


def test_after_its_term_an_invitation_is_sent_anew(child, parent, on):
    old = invite(child, parent, on)

    new = invite(child, parent, on + timedelta(days=8))

    old.refresh_from_db()
    assert old.taken_back_on == new.invited_on


def test_not_everybody_may_invite(child, parent, stranger, on):
    looking = GuardianshipFactory(child=child, relation=FATHER, rights=LIMITED).user
    own = GuardianshipFactory(child=child, relation=SELF).user

    assert code_of(lambda: invite(child, looking, on)) == "sees_only"
    assert code_of(lambda: invite(child, own, on)) == "not_a_grown_up"
    assert code_of(lambda: invite(child, stranger, on)) == "not_yours"


def test_adults_are_counted_with_the_invited(child, parent, father, on):
    child.municipality.region.settings = {"adults_per_child": 2}
    child.municipality.region.save(update_fields=["settings"])
    invitation = invite(child, parent, on)

    assert code_of(lambda: invite(child, parent, on, email="x@example.org")) == "too_many_adults"
    GuardianshipFactory(child=child)
    assert code_of(lambda: inviting.accept(invitation, by=father, on=on)) == "too_many_adults"


def test_children_of_one_account_are_counted(child, parent, father, on):
    child.municipality.region.settings = {"children_per_adult": 1}
    child.municipality.region.save(update_fields=["settings"])
    GuardianshipFactory(user=father)
    invitation = invite(child, parent, on)

    assert code_of(lambda: inviting.accept(invitation, by=father, on=on)) == "too_many_children"


def test_no_more_than_five_letters_a_day(child, parent, on):
    for number in range(5):
        email = f"{number}@example.org"
        inviting.take_back(invite(child, parent, on, email=email), by=parent, on=on)

    assert code_of(lambda: invite(child, parent, on)) == "too_many_letters"
    assert invite(child, parent, on + timedelta(days=1)).pk


def test_a_child_has_an_account_from_the_birthday(teen, parent, father):
    eve, birthday = date(2026, 9, 9), date(2026, 9, 10)

    with pytest.raises(RuleBroken, match=r"10\.09\.2026") as refusal:
        invite(teen, parent, eve, relation=SELF)
    assert refusal.value.code == "too_young"
    own = inviting.accept(
        invite(teen, parent, birthday, relation=SELF, rights=FULL), by=father, on=birthday
    )
    assert own.is_self
    assert own.is_full


def test_a_child_has_one_account_and_an_account_is_of_one_child(teen, parent, father, on):
    on = date(2026, 9, 10)
    invitation = invite(teen, parent, on, relation=SELF)
    assert (
        code_of(lambda: invite(teen, parent, on, relation=SELF, email="x@example.org"))
        == "already_invited"
    )
    inviting.accept(invitation, by=father, on=on)
    other = ChildFactory(guardian=parent, birth_date=date(2012, 1, 1))

    assert (
        code_of(lambda: invite(teen, parent, on, relation=SELF, email="x@example.org"))
        == "has_own_account"
    )
    second = invite(other, parent, on, relation=SELF)
    assert code_of(lambda: inviting.accept(second, by=father, on=on)) == "is_a_parent"
    inviting.take_back(second, by=parent, on=on)
    third = invite(other, parent, on)
    assert code_of(lambda: inviting.accept(third, by=father, on=on)) == "is_own_account"


def test_invitations_of_who_is_removed_work_no_more(child, parent, father, stranger, on):
    second = inviting.accept(invite(child, parent, on, rights=FULL), by=father, on=on)
    theirs = invite(child, father, on, email=stranger.email)

    looking_after.remove(second, by=parent, on=on)

    assert code_of(lambda: inviting.accept(theirs, by=stranger, on=on)) == "invitation_taken_back"


def test_who_declines_looks_after_nobody_and_who_invited_is_told(child, parent, father, on):
    invitation = invite(child, parent, on)

    inviting.decline(invitation, by=father, on=on)

    assert not child.guardianships.filter(user=father).exists()
    assert code_of(lambda: inviting.accept(invitation, by=father, on=on)) == "invitation_declined"
    told = Notification.objects.get(recipient=parent, kind="certificates.adult_declined")
    assert EMAIL in told.body
    assert invite(child, parent, on).pk != invitation.pk


def test_a_stranger_declines_nothing(child, parent, stranger, on):
    invitation = invite(child, parent, on)

    assert code_of(lambda: inviting.decline(invitation, by=stranger, on=on)) == "other_email"


def test_a_relative_may_only_look(child, parent, on):
    relative = Guardianship.Relation.RELATIVE

    refused = code_of(lambda: invite(child, parent, on, relation=relative, rights=FULL))

    assert refused == "relative_only_looks"
    assert invite(child, parent, on, relation=relative).relation == relative


def test_a_relative_is_not_given_full_rights_later(child, parent, on):
    relative = GuardianshipFactory(
        child=child, relation=Guardianship.Relation.RELATIVE, rights=LIMITED
    )

    refused = code_of(lambda: looking_after.change_rights(relative, FULL, by=parent))

    assert refused == "relative_only_looks"


@pytest.mark.parametrize("is_registered", [True, False])
def test_an_invitation_that_came_back_is_known_to_who_sent_it(
    child, parent, is_registered, on, monkeypatch
):
    if is_registered:
        UserFactory(role=Role.GUARDIAN, email=EMAIL)
    invitation = invite(child, parent, on)
    assert not inviting.returned_to(parent).exists()
    refused = SMTPRecipientsRefused({EMAIL: (550, b"no such user")})
    monkeypatch.setattr(EmailMessage, "send", lambda _: raise_(refused))

    mailing.send_unsent()

    assert inviting.returned_to(parent).get() == invitation
    inviting.take_back(invitation, by=parent, on=on)
    assert not inviting.returned_to(parent).exists()


def raise_(error: Exception) -> None:
    raise error


def test_who_followed_the_link_of_the_letter_reads_that_mailbox(child, parent, father, on):
    father.email_confirmed_at = None
    father.save(update_fields=["email_confirmed_at"])

    inviting.accept(invite(child, parent, on), by=father, on=on)

    father.refresh_from_db()
    assert father.email_confirmed_at is not None


def test_who_finds_the_link_in_the_portal_is_not_taken_to_read_the_mailbox(
    child, parent, father, on
):
    bouncing.mark(father)
    father.refresh_from_db()

    inviting.accept(invite(child, parent, on), by=father, on=on)

    father.refresh_from_db()
    assert father.email_bounced_at is not None
