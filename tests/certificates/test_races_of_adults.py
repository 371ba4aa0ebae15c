"""Two people press at once about who looks after a child. Each race has its twin without a lock."""

from threading import Event
from time import sleep

import pytest

from certificates import (
    consenting,
    inviting,
    issuing,
    letters_of_consents,
    looking_after,
    whereabouts,
)
from certificates.inviting import Asked
from certificates.models import Child, ChildPoint, Guardianship, Invitation
from reference.points import Point
from tests.enrollment.test_races import at_once
from tests.factories.certificates import ApplicationFactory, ConsentFactory, GuardianshipFactory
from tests.factories.users import UserFactory
from users.models import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

FATHER, FULL = Guardianship.Relation.FATHER, Guardianship.Rights.FULL


@pytest.fixture
def father(db):
    return UserFactory(role=Role.GUARDIAN)


@pytest.fixture
def invitation(child, parent, father, on) -> Invitation:
    return inviting.invite(child, Asked(father.email, FATHER, FULL), by=parent, on=on)


def test_an_invitation_is_accepted_once(child, invitation, father, on):
    ends = at_once(*[lambda: inviting.accept(invitation, by=father, on=on)] * 4)

    assert ends == ["done", *["invitation_used"] * 3]
    assert child.guardianships.filter(user=father).count() == 1


def test_without_the_lock_the_constraint_still_keeps_one(
    child, invitation, father, on, monkeypatch
):
    monkeypatch.setattr(looking_after, "hold", lambda child: Child.objects.get(pk=child.pk))

    ends = at_once(*[lambda: inviting.accept(invitation, by=father, on=on)] * 4)

    assert ends.count("done") == 1
    assert child.guardianships.filter(user=father).count() == 1


def test_an_invitation_is_accepted_or_taken_back(child, invitation, parent, father, on):
    ends = at_once(
        lambda: inviting.accept(invitation, by=father, on=on),
        lambda: inviting.take_back(invitation, by=parent, on=on),
    )

    invitation.refresh_from_db()
    assert ends in (["done", "invitation_taken_back"], ["done", "invitation_used"])
    assert (invitation.accepted_on is None) != (invitation.taken_back_on is None)
    assert child.guardianships.filter(user=father).exists() == bool(invitation.accepted_on)


def test_two_who_leave_at_once_do_not_leave_the_child_alone(child, parent, father, on):
    first = child.guardianships.get(user=parent)
    second = GuardianshipFactory(child=child, user=father, relation=FATHER)

    ends = at_once(
        lambda: looking_after.remove(first, by=parent, on=on),
        lambda: looking_after.remove(second, by=father, on=on),
    )

    assert ends == ["done", "last_full"]
    assert child.guardianships.count() == 1


def test_who_is_removed_acts_before_it_or_not_at_all(funded_certificate, child, parent, father, on):
    second = GuardianshipFactory(child=child, user=father, relation=FATHER)

    ends = at_once(
        lambda: issuing.return_to_accounting(funded_certificate, by=father, on=on),
        lambda: looking_after.remove(second, by=parent, on=on),
    )

    funded_certificate.refresh_from_db()
    assert ends in (["done", "done"], ["done", "not_yours"])
    assert funded_certificate.is_funded == ("not_yours" in ends)
    assert not child.guardianships.filter(user=father).exists()


def test_a_place_of_the_child_does_not_outlive_the_consent(child, parent):
    ConsentFactory(child=child, given_by=parent)

    ends = at_once(
        lambda: consenting.withdraw(child, of=parent, by=parent),
        *[
            lambda kind=kind: whereabouts.tell(child, kind, Point(59.1, 36.0), by=parent)
            for kind in ("home", "school", "home")
        ],
    )

    assert set(ends) <= {"done", "consent_withdrawn"}
    assert not ChildPoint.objects.exists()


def test_no_certificate_is_given_while_the_consent_is_being_taken_back(
    child, parent, category_terms, moc, on, monkeypatch
):
    ConsentFactory(child=child, given_by=parent)
    application = ApplicationFactory(child=child, submitted_by=parent)
    is_going = Event()

    def written_slowly(*_child, **_words) -> None:
        is_going.set()
        sleep(0.3)

    monkeypatch.setattr(letters_of_consents, "consent_withdrawn", written_slowly)

    def confirm() -> None:
        is_going.wait(timeout=10)
        issuing.confirm(application, category_terms.category, by=moc, on=on)

    ends = at_once(lambda: consenting.withdraw(child, of=parent, by=parent), confirm)

    assert ends == ["consent_withdrawn", "done"]
    assert not child.certificates.exists()
