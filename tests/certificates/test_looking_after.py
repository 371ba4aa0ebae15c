"""Who looks after a child: rights, removal, the desk; parents may have parted (R11.05)."""

from datetime import date

import pytest

from certificates import arbitrating, issuing, looking_after, registering
from certificates.models import Guardianship
from certificates.registering import ChildFields
from reference.errors import RuleBroken
from tests.factories.certificates import ChildFactory, GuardianshipFactory
from tests.factories.users import UserFactory
from users.models import AuditEvent, Notification, Role

FATHER, SELF = Guardianship.Relation.FATHER, Guardianship.Relation.SELF
FULL, LIMITED = Guardianship.Rights.FULL, Guardianship.Rights.LIMITED


@pytest.fixture
def mother(child, parent) -> Guardianship:
    return child.guardianships.get(user=parent)


@pytest.fixture
def father(child, mother) -> Guardianship:
    """He came later, with full rights."""
    return GuardianshipFactory(
        child=child, user=UserFactory(role=Role.GUARDIAN), relation=FATHER, rights=FULL
    )


def code_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def seen(guardianship, clerk, on) -> Guardianship:
    looking_after.confirm(guardianship, by=clerk, on=on)
    return guardianship


def test_rights_are_changed_and_everybody_is_told(child, mother, father):
    looking_after.change_rights(father, LIMITED, by=mother.user)

    father.refresh_from_db()
    assert not father.is_full
    told = Notification.objects.filter(kind="certificates.adult_rights").values_list(
        "recipient", flat=True
    )
    assert set(told) == {mother.user_id, father.user_id}
    assert AuditEvent.objects.filter(action="guardianship.rights_changed").count() == 1


def test_who_came_later_does_not_put_out_who_was_before(mother, father, on):
    assert code_of(lambda: looking_after.remove(mother, by=father.user, on=on)) == "came_earlier"
    assert (
        code_of(lambda: looking_after.change_rights(mother, LIMITED, by=father.user))
        == "came_earlier"
    )


def test_who_is_known_by_documents_is_changed_at_the_desk_alone(mother, father, clerk, on):
    seen(mother, clerk, on)
    assert code_of(lambda: looking_after.remove(mother, by=father.user, on=on)) == "only_at_desk"
    seen(father, clerk, on)
    assert code_of(lambda: looking_after.remove(father, by=mother.user, on=on)) == "only_at_desk"


def test_who_is_known_by_documents_decides_on_the_others(mother, father, clerk, on):
    seen(father, clerk, on)

    looking_after.remove(mother, by=father.user, on=on)

    assert list(father.child.guardianships.all()) == [father]


def test_the_removed_gets_a_letter_that_says_where_to_go(mother, father, on):
    looking_after.remove(father, by=mother.user, on=on)

    letter = Notification.objects.get(recipient=father.user)
    assert letter.kind == "certificates.adult_removed"
    assert mother.user.full_name in letter.body
    assert letter.url == ""
    assert AuditEvent.objects.get(action="guardianship.removed").details["user"] == father.user_id


def test_somebody_with_full_rights_stays(child, mother, father, clerk, on):
    looking_after.change_rights(father, LIMITED, by=mother.user)

    assert code_of(lambda: looking_after.remove(mother, by=mother.user, on=on)) == "last_full"
    assert (
        code_of(lambda: looking_after.change_rights(mother, LIMITED, by=mother.user)) == "last_full"
    )
    assert (
        code_of(lambda: arbitrating.remove_at_desk(mother, "суд", by=clerk, on=on)) == "last_full"
    )
    assert (
        code_of(lambda: arbitrating.decide_at_desk(mother, LIMITED, "суд", by=clerk, on=on))
        == "last_full"
    )


def test_a_childs_own_account_does_not_stand_for_a_grown_up(child, mother, on):
    GuardianshipFactory(child=child, relation=SELF, rights=FULL)

    assert code_of(lambda: looking_after.remove(mother, by=mother.user, on=on)) == "last_full"


def test_anybody_may_leave_while_another_stays(mother, father, on):
    looking_after.remove(mother, by=mother.user, on=on)

    assert list(father.child.guardianships.all()) == [father]


def test_limited_rights_decide_on_nobody_but_themselves(child, mother, father, on):
    looking_after.change_rights(father, LIMITED, by=mother.user)
    third = GuardianshipFactory(child=child, relation="other")

    assert code_of(lambda: looking_after.remove(third, by=father.user, on=on)) == "sees_only"
    looking_after.remove(father, by=father.user, on=on)
    assert not child.guardianships.filter(pk=father.pk).exists()


