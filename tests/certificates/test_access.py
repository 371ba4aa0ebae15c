"""Who sees which children, certificates and plans."""

import pytest

from certificates import access
from certificates.models import Application
from tests.factories.certificates import CertificateFactory
from tests.factories.users import UserFactory
from users.models import Role


@pytest.fixture
def application(child, parent, on):
    return Application.objects.create(
        child=child, municipality=child.municipality, submitted_by=parent, submitted_on=on
    )


def test_a_parent_sees_the_own_child_and_certificate_alone(parent, stranger, certificate, child):
    assert access.children_seen_by(parent).get() == child
    assert access.visible_certificates(parent).get() == certificate
    assert not access.children_seen_by(stranger).exists()
    assert not access.visible_certificates(stranger).exists()


def test_an_application_is_seen_by_its_family_and_its_desk(
    application, parent, stranger, clerk, moc, foreign_moc
):
    assert access.applications_of(parent).get() == application
    assert access.applications_to_decide(clerk).get() == application
    assert access.applications_to_decide(moc).get() == application
    assert not access.applications_of(stranger).exists()
    assert not access.applications_to_decide(foreign_moc).exists()


def test_a_payer_decides_no_applications(application, payer):
    assert not access.applications_to_decide(payer).exists()


def test_the_register_is_the_municipality_for_its_people_and_everything_for_the_region(
    certificate, clerk, moc, payer, operator, foreign_moc, provider_manager
):
    elsewhere = CertificateFactory()

    for person in (clerk, moc, payer):
        assert access.certificates_in_register(person).get() == certificate
    assert set(access.certificates_in_register(operator)) == {certificate, elsewhere}
    assert not access.certificates_in_register(foreign_moc).filter(pk=certificate.pk).exists()
    assert not access.certificates_in_register(provider_manager).exists()


def test_a_parent_who_works_at_the_desk_sees_both(certificate, clerk):
    own = CertificateFactory(guardian=clerk)

    assert set(access.visible_certificates(clerk)) == {certificate, own}


def test_the_payer_manages_the_plan_and_the_support_centre_only_reads_it(
    plan, category_terms, payer, moc, foreign_moc
):
    assert access.plans_to_manage(payer).get() == plan
    assert access.terms_to_manage(payer).get() == category_terms
    assert access.plans_to_see(moc).get() == plan
    assert not access.plans_to_manage(moc).exists()
    assert not access.terms_to_manage(moc).exists()
    assert not access.plans_to_see(foreign_moc).exists()


def test_a_clerk_does_not_suspend_certificates(certificate, clerk, moc, payer, foreign_moc):
    assert access.can_decide(moc, certificate)
    assert access.can_decide(payer, certificate)
    assert not access.can_decide(clerk, certificate)
    assert not access.can_decide(foreign_moc, certificate)


def test_a_payer_of_another_municipality_manages_nothing_here(municipality, payer):
    neighbour = UserFactory(role=Role.PAYER, municipality=CertificateFactory().municipality)

    assert access.can_manage_plans(payer, municipality)
    assert not access.can_manage_plans(neighbour, municipality)


def test_a_certificates_number_finds_who_acts_for_the_child(certificate, parent, stranger):
    number = certificate.number

    for typed in (number, f"№ {number[:4]} {number[4:]}", f" {number}"):
        assert access.guardians_by_number(typed) == [parent]


@pytest.mark.parametrize("odd", ["", "1", "Ы" * 300, "а\x00б", "9" * 300, "%"])
def test_an_odd_number_finds_nobody(certificate, odd):
    assert access.guardians_by_number(odd) == []
