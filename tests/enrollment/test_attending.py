from datetime import date

import pytest

from enrollment import attending, enrolling, invoicing, monthly
from enrollment.models import Contract
from providers.models import Provider
from reference.days import Month
from reference.errors import RuleBroken

ON = date(2026, 9, 5)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    """Signed; the price is above the norm, so the parent pays a part."""
    group.module.__class__.objects.update(price=800_000, parents_pay_extra=True)
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


def refusal_of(verb, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code


def attend(contract, attended, provider_manager) -> None:
    attending.attend(contract, SEPTEMBER, attended=attended, held=8, by=provider_manager, on=ON)


def by_attendance(contract) -> None:
    contract.parent_payment_mode = Provider.ParentPayment.BY_ATTENDANCE
    contract.save()


def test_the_parent_owes_the_months_that_have_begun(contract):
    first = contract.instalments.order_by("month")[0].parent_amount

    assert attending.parent_due(contract, date(2026, 9, 30)) == first > 0


def test_paying_for_the_whole_month_absence_changes_nothing(contract, provider_manager):
    before = attending.parent_due(contract, ON)

    attend(contract, 5, provider_manager)

    assert attending.parent_due(contract, ON) == before


@pytest.mark.parametrize(("held", "attended"), [(7, 5), (4, 4)])
def test_what_was_attended_stays_when_the_lessons_held_are_corrected(
    contract, provider_manager, held, attended
):
    attend(contract, 5, provider_manager)

    attending.deliver(contract, SEPTEMBER, held=held, planned=8, by=provider_manager, on=ON)

    delivery = contract.deliveries.get()
    assert (delivery.held, delivery.attended) == (held, attended)


def test_who_missed_every_lesson_keeps_the_seat(contract, group, provider_manager):
    attend(contract, 0, provider_manager)
    monthly.turn(contract.plan.municipality, Month(2026, 10))

    contract.refresh_from_db()
    group.refresh_from_db()
    assert contract.status == Contract.Status.ACTIVE
    assert group.seats_taken == 1


@pytest.mark.parametrize("attended", [0, 5, 8])
def test_paying_by_attendance_the_parent_owes_the_attended_share(
    contract, provider_manager, attended
):
    by_attendance(contract)
    whole = attending.parent_due(contract, ON)

    attend(contract, attended, provider_manager)

    due = attending.parent_due(contract, ON)
    assert abs(due * 8 - whole * attended) <= 4


@pytest.mark.parametrize(("held", "planned"), [(9, 8), (0, 0), (-1, 8)])
def test_more_lessons_than_planned_are_not_held(contract, provider_manager, held, planned):
    code = refusal_of(
        attending.deliver,
        contract,
        SEPTEMBER,
        held=held,
        planned=planned,
        by=provider_manager,
        on=ON,
    )

    assert code == "dates"


def test_a_month_outside_the_contract_has_no_lessons(contract, provider_manager):
    code = refusal_of(
        attending.deliver,
        contract,
        Month(2026, 8),
        held=1,
        planned=1,
        by=provider_manager,
        on=ON,
    )

    assert code == "dates"


def test_an_invoiced_month_is_not_changed(contract, provider_manager, provider, plan):
    invoicing.invoice(
        provider, plan.municipality, SEPTEMBER, by=provider_manager, on=date(2026, 10, 2)
    )

    code = refusal_of(
        attending.deliver, contract, SEPTEMBER, held=7, planned=8, by=provider_manager, on=ON
    )

    assert code == "already_documented"
