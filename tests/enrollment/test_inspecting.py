"""The nightly inspection: what it finds, what it says, and that it mends nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from enrollment import checking, inspecting
from enrollment.models import Finding
from programs.models import Group
from tests.factories.enrollment import JobRunFactory, MonthTurnFactory
from tests.factories.users import UserFactory
from users.models import Notification, Role

NIGHT = datetime(2026, 10, 5, 1, tzinfo=UTC)
SEATS = "seats taken are the living contracts, places and offers of the group"


@pytest.fixture
def administrator(db):
    return UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def turned(group, municipality):
    """A group in a municipality whose months are all turned."""
    MonthTurnFactory(municipality=municipality, month=date(2026, 10, 1), step="done")
    return group


def kinds() -> list[str]:
    return list(Finding.objects.filter(gone_at=None).order_by("pk").values_list("kind", flat=True))


def test_a_difference_stands_on_the_desk_and_is_told_once(turned, administrator):
    Group.objects.update(seats_taken=1)

    assert inspecting.inspect(at=NIGHT) == 1
    assert inspecting.inspect(at=NIGHT + timedelta(days=1)) == 1

    finding = Finding.objects.get()
    assert (finding.kind, finding.key) == (SEATS, str(turned.pk))
    assert finding.last_seen_at - finding.first_seen_at == timedelta(days=1)
    assert Notification.objects.filter(recipient=administrator).count() == 1


def test_nothing_is_repaired(turned):
    Group.objects.update(seats_taken=1)

    inspecting.inspect(at=NIGHT)

    turned.refresh_from_db()
    assert turned.seats_taken == 1


def test_what_is_right_again_is_gone_and_may_come_back(turned):
    Group.objects.update(seats_taken=1)
    inspecting.inspect(at=NIGHT)
    Group.objects.update(seats_taken=0)
    inspecting.inspect(at=NIGHT + timedelta(days=1))

    assert Finding.objects.get().gone_at == NIGHT + timedelta(days=1)
    Group.objects.update(seats_taken=1)
    inspecting.inspect(at=NIGHT + timedelta(days=2))
    assert Finding.objects.count() == 2


def test_only_so_many_differences_of_one_promise_are_kept(turned, monkeypatch):
    monkeypatch.setattr(inspecting, "SHOWN", 2)
    many = [checking.Difference(SEATS, str(number), "") for number in range(5)]
    monkeypatch.setattr(checking, "differences", lambda: many)

    assert inspecting.inspect(at=NIGHT) == 5
    assert Finding.objects.count() == 2


def test_a_turn_that_stands_still_is_found(plan):
    MonthTurnFactory(municipality=plan.municipality, month=date(2026, 10, 1), moved_at=NIGHT)

    inspecting.inspect(at=NIGHT + timedelta(minutes=50))
    assert inspecting.MONTH_STANDS not in kinds()

    inspecting.inspect(at=NIGHT + timedelta(minutes=70))
    assert inspecting.MONTH_STANDS in kinds()


def test_a_month_nobody_turned_is_found_after_the_first_hours(plan):
    first = datetime(2026, 9, 30, 21, 30, tzinfo=UTC)  # half past midnight in Moscow

    inspecting.inspect(at=first)
    assert kinds() == []

    inspecting.inspect(at=first + timedelta(hours=2))
    assert kinds() == [inspecting.MONTH_WAITS]


def test_jobs_that_stand_still_or_failed_are_found(municipality):
    JobRunFactory(municipality=municipality, status="running", moved_at=NIGHT)
    JobRunFactory(
        name="ended",
        municipality=municipality,
        status="failed",
        error="why",
        finished_at=NIGHT,
    )

    inspecting.inspect(at=NIGHT + timedelta(hours=2))

    assert kinds() == [inspecting.JOB_STANDS, inspecting.JOB_FAILED]


def test_a_job_that_is_taken_up_again_and_again_is_found(municipality):
    JobRunFactory(
        municipality=municipality,
        status="running",
        started_at=NIGHT - timedelta(days=2),
        moved_at=NIGHT,
    )

    inspecting.inspect(at=NIGHT)

    assert kinds() == [inspecting.JOB_STANDS]


def test_letters_that_do_not_leave_are_found(parent):
    Notification.objects.create(recipient=parent, kind="x", subject="x", body="x", created_at=NIGHT)

    inspecting.inspect(at=NIGHT + timedelta(minutes=50))
    assert kinds() == []
    inspecting.inspect(at=NIGHT + timedelta(minutes=70))
    assert kinds() == [inspecting.LETTERS_WAIT]


def test_letters_to_an_address_that_refuses_them_are_not_waited_for(parent):
    parent.email_bounced_at = NIGHT
    parent.save()
    Notification.objects.create(recipient=parent, kind="x", subject="x", body="x", created_at=NIGHT)

    assert inspecting.inspect(at=NIGHT + timedelta(hours=2)) == 0


def test_every_promise_has_words_for_the_administrators():
    assert set(checking.PROMISES) <= set(inspecting.WORDS)
