"""Social certificates within the hours of a week (W33), and their money in the ledger."""

from datetime import date

import pytest

from certificates import issuing, ledger
from certificates.models import Account, Entry
from enrollment import deleting, enrolling, invoicing, placing, reckoning, simulating
from enrollment.attending import deliver
from enrollment.models import BudgetPlace, SocialCertificate
from enrollment.simulating import Choice
from programs.models import Program
from reference.days import Month
from reference.models import FundingPlan
from reference.money import parse
from tests.enrollment.town import Town, make_town, refused, sound, status_of
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory, teach_weekly
from tests.factories.reference import direction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("six_directions")]

HOUR = 60
ON, START = date(2022, 1, 9), date(2022, 1, 10)


@pytest.fixture
def town() -> Town:
    """The year 2022 counts hours: 12 a week, 4 more for significant programs, threshold 11,5."""
    town = make_town()
    FundingPlan.objects.filter(pk=town.plan.pk).update(
        regime=FundingPlan.Regime.SOCIAL_ORDER,
        balance_unit=FundingPlan.BalanceUnit.HOURS,
        volume=parse("100000.00"),
    )
    town.plan.refresh_from_db()
    town.terms.nominal, town.terms.plan = 0, town.plan
    town.terms.weekly_norm, town.terms.weekly_extra = 12 * HOUR, 4 * HOUR
    town.terms.weekly_threshold = 11 * HOUR + 30
    town.terms.save()
    town.provider.is_executor = True
    town.provider.save()
    return town


def certified(town: Town, minutes: int, **how):
    return teach_weekly(town.group(**how), minutes)


def significant(town: Town, minutes: int):
    program = ProgramFactory(
        provider=town.provider,
        register=Program.Register.SIGNIFICANT,
        direction=direction("sport"),
        published_on=date(2021, 8, 20),
    )
    group = GroupFactory(
        module=ModuleFactory(program=program), starts_on=START, ends_on=date(2022, 5, 31)
    )
    return teach_weekly(group, minutes)


def take_place(town: Town, certificate, group) -> BudgetPlace:
    return placing.apply_for_budget_place(
        certificate, group, starts_on=START, by=town.parent, on=ON
    )


def loaded(town: Town, *minutes: int):
    """A child whose week is taken by social certificates of so many minutes."""
    certificate = town.certificate(funded=False)
    for each in minutes:
        town.apply(certificate, certified(town, each))
    return certificate


def test_w33_the_week_of_a_child_fills_up_to_its_norm(town):
    certificate = loaded(town, 4 * HOUR, 6 * HOUR)

    town.apply(certificate, certified(town, 2 * HOUR))

    assert refused(lambda: town.apply(certificate, certified(town, 30))) == "weekly_threshold"
    assert refused(lambda: take_place(town, certificate, significant(town, 5 * HOUR))) == (
        "weekly_norm"
    )
    take_place(town, certificate, significant(town, 4 * HOUR))
    assert refused(lambda: take_place(town, certificate, significant(town, 30))) == "weekly_norm"


def test_w33_just_under_the_threshold_the_norm_decides(town):
    certificate = loaded(town, 11 * HOUR + 30)

    assert refused(lambda: town.apply(certificate, certified(town, HOUR))) == "weekly_norm"
    town.apply(certificate, certified(town, 30))
    assert SocialCertificate.objects.count() == 2


def test_the_obstacle_says_how_much_of_the_week_is_taken(town):
    certificate = loaded(town, 9 * HOUR + 30)

    [obstacle] = reckoning.find_obstacles(
        certificate, certified(town, 3 * HOUR), starts_on=START, on=ON
    )

    said = f"{obstacle.text} {obstacle.cure}".replace("\u00a0", " ")
    assert "9,5" in said
    assert "12" in said
    assert "2,5" in said


def test_a_certificate_without_a_nominal_has_the_right_too(town):
    certificate = town.certificate(funded=False)

    contract = town.apply(certificate, certified(town, 2 * HOUR))

    assert town.sums(certificate) == ("0.00", "7 200.00", "0.00")
    assert [entry.kind for entry in Entry.objects.filter(contract_id=contract.pk)] == ["reserve"]
    assert contract.social_certificate.weekly_minutes == 120
    assert contract.social_certificate.number.startswith("СС-2022-")


def test_nobody_has_to_ask_for_funding(town):
    certificate = town.certificate(funded=False)

    assert refused(lambda: issuing.request_funding(certificate, by=town.parent, on=ON)) == (
        "funding_not_needed"
    )


def test_the_part_above_the_normative_cost_is_the_parents(town):
    certificate = town.certificate(funded=False)

    contract = town.apply(certificate, certified(town, 120, price="9000.00", norm="7200.00"))

    assert (contract.certificate_part, contract.parent_part) == (720_000, 180_000)


@pytest.mark.parametrize("end", [enrolling.withdraw, deleting.delete])
def test_what_returns_goes_back_to_the_plan(town, end):
    certificate = town.certificate(funded=False)
    contract = town.apply(certificate, certified(town, 120))
    town.sign(contract, on=ON)

    end(contract, by=town.parent, on=ON)

    sound()
    account = Account.objects.get(certificate=certificate)
    assert (account.nominal, account.available, account.reserved) == (0, 0, 0)
    assert ledger.issued_by(town.plan) == 0
    town.apply(certificate, certified(town, 12 * HOUR))


