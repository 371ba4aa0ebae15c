from datetime import date

import pytest

from certificates import ledger
from enrollment import enrolling, terminating
from enrollment.models import Contract
from reference.errors import RuleBroken

ON = date(2026, 9, 5)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    """Signed, with September debited."""
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def test_notice_in_the_middle_of_a_month_pays_it_and_returns_the_later_ones(contract, parent):
    before = ledger.balance_of(contract.certificate, ON)

    ended = terminating.terminate(
        contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 9, 14)
    )

    after = ledger.balance_of(contract.certificate, ON)
    assert ended.ends_on == date(2026, 9, 30)
    assert ended.status == Contract.Status.TERMINATING
    assert after.debited == before.debited
    assert (after.reserved, after.available) == (0, before.available + before.reserved)


def test_notice_before_the_months_job_leaves_the_new_month_to_be_debited(contract, parent):
    """A notice of the 1st belongs to the new month even when it comes before the job (U18)."""
    terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 10, 1))

    october = contract.instalments.get(month=date(2026, 10, 1))
    assert october.status == "planned"
    balance = ledger.balance_of(contract.certificate, ON)
    assert balance.reserved == october.certificate_amount


def test_the_seat_is_kept_to_the_last_day(contract, parent, group):
    terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 9, 14))

    group.refresh_from_db()
    assert group.seats_taken == 1


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 9, 6), "not_started"), (date(2026, 9, 20), "wrong_status")]
)
def test_notice_is_given_once_and_not_before_the_first_day(contract, parent, day, code):
    if code == "wrong_status":
        terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=day)

    with pytest.raises(RuleBroken) as refusal:
        terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=day)

    assert refusal.value.code == code


def test_the_released_money_pays_for_another_place_the_same_day(contract, parent, group):
    from tests.factories.programs import GroupFactory, ModuleFactory

    terminating.terminate(contract, party=Contract.Party.PARENT, by=parent, on=date(2026, 9, 14))
    other = GroupFactory(module=ModuleFactory(program=group.program, ordinal=2))

    second = enrolling.apply(
        contract.certificate, other, starts_on=date(2026, 10, 1), by=parent, on=date(2026, 9, 14)
    )

    assert second.status == Contract.Status.REQUESTED


# ---- Who and for what (R6.45, R6.46) ------------------------------------------------------------

LATER = date(2026, 9, 14)


def end(contract, by, ground):
    return terminating.terminate(
        contract, party=Contract.Party.PROVIDER, ground=ground, by=by, on=LATER
    )


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        (Contract.Ground.PARENT_PAYMENT, "no_extra_payment"),
        (Contract.Ground.PENALTY, "too_young"),
        (Contract.Ground.CERTIFICATE, "certificate_active"),
    ],
)
def test_a_ground_that_does_not_hold_is_refused(contract, provider_manager, ground, code):
    with pytest.raises(RuleBroken) as refusal:
        end(contract, provider_manager, ground)

    assert refusal.value.code == code
    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACTIVE


def test_a_parent_who_pays_a_part_may_be_late_with_it(contract, provider_manager):
    Contract.objects.update(total=contract.total + 100, parent_part=100)

    ended = end(contract, provider_manager, Contract.Ground.PARENT_PAYMENT)

    assert ended.ground == Contract.Ground.PARENT_PAYMENT


def test_a_pupil_of_fifteen_may_be_expelled(contract, provider_manager):
    child = contract.certificate.child
    child.birth_date = date(2011, 9, 14)
    child.save()

    assert end(contract, provider_manager, Contract.Ground.PENALTY).ended_by == "provider"


@pytest.mark.parametrize("ground", ["admission", "payer_payment", "conduct", "direction", "other"])
def test_the_other_grounds_are_the_providers_word(contract, provider_manager, ground):
    assert end(contract, provider_manager, Contract.Ground(ground)).ground == ground


def test_a_parent_leaves_without_a_reason_and_marks_the_program(contract, parent):
    ended = terminating.terminate(
        contract, party=Contract.Party.PARENT, satisfaction=4, by=parent, on=LATER
    )

    assert (ended.comment, ended.ground, ended.satisfaction) == ("", "", 4)


def test_both_sides_may_agree(contract, provider_manager):
    ended = terminating.terminate(
        contract, party=Contract.Party.AGREEMENT, by=provider_manager, on=LATER
    )

    assert ended.ended_by == "agreement"
