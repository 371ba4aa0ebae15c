from datetime import date

import pytest

from certificates import issuing, ledger, queueing
from enrollment import checking, enrolling, lifecycle, monthly, terminating
from enrollment.models import ClosingProtocol, Contract, MonthTurn
from reference.days import Month
from reference.models import FundingPlan
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.reference import PlanFactory, TermsFactory

ON = date(2026, 9, 5)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    """Signed in September, to the end of May."""
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


@pytest.fixture
def next_plan(plan, category_terms) -> FundingPlan:
    later = PlanFactory(
        municipality=plan.municipality, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31)
    )
    TermsFactory(plan=later, category=category_terms.category, nominal=1_000_000)
    return later


def turn(plan: FundingPlan, *months: int) -> MonthTurn:
    """Turn the months that many after September, in order; returns the last run."""
    for months_after in months:
        run = monthly.turn(plan.municipality, SEPTEMBER.shift(months_after))
    return run


def assert_every_promise_holds() -> None:
    assert checking.differences() == []


def test_the_first_debits_the_month_of_signed_contracts(contract, plan):
    october = contract.instalments.get(month=date(2026, 10, 1)).certificate_amount
    before = ledger.balance_of(contract.certificate, ON)

    run = turn(plan, 1)

    after = ledger.balance_of(contract.certificate, ON)
    assert (run.debited, run.debited_sum) == (1, october)
    assert after.debited == before.debited + october
    assert_every_promise_holds()


def test_a_second_run_of_the_month_changes_nothing(contract, plan):
    turn(plan, 1)
    before = ledger.balance_of(contract.certificate, ON)

    assert turn(plan, 1).debited == 1
    assert ledger.balance_of(contract.certificate, ON) == before


def test_a_month_nobody_turned_is_debited_with_the_next_one(contract, plan):
    run = turn(plan, 3)

    assert run.debited == 3
    assert_every_promise_holds()


def test_applications_are_not_debited(funded_certificate, group, parent, plan):
    enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 30), by=parent, on=date(2026, 9, 30)
    )

    assert turn(plan, 1).debited == 0


def test_a_contract_given_notice_is_closed_on_the_next_first_and_frees_its_seat(
    contract, plan, parent, group
):
    terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 9, 14))

    run = turn(plan, 1)

    contract.refresh_from_db()
    group.refresh_from_db()
    assert contract.status == Contract.Status.CLOSED
    assert contract.decided_on == date(2026, 9, 30)
    assert (run.closed, run.debited, group.seats_taken) == (1, 0, 0)
    assert_every_promise_holds()


def test_notice_on_the_first_before_the_job_still_pays_the_month(contract, plan, parent):
    terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 10, 1))

    assert turn(plan, 1).debited == 1
    assert ledger.balance_of(contract.certificate, ON).reserved == 0
    assert_every_promise_holds()


def test_in_its_last_month_a_contract_is_marked_as_ending(contract, plan):
    turn(plan, *range(1, 9))

    contract.refresh_from_db()
    assert contract.status == Contract.Status.TERMINATING
    assert contract.ended_by == Contract.Party.TIME
    turn(plan, 9)
    contract.refresh_from_db()
    assert contract.status == Contract.Status.CLOSED


@pytest.mark.parametrize(("requested", "refused"), [(date(2026, 9, 25), 1), (date(2026, 9, 26), 0)])
def test_applications_nobody_answered_in_time_are_refused(
    funded_certificate, group, parent, plan, requested, refused
):
    contract = enrolling.apply(
        funded_certificate, group, starts_on=requested, by=parent, on=requested
    )

    assert turn(plan, 1).refused == refused
    contract.refresh_from_db()
    assert (contract.status == Contract.Status.REFUSED) is bool(refused)
    assert_every_promise_holds()


# ---- The end of the period ----------------------------------------------------------------------


def test_the_unspent_nominal_returns_to_the_budget_and_the_new_one_is_granted(
    contract, plan, next_plan
):
    turn(plan, 12)

    plan.refresh_from_db()
    past = ledger.balance_of(contract.certificate, ON)
    new = ledger.balance_of(contract.certificate, date(2027, 9, 1))
    assert plan.status == FundingPlan.Status.CLOSED
    assert past.available == past.reserved == 0
    assert past.debited == contract.certificate_part
    assert past.lapsed == 960_000 - contract.certificate_part
    assert new == ledger.Balance(nominal=1_000_000, available=1_000_000)
    assert_every_promise_holds()


