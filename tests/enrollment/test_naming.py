"""An organisation reads a child's name while it teaches it and some days after (R11.10)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from enrollment import naming
from enrollment.models import BudgetPlace, Contract
from reference import clock
from tests.factories.enrollment import BudgetPlaceFactory, ContractFactory, InstalmentFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from users import audit

LAST = date(2027, 5, 31)
KEPT = timedelta(days=30)


@pytest.fixture
def contract(certificate, group, plan, parent):
    return ContractFactory(
        plan=plan,
        certificate=certificate,
        group=group,
        requested_by=parent,
        status=Contract.Status.CLOSED,
        signed_on=date(2026, 9, 1),
        ends_on=LAST,
    )


def page_of(client, user, name, *args, on, monkeypatch) -> str:
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)
    client.force_login(user)
    return client.get(reverse(f"enrollment:{name}", args=args)).content.decode()


def test_a_name_is_read_for_thirty_days_after_the_last_one(contract):
    assert naming.reads_name(contract, on=LAST + KEPT)
    assert not naming.reads_name(contract, on=LAST + KEPT + timedelta(days=1))


def test_the_region_may_keep_names_for_longer_or_not_at_all(contract, municipality):
    municipality.region.settings = {"names_kept_days": 0}
    municipality.region.save()
    contract.certificate.municipality.refresh_from_db()

    assert naming.reads_name(contract, on=LAST)
    assert not naming.reads_name(contract, on=LAST + timedelta(days=1))


def test_what_goes_on_keeps_its_name_however_old(contract):
    contract.status = Contract.Status.ACTIVE

    assert naming.reads_name(contract, on=LAST + timedelta(days=400))


@pytest.mark.parametrize("status", [BudgetPlace.Status.REFUSED, BudgetPlace.Status.WITHDRAWN])
def test_what_came_to_nothing_loses_the_name_after_the_decision(certificate, status):
    place = BudgetPlaceFactory(certificate=certificate, status=status, decided_on=LAST)

    assert naming.reads_name(place, on=LAST + KEPT)
    assert not naming.reads_name(place, on=LAST + KEPT + timedelta(days=1))


def test_the_page_of_an_old_contract_names_no_child(
    client, contract, child, parent, provider_manager, monkeypatch
):
    later = LAST + KEPT + timedelta(days=1)

    page = page_of(
        client, provider_manager, "contract", contract.pk, on=LAST, monkeypatch=monkeypatch
    )
    assert child.full_name in page
    assert parent.email in page
    page = page_of(
        client, provider_manager, "contract", contract.pk, on=later, monkeypatch=monkeypatch
    )
    assert contract.number in page
    assert child.last_name not in page
    assert parent.email not in page


@pytest.mark.parametrize("name", ["refuse", "terminate", "move"])
def test_forms_about_what_ended_long_ago_are_not_found(
    client, contract, provider_manager, monkeypatch, name
):
    later = LAST + KEPT + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda municipality=None: later)
    client.force_login(provider_manager)

    assert client.get(reverse(f"enrollment:{name}", args=(contract.pk,))).status_code == 404


def test_the_history_names_the_parent_to_those_who_may_read_it(
    client, contract, parent, provider_manager, payer, monkeypatch
):
    audit.record(parent, "contract.requested", contract)
    later = LAST + KEPT + timedelta(days=1)

    def reads(user, on) -> bool:
        found = page_of(client, user, "contract", contract.pk, on=on, monkeypatch=monkeypatch)
        assert contract.number in found
        return parent.last_name in found

    assert reads(provider_manager, LAST)
    assert not reads(provider_manager, later)
    assert not reads(payer, LAST)


def test_a_payer_who_ends_a_contract_reads_a_number(client, contract, child, payer, monkeypatch):
    Contract.objects.filter(pk=contract.pk).update(status=Contract.Status.ACTIVE)

    page = page_of(client, payer, "direct", contract.pk, on=LAST, monkeypatch=monkeypatch)

    assert contract.certificate.number in page
    assert child.first_name not in page


def test_the_family_reads_its_own_name_for_ever(client, contract, child, parent, monkeypatch):
    later = LAST + timedelta(days=400)

    page = page_of(client, parent, "contract", contract.pk, on=later, monkeypatch=monkeypatch)

    assert child.full_name in page


def test_the_shelf_of_the_decided_shows_a_number_instead(
    client, contract, child, provider_manager, monkeypatch
):
    later = LAST + KEPT + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda municipality=None: later)
    client.force_login(provider_manager)

    page = client.get(reverse("enrollment:inbox"), {"shelf": "done"}).content.decode()

    assert contract.number in page
    assert contract.certificate.masked_number in page
    assert child.last_name not in page


def test_the_place_of_a_child_that_left_long_ago_names_it_no_more(
    client, certificate, child, provider, provider_manager, monkeypatch
):
    group = GroupFactory(module=ModuleFactory(program=ProgramFactory(provider=provider)))
    place = BudgetPlaceFactory(
        certificate=certificate, group=group, status=BudgetPlace.Status.LEFT, left_on=LAST
    )
    later = LAST + KEPT + timedelta(days=1)

    page = page_of(client, provider_manager, "place", place.pk, on=later, monkeypatch=monkeypatch)

    assert child.last_name not in page


def test_the_paper_of_an_application_that_was_refused_is_put_away(
    client, contract, provider_manager, parent, monkeypatch
):
    Contract.objects.filter(pk=contract.pk).update(
        status=Contract.Status.REFUSED, refusal="no_seat", decided_on=LAST, signed_on=None
    )
    monkeypatch.setattr(clock, "today", lambda municipality=None: LAST + KEPT + timedelta(days=1))
    address = reverse("enrollment:application_pdf", args=(contract.pk,))

    client.force_login(provider_manager)
    assert client.get(address).status_code == 404
    client.force_login(parent)
    assert client.get(address).status_code == 200


def test_the_journal_tells_the_names_of_those_who_still_come(contract, certificate, group):
    other = ContractFactory(
        plan=contract.plan,
        group=group,
        status=Contract.Status.ACTIVE,
        signed_on=date(2026, 9, 1),
    )
    later = LAST + KEPT + timedelta(days=1)

    named = naming.named_in(group, [certificate.pk, other.certificate_id], on=later)

    assert named == {other.certificate_id}


def test_lessons_of_a_month_long_ago_name_no_child(
    client, contract, child, provider_manager, monkeypatch
):
    InstalmentFactory(contract=contract, month=date(2027, 5, 1), status="debited")
    later = LAST + KEPT + timedelta(days=1)

    page = page_of(client, provider_manager, "lessons", on=LAST, monkeypatch=monkeypatch)
    assert child.full_name in page
    page = page_of(client, provider_manager, "lessons", on=later, monkeypatch=monkeypatch)
    assert contract.certificate.masked_number in page
    assert child.last_name not in page
