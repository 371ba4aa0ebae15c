from datetime import date

import pytest

from certificates import ledger
from certificates.models import Certificate
from enrollment import enrolling, limiting, reckoning
from enrollment.models import Contract
from programs.models import Group, Program
from providers.models import Agreement, Provider
from reference.errors import RuleBroken
from reference.models import DirectionLimit, FundingPlan
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.reference import PlanFactory, direction
from users import audit

ON = date(2026, 9, 5)
START = date(2026, 9, 7)


def apply(certificate, group, parent, **changes) -> Contract:
    return enrolling.apply(
        certificate, group, by=parent, **{"starts_on": START, "on": ON} | changes
    )


def refusal_of(verb, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        verb(*args, **kwargs)
    return refusal.value.code


@pytest.fixture
def contract(funded_certificate, group, parent) -> Contract:
    return apply(funded_certificate, group, parent)


def another(certificate, terms):
    """Another funded child of the same municipality."""
    return fund(
        CertificateFactory(municipality=certificate.municipality, category=terms.category), terms
    )


# ---- Applying -----------------------------------------------------------------------------------


def test_an_application_takes_a_seat_and_reserves_its_price(contract, group, funded_certificate):
    group.refresh_from_db()
    balance = ledger.balance_of(funded_certificate, ON)

    assert contract.status == Contract.Status.REQUESTED
    assert group.seats_taken == 1
    assert balance.reserved == contract.certificate_part > 0
    assert balance.available + balance.reserved == balance.nominal


def test_the_number_of_a_contract_is_its_year_and_key(contract):
    assert contract.number == f"2026-{contract.pk:06d}"


def test_the_months_add_up_to_the_parts(contract):
    amounts = contract.instalments.values_list("certificate_amount", "parent_amount")

    assert sum(certificate for certificate, _ in amounts) == contract.certificate_part
    assert sum(parent for _, parent in amounts) == contract.parent_part


def test_an_application_leaves_an_audit_line_and_letters(contract, provider_manager, parent):
    assert [event.action for event in audit.history_of(contract)] == ["contract.requested"]
    assert parent.notifications.exists()


def test_a_full_group_refuses_and_reserves_nothing(funded_certificate, full_group, parent):
    assert refusal_of(apply, funded_certificate, full_group, parent) == "group_full"
    assert ledger.balance_of(funded_certificate, ON).reserved == 0


def test_an_accounting_certificate_cannot_pay(certificate, group, parent):
    assert refusal_of(apply, certificate, group, parent) == "accounting_certificate"


def test_a_suspended_certificate_cannot_pay(funded_certificate, group, parent):
    Certificate.objects.update(status=Certificate.Status.SUSPENDED, suspended_on=ON)

    assert refusal_of(apply, funded_certificate, group, parent) == "certificate_not_active"


def test_an_agreement_of_another_period_is_none(funded_certificate, group, parent):
    Agreement.objects.update(
        plan=PlanFactory(
            municipality=funded_certificate.municipality,
            starts_on=date(2027, 9, 1),
            ends_on=date(2028, 8, 31),
        )
    )

    assert refusal_of(apply, funded_certificate, group, parent) == "no_agreement"


def test_a_second_application_for_the_same_module_is_refused(contract, group, parent):
    assert refusal_of(apply, contract.certificate, group, parent) == "already_applied"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda group: group.module.__class__.objects.update(is_open=False), "enrollment_closed"),
        (lambda group: Program.objects.update(certified_on=None), "enrollment_closed"),
        (
            lambda group: Provider.objects.update(status=Provider.Status.SUSPENDED),
            "provider_suspended",
        ),
        (lambda group: Agreement.objects.update(status=Agreement.Status.NEW), "no_agreement"),
        (lambda group: Program.objects.update(age_from=10), "age"),
    ],
)
def test_what_stands_in_the_way_is_named(funded_certificate, group, parent, change, code):
    change(group)

    assert refusal_of(apply, funded_certificate, group, parent) == code