def test_removed_twice_is_told(mother, father, on):
    looking_after.remove(father, by=mother.user, on=on)

    assert code_of(lambda: looking_after.remove(father, by=mother.user, on=on)) == "not_yours"


def test_a_removed_person_acts_no_more(funded_certificate, mother, father, on):
    looking_after.remove(father, by=mother.user, on=on)

    assert (
        code_of(lambda: issuing.return_to_accounting(funded_certificate, by=father.user, on=on))
        == "not_yours"
    )


def test_the_desk_adds_who_has_shown_documents(child, mother, clerk, on):
    person = UserFactory(email="otets@example.org")

    added = arbitrating.add_at_desk(child, " Otets@Example.org", FATHER, FULL, by=clerk, on=on)

    assert (added.user, added.documents_seen_on, added.documents_seen_by) == (person, on, clerk)
    assert person.role_assignments.filter(role=Role.GUARDIAN).exists()
    assert Notification.objects.filter(recipient=mother.user).exists()


def test_the_desk_adds_nobody_twice_and_nobody_unknown(child, mother, clerk, on):
    add = arbitrating.add_at_desk

    assert code_of(lambda: add(child, "x@example.org", FATHER, FULL, by=clerk, on=on)) == (
        "no_such_user"
    )
    assert code_of(lambda: add(child, mother.user.email, FATHER, FULL, by=clerk, on=on)) == (
        "already_looks_after"
    )


def test_the_desk_settles_a_dispute(mother, father, clerk, on):
    seen(mother, clerk, on)
    seen(father, clerk, on)

    arbitrating.decide_at_desk(father, LIMITED, "решение суда", by=clerk, on=on)

    father.refresh_from_db()
    assert not father.is_full
    event = AuditEvent.objects.get(action="guardianship.rights_changed")
    assert (event.by, event.details["reason"]) == (clerk, "решение суда")


def test_who_applied_is_known_once_the_documents_were_seen(
    child, parent, clerk, on, category_terms
):
    registering.give_consent(child, by=parent)
    application = issuing.apply(child, by=parent, on=on)

    issuing.confirm(application, category_terms.category, by=clerk, on=on)

    assert child.guardianships.get(user=parent).documents_seen_by == clerk


def test_an_own_account_adds_no_children(municipality, on):
    own = GuardianshipFactory(child=ChildFactory(birth_date=date(2012, 1, 1)), relation=SELF).user
    fields = ChildFields(municipality, "Осинин", "Лев", "", date(2018, 5, 5), "m")

    assert (
        code_of(lambda: registering.register_child(fields, relation="other", by=own, on=on))
        == "is_own_account"
    )


def test_children_of_one_account_have_a_limit(municipality, parent, child, on):
    municipality.region.settings = {"children_per_adult": 1}
    municipality.region.save(update_fields=["settings"])
    fields = ChildFields(municipality, "Осинин", "Лев", "", date(2018, 5, 5), "m")

    assert (
        code_of(lambda: registering.register_child(fields, relation="mother", by=parent, on=on))
        == "too_many_children"
    )


def test_who_works_at_the_desk_does_not_make_themself_a_representative(child, mother, clerk, on):
    take = lambda: arbitrating.add_at_desk(  # noqa: E731
        child, clerk.email, FATHER, FULL, by=clerk, on=on
    )

    assert code_of(take) == "own_family"
    assert not child.guardianships.filter(user=clerk).exists()


def test_nobody_at_the_desk_decides_on_their_own_family(child, mother, father, clerk, on):
    GuardianshipFactory(child=child, user=clerk, relation="other")
    grandmother = UserFactory()
    verbs = [
        lambda: arbitrating.add_at_desk(child, grandmother.email, FATHER, FULL, by=clerk, on=on),
        lambda: arbitrating.decide_at_desk(father, LIMITED, "суд", by=clerk, on=on),
        lambda: arbitrating.remove_at_desk(mother, "суд", by=clerk, on=on),
    ]

    assert [code_of(verb) for verb in verbs] == ["own_family"] * 3


def test_the_own_child_gets_its_certificate_from_a_colleague(
    child, mother, clerk, on, category_terms
):
    registering.give_consent(child, by=mother.user)
    application = issuing.apply(child, by=mother.user, on=on)
    GuardianshipFactory(child=child, user=clerk, relation="other")

    give = lambda: issuing.confirm(  # noqa: E731
        application, category_terms.category, by=clerk, on=on
    )

    assert code_of(give) == "own_family"
