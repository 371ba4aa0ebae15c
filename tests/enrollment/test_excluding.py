"""A provider is excluded or suspended while children study there (R4.11, W38)."""

from datetime import date

import pytest

from enrollment import checking, enrolling, excluding, invoicing, lifecycle, placing, waiting
from enrollment.models import BudgetPlace, Contract
from programs.models import Group
from providers.models import Provider
from reference import locking
from reference.days import Month
from tests.enrollment.town import Town, make_town, refused, sound, status_of
from tests.factories.enrollment import BudgetPlaceFactory
from tests.factories.users import UserFactory
from users.models import Role

MARCH = date(2022, 3, 10)


@pytest.fixture
def town(db) -> Town:
    return make_town()


@pytest.fixture
def operator(db):
    return UserFactory(role=Role.OPERATOR)


@pytest.fixture
def studied(town: Town):
    """W01 in March: signed on 10.01, three months debited; the group of it."""
    group = town.group()
    contract = town.sign(town.apply(town.certificate(), group))
    town.turn("2022-02", "2022-03")
    return contract, group


def exclude(town: Town, operator, on: date = MARCH) -> None:
    excluding.exclude(town.provider, "Лицензия прекращена", by=operator, on=on)
    excluding.wind_up(Provider.objects.get(pk=town.provider.pk), by=operator, on=on)
    sound()


def test_w38_an_excluded_providers_contract_acts_to_the_end_of_the_month(
    town: Town, studied, operator
):
    contract, _group = studied

    exclude(town, operator)

    contract.refresh_from_db()
    assert contract.status == Contract.Status.TERMINATING
    assert contract.ended_by == Contract.Party.PAYER
    assert contract.ends_on == date(2022, 3, 31)
    assert town.sums(contract.certificate) == ("5 442.24", "0.00", "4 157.76")
    town.turn("2022-04")
    assert status_of(contract) == Contract.Status.CLOSED


def test_w38_its_applications_are_refused_with_full_return(town: Town, studied, operator):
    _contract, group = studied
    requested = town.certificate()
    waiting = town.apply(requested, group, starts_on=date(2022, 3, 14), on=date(2022, 3, 9))
    accepted = town.apply(
        town.certificate(), group, starts_on=date(2022, 3, 14), on=date(2022, 3, 9)
    )
    enrolling.accept(accepted, by=town.parent, on=date(2022, 3, 9))

    exclude(town, operator)

    assert status_of(waiting) == status_of(accepted) == Contract.Status.REFUSED
    assert waiting.refusal == Contract.Refusal.PROVIDER_STOPPED
    assert town.sums(requested) == ("9 600.00", "0.00", "0.00")
    group.refresh_from_db()
    assert group.seats_taken == 1


def test_w38_enrollment_is_closed(town: Town, studied, operator):
    _contract, group = studied
    certificate = town.certificate()

    exclude(town, operator)

    group.module.refresh_from_db()
    assert not group.module.is_open
    code = refused(lambda: town.apply(certificate, group, starts_on=date(2022, 3, 14), on=MARCH))
    assert code == "enrollment_closed"


def test_w38_the_invoice_of_the_last_month_is_still_taken(town: Town, studied, operator):
    exclude(town, operator)
    town.turn("2022-04")

    invoice = invoicing.invoice(
        town.provider, town.municipality, Month(2022, 3), by=town.parent, on=date(2022, 4, 4)
    )
    paid = invoicing.pay(invoice, by=town.payer, on=date(2022, 4, 8))

    assert paid.total == 1_521_12
    sound()


def test_a_contract_whose_lessons_are_ahead_returns_everything(town: Town, operator):
    certificate = town.certificate()
    contract = town.apply(certificate, town.group(), on=date(2022, 1, 8))
    town.sign(contract, on=date(2022, 1, 8))

    exclude(town, operator, on=date(2022, 1, 9))

    assert status_of(contract) == Contract.Status.WITHDRAWN
    assert town.sums(certificate) == ("9 600.00", "0.00", "0.00")


def test_a_suspended_provider_goes_on_teaching(town: Town, studied, operator):
    contract, group = studied
    waiting = town.apply(
        town.certificate(), group, starts_on=date(2022, 3, 14), on=date(2022, 3, 9)
    )

    excluding.suspend(town.provider, "Проверка", by=operator, on=MARCH)
    excluding.wind_up(Provider.objects.get(pk=town.provider.pk), by=operator, on=MARCH)

    assert status_of(contract) == Contract.Status.ACTIVE
    assert status_of(waiting) == Contract.Status.REFUSED
    sound()


def test_a_suspended_provider_accepts_nobody(town: Town, operator):
    contract = town.apply(town.certificate(), town.group())
    excluding.suspend(town.provider, "Проверка", by=operator, on=date(2022, 1, 9))

    code = refused(lambda: enrolling.accept(contract, by=town.parent, on=date(2022, 1, 9)))

    assert code == "provider_suspended"