def test_the_months_after_a_notice_go_back_to_the_plan(town):
    certificate = town.certificate(funded=False)
    contract = town.sign(town.apply(certificate, certified(town, 12 * HOUR)))
    town.turn("2022-02")

    town.terminate(contract, date(2022, 2, 10))

    left = town.sums(certificate)
    assert left[:2] == ("0.00", "0.00")
    assert Account.objects.get(certificate=certificate).nominal == ledger.issued_by(town.plan)
    # from the 1st of March the week is free again
    town.apply(certificate, certified(town, 720), starts_on=date(2022, 3, 1), on=date(2022, 2, 11))


def test_lessons_that_were_not_given_are_paid_back_to_the_plan(town):
    certificate = town.certificate(funded=False)
    contract = town.sign(town.apply(certificate, certified(town, 120)))
    issued = ledger.issued_by(town.plan)
    deliver(contract, Month.parse("2022-01"), held=3, planned=6, by=town.parent, on=START)
    document = invoicing.invoice(
        town.provider,
        town.municipality,
        Month.parse("2022-01"),
        by=town.parent,
        on=date(2022, 2, 1),
    )

    invoicing.pay(document, by=town.payer, on=date(2022, 2, 5))

    sound()
    first = contract.instalments.order_by("month").first().certificate_amount
    assert ledger.issued_by(town.plan) == issued - first // 2
    assert town.sums(certificate)[0] == "0.00"


def test_the_volume_of_the_plan_bounds_what_is_formed(town):
    FundingPlan.objects.filter(pk=town.plan.pk).update(volume=parse("10000.00"))
    town.apply(town.certificate(funded=False), certified(town, 120))

    late = town.certificate(funded=False)

    assert refused(lambda: town.apply(late, certified(town, 120))) == "volume_spent"
    town.apply(late, certified(town, 120, price="2800.00", norm="2800.00"))


def test_the_sum_of_a_category_bounds_what_is_formed(town):
    town.limit(None, "7200.00")
    town.apply(town.certificate(funded=False), certified(town, 120))

    late = town.certificate(funded=False)

    assert refused(lambda: town.apply(late, certified(town, 120))) == "volume_spent"


def test_only_an_executor_of_the_social_order_is_paid(town):
    town.provider.is_executor = False
    town.provider.save()

    certificate = town.certificate(funded=False)

    assert refused(lambda: town.apply(certificate, certified(town, 120))) == "not_executor"


def test_hours_that_nobody_knows_are_an_obstacle(town):
    certificate = town.certificate(funded=False)

    assert refused(lambda: town.apply(certificate, town.group())) == "no_timetable"


def test_a_category_without_hours_is_an_obstacle(town):
    town.terms.delete()
    certificate = town.certificate(funded=False)

    assert refused(lambda: town.apply(certificate, certified(town, 120))) == "no_weekly_norm"


def test_a_timetable_that_grows_later_changes_no_social_certificate(town):
    certificate = town.certificate(funded=False)
    contract = town.apply(certificate, certified(town, 120))

    contract.group.slots.all().delete()
    teach_weekly(contract.group, 20 * HOUR)

    sound()
    town.apply(certificate, certified(town, 10 * HOUR))


def test_the_year_turns_and_closes(town):
    certificate = town.certificate(funded=False)
    contract = town.sign(town.apply(certificate, certified(town, 120)))
    waiting = town.apply(town.certificate(funded=False), certified(town, 120))

    town.turn(*[f"2022-{month:02d}" for month in range(2, 13)], "2023-01")

    town.plan.refresh_from_db()
    assert town.plan.status == FundingPlan.Status.CLOSED
    assert (status_of(contract), status_of(waiting)) == ("closed", "refused")
    assert town.sums(certificate) == ("0.00", "0.00", "7 200.00")
    protocol = town.plan.closing_protocol.get()
    assert (protocol.debited, protocol.lapsed) == (720_000, 0)


def test_a_social_order_in_rubles_draws_on_the_nominal(town):
    FundingPlan.objects.filter(pk=town.plan.pk).update(balance_unit=FundingPlan.BalanceUnit.RUBLES)
    town.terms.nominal = parse("9600.00")
    town.terms.save()
    certificate = town.certificate()

    contract = town.apply(certificate, certified(town, 20 * HOUR))

    assert contract.social_certificate.weekly_minutes == 20 * HOUR
    assert town.sums(certificate) == ("2 400.00", "7 200.00", "0.00")


def test_a_plan_of_rubles_forms_no_social_certificates():
    town = make_town()

    town.apply(town.certificate(), town.group())

    assert not SocialCertificate.objects.exists()


def test_places_that_are_only_thought_of_fill_the_week_too(town):
    certificate = loaded(town, 4 * HOUR)
    choices = [Choice(certificate, certified(town, 6 * HOUR)) for _ in range(2)]

    [purse] = simulating.simulate(choices, on=ON)

    assert [[each.code for each in line.obstacles] for line in purse.lines] == [
        [],
        ["weekly_norm"],
    ]
