"""Consents: given to a version, taken back, given again (R11.01, R11.03, R11.04)."""

import pytest

from certificates import consenting, issuing, moving
from certificates.models import Consent, Guardianship
from reference.errors import RuleBroken
from tests.factories.certificates import ConsentFactory
from tests.factories.users import UserFactory
from users import audit
from users.models import Notification, Role


def refusal_of(verb) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


@pytest.fixture
def father(child):
    father = UserFactory(role=Role.GUARDIAN)
    Guardianship.objects.create(child=child, user=father, relation="father")
    return father


def test_a_consent_knows_its_version_its_way_and_who_noted_it(child, parent, clerk):
    paper = consenting.give(child, of=parent, by=clerk, channel=Consent.Channel.PAPER)

    assert (paper.text_version, paper.channel) == (consenting.CURRENT.version, "paper")
    assert (paper.given_by, paper.noted_by) == (parent, clerk)
    assert paper.given_at is not None


def test_every_version_has_its_text(child, parent, client):
    client.force_login(parent)

    for text in consenting.TEXTS:
        page = client.get(f"/certificates/family/children/{child.pk}/consent/{text.version}/")
        assert "152-ФЗ" in page.text


def test_only_a_representative_gives_the_consent(child, stranger):
    code = refusal_of(lambda: consenting.give(child, of=stranger, by=stranger))

    assert code == "not_representative"


def test_a_consent_taken_back_stands_no_more_and_says_how(child, parent):
    consent = consenting.give(child, of=parent, by=parent)

    consenting.withdraw(child, of=parent, by=parent)

    consent.refresh_from_db()
    assert consenting.is_withdrawn(child)
    assert (consent.withdrawn_channel, consent.withdrawn_by) == ("cabinet", parent)
    assert consent.withdrawn_at is not None
    assert audit.history_of(child).filter(action="consent.withdrawn").exists()


def test_given_again_it_stands_and_the_old_one_is_kept(child, parent):
    consenting.give(child, of=parent, by=parent)
    consenting.withdraw(child, of=parent, by=parent)

    consenting.give(child, of=parent, by=parent)

    assert not consenting.is_withdrawn(child)
    assert child.consents.count() == 2


def test_the_consent_of_another_representative_is_enough(child, parent, father):
    consenting.give(child, of=parent, by=parent)
    consenting.give(child, of=father, by=father)

    consenting.withdraw(child, of=parent, by=parent)

    assert not consenting.is_withdrawn(child)
    letter = Notification.objects.filter(kind="certificates.consent_withdrawn", recipient=father)
    assert "другого представителя" in letter.get().body


def test_whoever_gave_none_has_nothing_to_withdraw(child, parent, father):
    consenting.give(child, of=parent, by=parent)

    assert refusal_of(lambda: consenting.withdraw(child, of=father, by=father)) == "no_consent"


def test_the_support_centre_hears_when_no_consent_is_left(child, parent, moc):
    consenting.give(child, of=parent, by=parent)

    consenting.withdraw(child, of=parent, by=parent)

    assert Notification.objects.filter(
        recipient=moc, kind="certificates.consent_withdrawn"
    ).exists()


def test_a_child_of_an_old_register_has_not_withdrawn_anything(child):
    assert not consenting.is_withdrawn(child)
    assert consenting.stand(child) is None


def test_without_a_consent_nothing_is_issued_funded_or_moved(child, parent, moc, certificate, on):
    consenting.give(child, of=parent, by=parent)
    consenting.withdraw(child, of=parent, by=parent)

    codes = [
        refusal_of(lambda: issuing.request_funding(certificate, by=parent, on=on)),
        refusal_of(lambda: moving.ask(child, child.municipality, by=parent, on=on)),
    ]

    assert codes == ["consent_withdrawn"] * 2


def test_an_application_is_not_confirmed_after_the_withdrawal(child, parent, moc, on, plan):
    consenting.give(child, of=parent, by=parent)
    application = issuing.apply(child, by=parent, on=on)
    consenting.withdraw(child, of=parent, by=parent)
    category = plan.category_terms.first()

    code = refusal_of(
        lambda: issuing.confirm(application, category and category.category, by=moc, on=on)
    )

    assert code == "consent_withdrawn"


def test_a_person_of_an_earlier_text_is_asked_again(child, parent):
    ConsentFactory(child=child, given_by=parent, text_version=consenting.TEXTS[0].version)
    assert consenting.asks_again([child], parent) == [child]

    consenting.give(child, of=parent, by=parent)

    assert consenting.asks_again([child], parent) == []


def test_papers_of_the_own_family_are_noted_by_a_colleague(child, parent, clerk):
    Guardianship.objects.create(child=child, user=clerk, relation="father")
    consenting.give(child, of=parent, by=parent)

    assert (
        refusal_of(
            lambda: consenting.withdraw(child, of=parent, by=clerk, channel=Consent.Channel.PAPER)
        )
        == "own_family"
    )
    assert not consenting.is_withdrawn(child)