def test_places_without_money_end_too(town: Town, operator):
    group = town.group()
    group.seats_taken = 2
    group.save()
    new = BudgetPlaceFactory(group=group)
    active = BudgetPlaceFactory(group=group, status="active")

    exclude(town, operator)

    new.refresh_from_db()
    active.refresh_from_db()
    assert (new.status, active.status) == (BudgetPlace.Status.REFUSED, BudgetPlace.Status.LEFT)


def test_a_run_that_was_lost_goes_on_where_it_was(town: Town, operator, monkeypatch):
    group = town.group()
    contracts = [town.apply(town.certificate(), group) for _ in range(3)]
    monkeypatch.setattr(excluding, "CHUNK", 2)
    excluding.exclude(town.provider, "Ликвидация", by=operator, on=date(2022, 1, 9))
    provider = Provider.objects.get(pk=town.provider.pk)
    excluding._contracts_chunk(provider, after=0, by=operator, on=date(2022, 1, 9))
    assert excluding.left_to_end(provider) == 1
    assert list(excluding.unfinished()) == [provider]

    assert excluding.finish(on=date(2022, 1, 9)) == 1

    assert {status_of(each) for each in contracts} == {"refused"}
    assert excluding.finish(on=date(2022, 1, 9)) == 0
    assert checking.differences() == []


def meanwhile(monkeypatch, act) -> None:
    """Let somebody act after rows were chosen and before they are locked."""
    lock_together = lifecycle.lock_together

    def late(contracts, **how):
        keys = list(contracts.values_list("pk", flat=True))
        if keys:
            act()
        return lock_together(Contract.objects.filter(pk__in=keys), **how)

    monkeypatch.setattr(lifecycle, "lock_together", late)


@pytest.fixture
def offered(town: Town, studied) -> Contract:
    """An offer that waits for the parent's signature."""
    _contract, group = studied
    contract = town.apply(
        town.certificate(), group, starts_on=date(2022, 3, 9), on=date(2022, 3, 8)
    )
    return enrolling.accept(contract, by=town.parent, on=date(2022, 3, 9))


def test_nobody_signs_with_an_organisation_that_stands_still(town: Town, offered, operator):
    excluding.suspend(town.provider, "Проверка", by=operator, on=MARCH)

    code = refused(lambda: enrolling.sign(offered, by=town.parent, on=MARCH))

    assert code == "provider_suspended"


def test_a_parent_who_is_faster_than_the_work_bars_no_other(
    town: Town, offered, operator, monkeypatch
):
    meanwhile(monkeypatch, lambda: enrolling.withdraw(offered, by=town.parent, on=MARCH))

    exclude(town, operator)

    assert status_of(offered) == Contract.Status.WITHDRAWN


def test_nobody_waits_for_an_organisation_that_stands_still(town: Town, studied, operator):
    _contract, group = studied
    Group.objects.filter(pk=group.pk).update(capacity=1)
    excluding.suspend(town.provider, "Проверка", by=operator, on=MARCH)
    certificate = town.certificate()

    code = refused(lambda: waiting.join(certificate, group, by=town.parent, on=MARCH))

    assert code == "provider_suspended"


def test_a_contract_that_is_invoiced_before_its_lessons_bars_no_other(
    town: Town, operator, monkeypatch
):
    """December is invoiced in December (R7.08): such a contract ends when its lessons begin."""
    group = town.group(starts_on=date(2022, 11, 1), ends_on=date(2022, 12, 31))
    late = town.apply(town.certificate(), group, starts_on=date(2022, 12, 20), on=date(2022, 12, 5))
    town.sign(late, on=date(2022, 12, 6))
    studying = town.apply(
        town.certificate(), group, starts_on=date(2022, 12, 6), on=date(2022, 12, 5)
    )
    town.sign(studying, on=date(2022, 12, 6))
    invoicing.invoice(
        town.provider, town.municipality, Month(2022, 12), by=town.parent, on=date(2022, 12, 12)
    )

    exclude(town, operator, on=date(2022, 12, 15))

    assert status_of(studying) == Contract.Status.TERMINATING
    assert status_of(late) == Contract.Status.ACTIVE
    assert excluding.finish(on=date(2022, 12, 20)) == 1
    assert status_of(late) == Contract.Status.TERMINATING
    sound()


def test_a_place_left_before_the_work_comes_bars_no_other(town: Town, operator, monkeypatch):
    group = town.group()
    group.seats_taken = 2
    group.save()
    one = BudgetPlaceFactory(group=group)
    another = BudgetPlaceFactory(group=group)

    def late(rows, keys):
        keys = list(keys)
        if one.pk in keys:
            placing.withdraw(one, by=town.parent, on=MARCH)
        return locking.lock_rows(rows, keys)

    monkeypatch.setattr("enrollment.excluding.lock_rows", late)

    exclude(town, operator)

    one.refresh_from_db()
    another.refresh_from_db()
    assert (one.status, another.status) == ("withdrawn", "refused")
