"""The demo's clock, its ribbon and its letters."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from certificates import registering
from certificates.issuing import apply as apply_for_certificate
from certificates.ledger import balance_of
from enrollment import enrolling, monthly
from enrollment.models import Contract, MonthTurn
from navigator.demo import clock as demo_clock
from programs.models import Group
from reference import clock
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import DemoClock, FundingPlan
from tests.factories.reference import MunicipalityFactory
from users import audit
from users.models import Notification
from users.notifying import notify


@pytest.fixture(autouse=True)
def clock_stands(settings):
    settings.DEMO = settings.DEMO_CLOCK = True


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager, on) -> Contract:
    """1 September to 31 May, 7 200.00 in nine months; September is debited."""
    asked = enrolling.apply(funded_certificate, group, starts_on=on, by=parent, on=on)
    return enrolling.sign(enrolling.accept(asked, by=provider_manager, on=on), by=parent, on=on)


def at(day: date) -> None:
    """Let it be that day on the portal."""
    demo_clock._set(day, demo_clock.MORNING)


def test_the_portal_lives_on_the_morning_of_that_day(municipality, on):
    demo_clock.move(date(2026, 9, 20), by=None, on=on)

    assert clock.today() == date(2026, 9, 20)
    assert clock.now().astimezone().minute == 0


def test_rows_are_stamped_with_the_portals_day(municipality, on):
    demo_clock.move(date(2027, 3, 2), by=None, on=on)

    assert audit.record(None, "clock.moved", municipality).pk
    line = audit.history_of(municipality).get()
    assert line.at.date() == date(2027, 3, 2)


@pytest.mark.parametrize("to", [date(2026, 9, 5), date(2026, 9, 4)])
def test_the_clock_never_goes_back(municipality, on, to):
    at(on)

    with pytest.raises(RuleBroken) as refusal:
        demo_clock.move(to, by=None, on=on)

    assert refusal.value.code == "only_forward"
    assert clock.today() == on


def test_a_second_hand_is_refused(municipality, on):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [demo_clock.LOCK])
        with pytest.raises(RuleBroken) as refusal:
            demo_clock.move(date(2026, 9, 6), by=None, on=on)
    other.close()

    assert refusal.value.code == "clock_is_moving"


def test_every_first_on_the_way_turns_the_month_in_order(municipality, on):
    other = MunicipalityFactory()

    journey = demo_clock.move(date(2027, 1, 15), by=None, on=on)

    for place in (municipality, other):
        turned = place.month_turns.order_by("started_at").values_list("month", "step")
        assert list(turned) == [
            (date(2026, 10, 1), "done"),
            (date(2026, 11, 1), "done"),
            (date(2026, 12, 1), "done"),
            (date(2027, 1, 1), "done"),
        ]
    assert len(journey.turns) == 8
    assert [str(month) for month in journey.months] == ["2026-10", "2026-11", "2026-12", "2027-01"]


def test_the_work_of_a_first_is_stamped_with_that_first(municipality, on):
    demo_clock.move(date(2026, 12, 15), by=None, on=on)

    october = MonthTurn.objects.get(month=date(2026, 10, 1))
    assert october.started_at.date() in (date(2026, 9, 30), date(2026, 10, 1))
    assert october.started_at.astimezone().date() == date(2026, 10, 1)


def test_within_a_month_nothing_is_turned(municipality, on):
    assert demo_clock.move(date(2026, 9, 30), by=None, on=on).turns == []


def test_the_first_itself_is_reached_with_its_work_done(municipality, on):
    journey = demo_clock.move(date(2026, 10, 1), by=None, on=on)

    assert [turn.month for turn in journey.turns] == [date(2026, 10, 1)]


def test_a_month_turned_by_hand_before_is_not_counted_again(municipality, on):
    monthly.turn(municipality, Month(2026, 10))

    assert demo_clock.move(date(2026, 10, 1), by=None, on=on).turns == []


def test_money_is_debited_month_by_month(contract, on):
    journey = demo_clock.move(date(2026, 12, 1), by=None, on=on)

    assert journey.debits == 3
    assert journey.debited == sum(
        part.certificate_amount for part in contract.instalments.order_by("month")[1:4]
    )


def test_a_year_ends_with_the_period_closed_and_the_rest_in_the_budget(contract, plan, on):
    at(on)
    journey = demo_clock.move(demo_clock.end_of_period(on), by=None, on=on)

    plan.refresh_from_db()
    assert plan.status == FundingPlan.Status.CLOSED
    assert journey.closed_plans == [plan]
    assert journey.ended_contracts == 1
    account = contract.account
    account.refresh_from_db()
    assert (account.available, account.reserved) == (0, 0)
    assert journey.returned == account.nominal - account.debited == account.lapsed
    assert balance_of(contract.certificate, date(2027, 9, 1)).available == 0


def test_an_application_without_documents_expires_on_the_way(municipality, parent, child, on):
    registering.give_consent(child, by=parent)
    apply_for_certificate(child, by=parent, on=on)

    assert demo_clock.move(on + timedelta(days=60), by=None, on=on).expired == 1


def test_a_group_that_is_over_goes_into_the_archive_on_the_way(group, on):
    demo_clock.move(date(2027, 6, 15), by=None, on=on)

    group.refresh_from_db()
    assert group.status == Group.Status.ARCHIVED


def test_the_move_is_in_the_journal_with_whoever_moved(administrator, municipality, on):
    demo_clock.move(date(2026, 9, 6), by=administrator, on=on)

    line = audit.history_of(DemoClock.objects.get()).get()
    assert line.by == administrator
    assert line.details == {"since": "2026-09-05", "until": "2026-09-06"}


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 8, 31), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_first(day, first):
    assert demo_clock.next_first(day) == first


def test_the_end_of_the_period_is_the_day_after_its_last(plan, on):
    assert demo_clock.end_of_period(on) == date(2027, 9, 1)
    assert demo_clock.end_of_period(plan.ends_on) == date(2027, 9, 1)


def test_without_a_plan_no_period_ends(db, on):
    with pytest.raises(RuleBroken) as refusal:
        demo_clock.end_of_period(on)

    assert refusal.value.code == "no_plan"


# ---- the ribbon --------------------------------------------------------------------------------


def test_a_visitor_moves_the_clock_and_comes_back_to_the_page(client, municipality, on):
    at(on)
    page = reverse("users:sign_in") + "?next=/a"

    response = client.post(reverse("demo:next_day"), {"next": page}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert clock.today() == date(2026, 9, 6)
    assert "06.09.2026" in str(next(iter(response.context["messages"])))


def test_the_ribbon_says_what_was_done(client, contract, on):
    at(on)

    response = client.post(
        reverse("demo:next_first"), {"next": reverse("users:sign_in")}, follow=True
    )

    said = str(next(iter(response.context["messages"])))
    assert "01.10.2026" in said
    assert "801,09" in said  # 7 200.00 by the 30 days of September from the 5th


def test_the_end_of_the_period_is_one_press(client, plan, on):
    at(on)

    client.post(reverse("demo:end_of_period"))

    assert clock.today() == date(2027, 9, 1)
    plan.refresh_from_db()
    assert plan.status == FundingPlan.Status.CLOSED


def test_a_refusal_of_the_clock_is_a_sentence(client, municipality, on):
    at(on)

    response = client.post(
        reverse("demo:end_of_period"), {"next": reverse("users:sign_in")}, follow=True
    )

    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert clock.today() == on


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_the_button_leads_nowhere_else(client, municipality, away):
    response = client.post(reverse("demo:next_day"), {"next": away}, headers={"referer": away})

    assert response.url == reverse("home")


def test_looking_moves_nothing(client, municipality):
    assert client.get(reverse("demo:next_day")).status_code == 405


def test_outside_the_demo_there_is_no_ribbon(client, municipality, settings):
    settings.DEMO_CLOCK = False

    assert client.post(reverse("demo:next_day")).status_code == 404
    assert not DemoClock.objects.exists()


# ---- letters -----------------------------------------------------------------------------------


@pytest.fixture
def letter(parent) -> Notification:
    notify([parent], "test", subject="Новость", body="Случилось.", url="/users/profile/")
    return Notification.objects.get()


def test_everybody_reads_the_letters_of_the_demo(client, letter):
    page = client.get(reverse("demo:mail")).content.decode()

    assert "Новость" in page
    assert letter.recipient.email in page


def test_a_letter_has_its_link(client, letter):
    page = client.get(reverse("demo:letter", args=[letter.pk])).content.decode()

    assert 'href="/users/profile/"' in page
    assert "Случилось." in page


def test_reading_it_here_is_not_reading_it_there(client, letter):
    client.get(reverse("demo:letter", args=[letter.pk]))

    letter.refresh_from_db()
    assert letter.read_at is None


def test_outside_the_demo_letters_are_private(client, letter, settings):
    settings.DEMO = False

    assert client.get(reverse("demo:mail")).status_code == 404
    assert client.get(reverse("demo:letter", args=[letter.pk])).status_code == 404
