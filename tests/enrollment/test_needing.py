"""What is needed from a family: each thing once, the most urgent first."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from certificates import guiding, registering
from enrollment import access, enrolling, listing, needing, timetabling
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from programs.models import Program
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.enrollment import (
    BudgetPlaceFactory,
    ContractFactory,
    InstalmentFactory,
    ParentPaymentFactory,
    WaitingPlaceFactory,
)
from tests.factories.programs import GroupFactory, SlotFactory
from users.models import Notification
from users.models.notification import CONFIRM_EMAIL


def of_children(user, on):
    cards = [guiding.card_of(child, on=on) for child in user_children(user)]
    return list(needing.of_children(cards))


def user_children(user):
    from certificates import access as certificates

    return certificates.children_seen_by(user)


def of_contracts(user, on):
    contracts = listing.with_families(access.family_contracts(user).living())
    return list(needing.of_contracts(contracts, on=on))


def of_money(user, on):
    cards = [guiding.card_of(child, on=on) for child in user_children(user)]
    return list(needing.of_money(cards, on=on))


def of_the_week(user, on):
    places = timetabling.places_of(access.family_contracts(user), access.family_places(user), on=on)
    return list(needing.of_the_week(places, on=on))


@pytest.fixture
def offered(funded_certificate, group, parent, provider_manager, on):
    contract = enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)
    return enrolling.accept(contract, by=provider_manager, on=on)


# the order


def test_the_nearest_day_comes_first_then_the_rest():
    def need(name, **about):
        return needing.Need(name, "/", "Открыть", **about)

    found = needing.in_order(
        [
            need("письма"),
            need("договор", until=date(2026, 9, 15)),
            need("место", until=date(2026, 9, 7)),
            need("долг", until=date(2026, 9, 1), is_overdue=True),
        ]
    )

    assert [each.what for each in found] == ["долг", "место", "договор", "письма"]


# the account


def test_a_person_without_new_letters_has_nothing_to_do(parent):
    assert list(needing.of_the_account(parent)) == []


def test_unread_letters_are_counted(parent):
    for number in range(3):
        Notification.objects.create(recipient=parent, kind="x", subject=f"{number}", body="…")
    Notification.objects.update_or_create(subject="0", defaults={"read_at": datetime.now(UTC)})

    (need,) = needing.of_the_account(parent)

    assert "2 новых письма" in need.what


def test_a_letter_whose_link_is_in_the_mailbox_alone_is_not_to_be_read_here(parent):
    Notification.objects.create(recipient=parent, kind=CONFIRM_EMAIL, subject="x", body="…")

    assert list(needing.of_the_account(parent)) == []


# children


def test_a_family_without_children_adds_one(stranger, on):
    (need,) = of_children(stranger, on)

    assert need.url.endswith("/add-child/")


def test_a_child_without_consent_needs_it_also_with_a_certificate(certificate, parent, on):
    certificate.child.consents.all().delete()

    (need,) = of_children(parent, on)

    assert need.who == certificate.child.first_name
    assert "consent" in need.url


def test_a_child_with_consent_and_certificate_needs_nothing(certificate, parent, on):
    if not registering.has_consent(certificate.child):
        registering.give_consent(certificate.child, by=parent)

    assert of_children(parent, on) == []


def test_a_suspended_certificate_is_asked_about(certificate, parent, on):
    registering.give_consent(certificate.child, by=parent)
    certificate.status, certificate.suspended_on = "suspended", on
    certificate.save()

    (need,) = of_children(parent, on)

    assert need.url == certificate.get_absolute_url()


# contracts


def test_a_contract_is_signed_by_the_day_that_the_rule_says(offered, parent, on):
    (need,) = of_contracts(parent, on)

    assert (need.until, need.is_overdue) == (date(2026, 9, 15), False)
    assert need.url.endswith("/sign/")
    (late,) = of_contracts(parent, date(2026, 9, 16))
    assert late.is_overdue


def test_what_the_organisation_has_to_answer_is_not_the_familys(
    funded_certificate, group, parent, on
):
    enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)

    assert of_contracts(parent, on) == []


def test_a_medical_certificate_is_brought_before_the_first_lesson(offered, parent, on):
    Program.objects.update(needs_medical_certificate=True)

    sign, bring = of_contracts(parent, on)

    assert (bring.until, bring.is_overdue) == (offered.starts_on, False)
    Contract.objects.update(medical_seen_on=on)
    assert [need.what for need in of_contracts(parent, on)] == [sign.what]


def test_the_own_part_is_paid_by_the_tenth_of_the_next_month(parent, certificate, plan):
    contract = ContractFactory(
        plan=plan,
        certificate=certificate,
        status=Contract.Status.ACTIVE,
        signed_on=date(2026, 9, 1),
        parent_part=300_00,
    )
    for month in (9, 10):
        InstalmentFactory(
            contract=contract,
            month=date(2026, month, 1),
            certificate_amount=0,
            parent_amount=100_00,
            status="debited",
        )

    (need,) = of_contracts(parent, date(2026, 10, 5))
    assert (need.until, need.is_overdue) == (date(2026, 10, 10), False)
    assert "200,00" in need.what
    (late,) = of_contracts(parent, date(2026, 10, 11))
    assert late.is_overdue

    ParentPaymentFactory(contract=contract, amount=100_00, paid_on=date(2026, 10, 6))
    (october,) = of_contracts(parent, date(2026, 10, 11))
    assert (october.until, october.is_overdue) == (date(2026, 11, 10), False)
    ParentPaymentFactory(contract=contract, amount=100_00, paid_on=date(2026, 10, 7))
    assert of_contracts(parent, date(2026, 10, 11)) == []


# waiting, money, the week


def test_a_kept_seat_is_taken_by_its_day(certificate, parent, on):
    place = WaitingPlaceFactory(certificate=certificate)
    waits = access.family_waiting(parent)
    at = datetime(2026, 9, 5, 12, tzinfo=UTC)
    assert list(needing.of_waiting(waits, at=at)) == []

    until = at + timedelta(hours=48)
    WaitingPlace.objects.filter(pk=place.pk).update(offered_at=at, offered_until=until)

    (need,) = needing.of_waiting(access.family_waiting(parent), at=at)
    assert (need.until, need.moment) == (date(2026, 9, 7), datetime(2026, 9, 7, 15))


def test_money_is_reminded_of_in_the_last_ninety_days(funded_certificate, parent, plan):
    assert of_money(parent, date(2026, 9, 5)) == []

    (need,) = of_money(parent, date(2027, 6, 10))

    assert need.until == plan.ends_on
    assert f"child={funded_certificate.child_id}" in need.url


def test_two_programs_that_clash_are_told_once(certificate, parent, on):
    for hour in (15, 16):
        group = GroupFactory()
        SlotFactory(group=group, starts_at=time(hour), ends_at=time(hour + 1, 30))
        BudgetPlaceFactory(certificate=certificate, group=group, status=BudgetPlace.Status.ACTIVE)

    (need,) = of_the_week(parent, on)

    assert "08.09.2026" in need.what
    assert need.url.endswith("?day=2026-09-08")


def test_lessons_of_two_children_do_not_clash(certificate, parent, on):
    sibling = CertificateFactory(child=ChildFactory(guardian=parent))
    for each in (certificate, sibling):
        group = GroupFactory()
        SlotFactory(group=group)
        BudgetPlaceFactory(certificate=each, group=group, status=BudgetPlace.Status.ACTIVE)

    assert of_the_week(parent, on) == []