@pytest.mark.parametrize("start", [date(2026, 8, 31), date(2027, 6, 1), date(2027, 9, 1)])
def test_a_start_outside_the_group_or_the_period_is_refused(
    funded_certificate, group, parent, start
):
    assert refusal_of(apply, funded_certificate, group, parent, starts_on=start) == "dates"


def test_a_start_before_the_previous_month_is_too_far_back(funded_certificate, group, parent):
    later = {"on": date(2026, 12, 5)}

    code = refusal_of(
        apply, funded_certificate, group, parent, starts_on=date(2026, 10, 31), **later
    )

    assert code == "dates"
    assert apply(funded_certificate, group, parent, starts_on=date(2026, 11, 1), **later).pk


@pytest.mark.parametrize(
    ("days", "start", "passes"),
    [
        (10, date(2026, 9, 8), True),
        (10, date(2026, 9, 7), False),
        (0, date(2026, 9, 17), False),
        (0, date(2026, 9, 18), True),
        (50, date(2026, 9, 1), True),
    ],
)
def test_in_the_first_month_of_a_period_the_region_says_how_far_back(
    funded_certificate, group, parent, days, start, passes
):
    """R6.16: there is no previous month in the period yet, the days of the region count."""
    FundingPlan.objects.update(settings={"backdating_days": days})
    found = reckoning.find_obstacles(
        funded_certificate, group, starts_on=start, on=date(2026, 9, 18)
    )

    assert [each.code for each in found] == ([] if passes else ["dates"])


def test_the_date_of_a_contract_is_never_later_than_its_first_day(
    funded_certificate, group, parent, provider_manager
):
    """R6.17: signed on the 10th for lessons from the 7th."""
    contract = apply(funded_certificate, group, parent)
    enrolling.accept(contract, by=provider_manager, on=ON)

    signed = enrolling.sign(contract, by=parent, on=date(2026, 9, 10))

    assert (signed.signed_on, signed.concluded_on) == (date(2026, 9, 10), START)


def test_all_obstacles_are_told_at_once(certificate, full_group):
    Program.objects.update(age_from=11)
    group = Group.objects.get(pk=full_group.pk)

    found = reckoning.find_obstacles(certificate, group, starts_on=START, on=ON)

    assert [each.code for each in found] == ["accounting_certificate", "group_full", "age"]
    assert all(str(each.cure) for each in found)


def test_a_balance_that_changed_since_it_was_shown_asks_to_recalculate(
    funded_certificate, group, parent
):
    code = refusal_of(apply, funded_certificate, group, parent, expected_available=500_000)

    assert code == "sum_changed"
    assert ledger.balance_of(funded_certificate, ON).reserved == 0


def test_the_calculation_shows_what_the_application_will_write(funded_certificate, group, parent):
    shown = reckoning.calculate(funded_certificate, group, starts_on=START, on=ON)

    written = apply(funded_certificate, group, parent)

    assert shown.quote is not None
    assert shown.quote.certificate_part == written.certificate_part
    assert shown.ends_on == written.ends_on
    balance = ledger.balance_of(funded_certificate, ON)
    assert shown.available_after == balance.available


def test_the_default_start_is_the_groups_first_day_or_tomorrow(group):
    assert reckoning.default_start(group, on=date(2026, 8, 1)) == date(2026, 9, 1)
    assert reckoning.default_start(group, on=ON) == date(2026, 9, 6)


def test_a_limit_of_a_direction_stops_the_next_and_frees_with_a_refusal(
    contract, group, parent, payer, category_terms
):
    other = another(contract.certificate, category_terms)
    limiting.set_limit(contract.plan, direction(), 1, by=payer, on=ON)

    assert refusal_of(apply, other, group, parent) == "direction_limit"
    enrolling.withdraw(contract, by=parent, on=ON)

    assert apply(other, group, parent).pk
    assert DirectionLimit.objects.get().taken == 1