def test_the_closing_protocol_balances(contract, plan, next_plan, category_terms):
    category_terms.sum_limit = 5_000_000
    category_terms.save()
    turn(plan, 12)

    protocol = ClosingProtocol.objects.get(plan=plan)

    assert protocol.volume == 5_000_000 == protocol.issued + protocol.never_issued
    assert protocol.issued == protocol.debited + protocol.lapsed == 960_000
    assert protocol.returned_to_budget == 5_000_000 - contract.certificate_part


def test_open_applications_end_with_the_period(funded_certificate, group, parent, plan, next_plan):
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )

    turn(plan, 12)

    contract.refresh_from_db()
    assert contract.status == Contract.Status.REFUSED
    assert_every_promise_holds()


def test_a_suspended_certificate_gets_no_new_nominal(funded_certificate, plan, next_plan, payer):
    issuing.suspend(funded_certificate, "проверка", by=payer, on=ON)

    turn(plan, 12)

    assert ledger.balance_of(funded_certificate, date(2027, 9, 1)) == ledger.Balance()


@pytest.mark.parametrize("limits", [{"number_limit": 2}, {"sum_limit": 2_500_000}])
def test_a_tighter_plan_funds_the_first_and_puts_the_rest_into_the_queue(
    funded_certificate, plan, next_plan, category_terms, limits, monkeypatch
):
    monkeypatch.setattr(monthly, "CHUNK", 1)
    others = [
        fund(
            CertificateFactory(municipality=plan.municipality, category=category_terms.category),
            category_terms,
        )
        for _ in range(3)
    ]
    next_plan.category_terms.update(**limits)

    turn(plan, 12)

    families = [funded_certificate, *others]
    for certificate in families:
        certificate.refresh_from_db()
    assert [certificate.is_funded for certificate in families] == [True, True, False, False]
    assert [queueing.place_of(certificate) for certificate in families] == [None, None, 1, 2]
    assert_every_promise_holds()


def test_a_period_that_has_not_ended_is_left_alone(contract, plan, next_plan):
    turn(plan, 11)

    plan.refresh_from_db()
    assert plan.status == FundingPlan.Status.OPEN


def test_the_work_of_small_chunks_is_the_work_of_one(
    contract, plan, next_plan, category_terms, parent, provider_manager, group, monkeypatch
):
    monkeypatch.setattr(monthly, "CHUNK", 1)
    for _ in range(3):
        certificate = fund(
            CertificateFactory(municipality=plan.municipality, category=category_terms.category),
            category_terms,
        )
        other = enrolling.apply(certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON)
        enrolling.accept(other, by=provider_manager, on=ON)
        enrolling.sign(other, by=parent, on=ON)

    assert turn(plan, 1).debited == 4
    turn(plan, 12)

    assert_every_promise_holds()
    assert Contract.objects.filter(status=Contract.Status.CLOSED).count() == 4


class Killed(Exception):
    """Stands for kill -9 between two chunks."""


@pytest.mark.parametrize("after", range(1, 9))
def test_a_run_killed_between_chunks_goes_on_where_it_was(
    contract, plan, next_plan, monkeypatch, after
):
    chunk = monthly._chunk
    done: list[MonthTurn] = []

    def killing_chunk(run, *, by):
        if len(done) == after:
            raise Killed
        done.append(run)
        return chunk(run, by=by)

    monkeypatch.setattr(monthly, "_chunk", killing_chunk)
    with pytest.raises(Killed):
        turn(plan, 12)
    monkeypatch.setattr(monthly, "_chunk", chunk)

    turn(plan, 12)

    assert ledger.balance_of(contract.certificate, date(2027, 9, 1)).available == 1_000_000
    assert_every_promise_holds()


def test_an_application_accepted_before_the_work_reaches_it_is_not_refused(
    funded_certificate, group, parent, plan, provider_manager, monkeypatch
):
    """It was overdue when it was chosen; by the time it is locked it is the parent's turn."""
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 26), by=parent, on=date(2026, 9, 25)
    )
    lock_together = lifecycle.lock_together

    def late(contracts, **how):
        keys = list(contracts.values_list("pk", flat=True))
        if contract.pk in keys:
            enrolling.accept(contract, by=provider_manager, on=date(2026, 10, 1))
        return lock_together(Contract.objects.filter(pk__in=keys), **how)

    monkeypatch.setattr(lifecycle, "lock_together", late)

    assert turn(plan, 1).refused == 0

    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACCEPTED
