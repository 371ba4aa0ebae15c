"""Who may act for a child, and who may only look (R11.05)."""

import pytest

from certificates import acting, issuing
from certificates.models import Guardianship
from reference.errors import RuleBroken
from tests.factories.certificates import GuardianshipFactory
from tests.factories.users import UserFactory
from users.models import Role

LIMITED = Guardianship.Rights.LIMITED


@pytest.fixture
def father(child):
    """He may look at the child of the cast, and not act."""
    return GuardianshipFactory(
        child=child,
        user=UserFactory(role=Role.GUARDIAN, last_name="Ольхов"),
        relation=Guardianship.Relation.FATHER,
        rights=LIMITED,
    ).user


def test_full_rights_act(child, parent):
    acting.hold(child.pk, by=parent)
    acting.check(child.pk, by=parent)

    assert not acting.only_sees(child.pk, by=parent)


def test_limited_rights_are_told_who_acts(child, parent, father):
    with pytest.raises(RuleBroken) as refusal:
        acting.hold(child.pk, by=father)

    assert refusal.value.code == "sees_only"
    assert parent.short_name in str(refusal.value)
    assert father.short_name not in str(refusal.value)


def test_a_verb_refuses_whoever_only_looks(funded_certificate, father, on):
    with pytest.raises(RuleBroken) as refusal:
        issuing.return_to_accounting(funded_certificate, by=father, on=on)

    assert refusal.value.code == "sees_only"
    funded_certificate.refresh_from_db()
    assert funded_certificate.is_funded


def test_staff_and_jobs_act_by_rights_of_their_own(child, certificate, clerk):
    acting.hold(child.pk, by=clerk)
    acting.hold_with(certificate.pk, by=None)
    acting.hold_with(certificate.pk, by=clerk)


def test_children_only_seen_are_known(child, parent, father):
    assert acting.children_only_seen(father) == {child.pk}
    assert acting.children_only_seen(parent) == set()