# ---- Answering and signing ----------------------------------------------------------------------


def test_the_first_month_is_debited_when_the_offer_is_signed(contract, provider_manager, parent):
    enrolling.accept(contract, by=provider_manager, on=ON)
    enrolling.sign(contract, by=parent, on=START)

    balance = ledger.balance_of(contract.certificate, ON)
    first = contract.instalments.first()
    assert balance.debited == first.certificate_amount
    contract.refresh_from_db()
    assert contract.status == Contract.Status.ACTIVE


def test_months_that_have_begun_are_debited_with_the_first(
    funded_certificate, group, parent, provider_manager
):
    contract = apply(funded_certificate, group, parent)
    enrolling.accept(contract, by=provider_manager, on=ON)

    enrolling.sign(contract, by=parent, on=date(2026, 10, 2))

    assert contract.instalments.filter(status="debited").count() == 2


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
@pytest.mark.parametrize("accepted", [False, True])
def test_before_signing_everything_returns(
    contract, group, provider_manager, parent, end, accepted
):
    if accepted:
        enrolling.accept(contract, by=provider_manager, on=ON)
    if end == "refuse":
        enrolling.refuse(contract, Contract.Refusal.AGE, by=provider_manager, on=ON)
    else:
        enrolling.withdraw(contract, by=parent, on=ON)

    group.refresh_from_db()
    balance = ledger.balance_of(contract.certificate, ON)
    assert (balance.available, balance.reserved, group.seats_taken) == (960_000, 0, 0)


def test_a_signed_contract_is_withdrawn_with_full_return_until_its_first_day(
    contract, provider_manager, parent
):
    enrolling.accept(contract, by=provider_manager, on=ON)
    enrolling.sign(contract, by=parent, on=ON)

    enrolling.withdraw(contract, by=parent, on=date(2026, 9, 6))

    balance = ledger.balance_of(contract.certificate, ON)
    assert (balance.available, balance.debited) == (960_000, 0)


def test_after_the_first_day_there_is_no_withdrawal(contract, provider_manager, parent):
    enrolling.accept(contract, by=provider_manager, on=ON)
    enrolling.sign(contract, by=parent, on=ON)

    assert refusal_of(enrolling.withdraw, contract, by=parent, on=START) == "already_started"


def test_an_application_is_answered_once(contract, provider_manager):
    enrolling.refuse(contract, Contract.Refusal.AGE, by=provider_manager, on=ON)

    assert refusal_of(enrolling.accept, contract, by=provider_manager, on=ON) == "wrong_status"


def test_an_offer_that_was_not_accepted_cannot_be_signed(contract, parent):
    assert refusal_of(enrolling.sign, contract, by=parent, on=ON) == "wrong_status"


def test_without_an_agreement_the_provider_cannot_accept(contract, provider_manager):
    Agreement.objects.update(status=Agreement.Status.REJECTED)

    assert refusal_of(enrolling.accept, contract, by=provider_manager, on=ON) == "no_agreement"


def test_an_offer_whose_lessons_are_over_cannot_be_signed(contract, provider_manager, parent):
    enrolling.accept(contract, by=provider_manager, on=ON)

    assert refusal_of(enrolling.sign, contract, by=parent, on=date(2027, 6, 1)) == "dates"


def test_what_an_earlier_certificate_of_the_child_paid_is_part_of_the_price(
    contract, group, category_terms
):
    """R6.20: a certificate of another municipality does not make the group dearer."""
    other = CertificateFactory(
        child=contract.certificate.child,
        municipality=contract.certificate.municipality,
        category=category_terms.category,
        status="closed",
        closed_on=ON,
    )

    shown = reckoning.calculate(other, group, starts_on=START, on=ON)

    assert shown.quote is not None
    assert shown.quote.total == group.module.price - contract.total
