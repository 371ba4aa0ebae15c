"""R3.17: the payer closes contracting of the period early, in its last two months."""

from datetime import date

import pytest

from certificates import contracting
from enrollment import obstacles, reckoning
from reference.errors import RuleBroken
from reference.models import FundingPlan
from tests.enrollment.town import Town, make_town, refused
from users.models import Notification

ON = date(2022, 11, 10)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def close(town: Town, since: date, on: date = ON) -> FundingPlan:
    return contracting.close_contracting(town.plan, since, by=town.payer, on=on)


def code_of(town: Town, since: date, on: date = ON) -> str:
    with pytest.raises(RuleBroken) as refusal:
        close(town, since, on)
    return refusal.value.code


def test_from_the_chosen_day_nobody_applies_and_families_were_told(town: Town):
    certificate = town.certificate()
    autumn = town.group(starts_on=date(2022, 11, 1), ends_on=date(2022, 12, 31))

    close(town, date(2022, 11, 15))

    assert Notification.objects.filter(kind="certificates.contracting_closes").count() == 1
    starts_on = date(2022, 11, 20)
    before = reckoning.find_obstacles(
        certificate, autumn, starts_on=starts_on, on=date(2022, 11, 14)
    )
    assert before == []
    after = refused(
        lambda: town.apply(certificate, autumn, starts_on=starts_on, on=date(2022, 11, 15))
    )
    assert after == "dates"


def test_it_is_for_the_last_two_months_of_the_period(town: Town):
    assert contracting.earliest(town.plan) == date(2022, 11, 1)
    assert code_of(town, date(2022, 11, 15), on=date(2022, 10, 31)) == "too_early"


def test_until_the_day_comes_it_can_be_moved_and_after_it_never(town: Town):
    close(town, date(2022, 11, 15))
    close(town, date(2022, 11, 20), on=date(2022, 11, 14))

    town.plan.refresh_from_db()
    assert contracting.last_day(town.plan) == date(2022, 11, 19)
    assert code_of(town, date(2022, 12, 15), on=date(2022, 11, 20)) == "contracting_closed"


def test_a_day_that_is_past_or_after_the_period_is_not_taken(town: Town):
    assert code_of(town, date(2022, 11, 9)) == "dates"
    assert code_of(town, date(2023, 1, 1)) == "dates"


def test_the_next_period_stays_open_where_booking_is_allowed(town: Town):
    town.plan.settings = {"future_period_contracts_allowed": True}
    town.plan.save(update_fields=["settings"])
    ahead = town.next_plan()

    close(town, ON)

    assert obstacles.plans_for_contracts(town.municipality.pk, ON) == [ahead]
