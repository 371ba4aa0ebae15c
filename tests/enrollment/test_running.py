"""Jobs of the calendar: started, carried out, killed, taken up again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from enrollment import checking, enrolling, monthly, running, tasks
from enrollment.jobs import JOBS, TABLE, Job, Piece
from enrollment.models import Contract, JobRun, MonthTurn
from programs import scheduling
from reference import clock
from reference.days import Month
from reference.errors import RuleBroken
from tests.factories.certificates import CertificateFactory
from tests.factories.enrollment import JobRunFactory, MonthTurnFactory, WaitingPlaceFactory

ON = date(2026, 9, 5)
FIRST = date(2026, 10, 1)
# in October no period is near its end, so nobody is reminded of it
BY_THEMSELVES = [job for job in TABLE if job.at is not None and job.name != "reminders"]
MIDDAY = datetime(2026, 10, 1, 9, tzinfo=UTC)  # noon in Moscow


@pytest.fixture
def contract(funded_certificate, group, parent, provider_manager) -> Contract:
    contract = enrolling.apply(
        funded_certificate, group, starts_on=date(2026, 9, 7), by=parent, on=ON
    )
    enrolling.accept(contract, by=provider_manager, on=ON)
    return enrolling.sign(contract, by=parent, on=ON)


class Killed(BaseException):
    """Stands for kill -9: nobody gets to write anything down."""


def job_with(verb) -> Job:
    return Job("ended", "", "", verb)


def carry_out(job: Job, place, monkeypatch, *, on: date = FIRST) -> JobRun:
    monkeypatch.setitem(JOBS, job.name, job)
    run = running.request(job, place, on=on, by=None)
    running.carry_out(run.pk, at=MIDDAY)
    run.refresh_from_db()
    return run


def test_a_job_that_lost_the_database_stays_under_way(municipality, monkeypatch):
    def lost(_work: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    run = carry_out(job_with(lost), municipality, monkeypatch)

    assert run.status == "running"


def test_what_is_due_is_done_in_the_order_of_the_table(contract, municipality):
    running.work_through(municipality, at=MIDDAY)

    runs = JobRun.objects.order_by("pk")
    assert [run.name for run in runs] == [job.name for job in BY_THEMSELVES if job.is_municipal]
    assert {run.status for run in runs} == {"done"}
    assert MonthTurn.objects.get().debited == 1
    assert checking.differences() == []


def test_what_is_done_today_is_not_done_again_by_itself(contract, municipality):
    running.work_through(municipality, at=MIDDAY)
    number = JobRun.objects.count()

    assert not running.has_work(municipality, at=MIDDAY)
    running.work_through(municipality, at=MIDDAY)

    assert JobRun.objects.count() == number


def test_a_kept_seat_goes_on_at_any_hour(contract, municipality):
    """An offer ends to the minute, so the work of the night is done again by day (R6.31)."""
    running.work_through(municipality, at=MIDDAY)
    certificate = CertificateFactory(municipality=municipality)
    place = WaitingPlaceFactory(
        certificate=certificate,
        group=contract.group,
        offered_at=MIDDAY - timedelta(hours=40),
        offered_until=MIDDAY + timedelta(hours=8),
    )
    scheduling.take_seat(contract.group)
    assert not running.has_work(municipality, at=MIDDAY + timedelta(hours=7))

    running.work_through(municipality, at=MIDDAY + timedelta(hours=8))

    place.refresh_from_db()
    assert place.ending == "lapsed"
    assert JobRun.objects.filter(name="offers").count() == 2
    assert not running.has_work(municipality, at=MIDDAY + timedelta(hours=8))


def test_a_job_waits_for_its_hour_on_the_local_day(contract, municipality):
    midnight = datetime(2026, 9, 30, 21, 5, tzinfo=UTC)  # five past midnight in Moscow

    assert not running.has_work(municipality, at=midnight)
    assert running.has_work(municipality, at=midnight + timedelta(minutes=5))


def test_whoever_presses_twice_starts_one_run(municipality, payer):
    once = running.request(JOBS["month"], municipality, on=FIRST, by=payer)
    twice = running.request(JOBS["month"], municipality, on=FIRST, by=payer)

    assert once == twice
    assert JobRun.objects.get().by == payer


def test_a_killed_run_is_taken_up_and_finished(municipality, monkeypatch):
    left = [3, 2]

    def work(_work):
        while left:
            yield Piece(left.pop(0))
            if len(left) == 1:
                raise Killed

    with pytest.raises(Killed):
        carry_out(job_with(work), municipality, monkeypatch)
    assert JobRun.objects.get().status == "running"

    run = carry_out(job_with(work), municipality, monkeypatch)

    assert (run.status, run.changed) == ("done", 5)
    assert JobRun.objects.count() == 1


def test_the_next_look_around_takes_up_what_was_killed_yesterday(contract, municipality):
    JobRunFactory(
        name="applications", municipality=municipality, day=date(2026, 9, 30), status="running"
    )

    running.work_through(municipality, at=MIDDAY)

    run = JobRun.objects.get(name="applications")
    assert (run.status, run.day) == ("done", FIRST)


def test_a_failure_is_written_down_and_tried_three_times_a_day(municipality, monkeypatch):
    def fail(_work):
        raise ZeroDivisionError

    job = Job("ended", "", "", fail, at=JOBS["ended"].at)
    monkeypatch.setattr("enrollment.running.TABLE", [job])
    monkeypatch.setitem(JOBS, "ended", job)
    for _ in range(5):
        running.work_through(municipality, at=MIDDAY)

    runs = JobRun.objects.filter(name="ended")
    assert [run.status for run in runs] == ["failed"] * running.ATTEMPTS
    assert runs[0].error


def test_contracts_are_not_touched_before_the_month_is_turned(contract, municipality, payer):
    """7.1: the work of the 1st comes first, however late it is."""
    with pytest.raises(RuleBroken) as refusal:
        running.request(JOBS["ended"], municipality, on=date(2026, 10, 3), by=payer)

    assert refusal.value.code == "month_first"


def test_a_turn_late_by_months_is_made_up_for_in_order(contract, municipality):
    MonthTurnFactory(municipality=municipality, month=date(2026, 9, 1), step="done")

    running.work_through(municipality, at=MIDDAY + timedelta(days=40))

    assert [turn.month.month for turn in MonthTurn.objects.order_by("month")] == [9, 10, 11]
    days = contract.account.entries.filter(kind="debit").values_list("effective_on", flat=True)
    assert sorted(days) == [date(2026, 9, 5), date(2026, 10, 1), date(2026, 11, 1)]


def test_lessons_that_are_over_end_in_the_night_and_free_the_seat(contract, municipality, group):
    for months_after in range(1, 9):
        monthly.turn(municipality, Month(2026, 9).shift(months_after))
    Contract.objects.update(ends_on=date(2027, 5, 14))

    running.work_through(municipality, at=datetime(2027, 5, 15, 9, tzinfo=UTC))

    contract.refresh_from_db()
    group.refresh_from_db()
    assert (contract.status, contract.decided_on) == ("closed", date(2027, 5, 14))
    assert group.seats_taken == 0
    assert checking.differences() == []


def test_the_look_around_gives_every_place_its_work(contract, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MIDDAY)

    tasks.run_due_jobs()

    done = set(JobRun.objects.values_list("name", flat=True))
    assert done == {job.name for job in BY_THEMSELVES}


def test_a_job_of_the_region_is_not_done_in_a_municipality(municipality):
    with pytest.raises(RuleBroken) as refusal:
        running.request(JOBS["inspection"], municipality, on=FIRST, by=None)

    assert refusal.value.code == "wrong_place"


@pytest.mark.parametrize("job", TABLE, ids=lambda job: job.name)
def test_every_job_runs_twice_by_command_without_effect(job, contract, monkeypatch, capsys):
    monkeypatch.setattr(clock, "today", lambda municipality=None: FIRST)
    monkeypatch.setattr(clock, "now", lambda: MIDDAY)
    call_command("job", "month")
    call_command("job", job.name)
    before = list(contract.account.entries.values_list("pk"))

    call_command("job", job.name)

    assert list(contract.account.entries.values_list("pk")) == before
    assert "done, changed 0" in capsys.readouterr().out.splitlines()[-1]


def test_the_command_refuses_a_day_to_come(plan, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: FIRST)

    with pytest.raises(CommandError, match="not come"):
        call_command("job", "ended", "--date=2026-10-02")
    with pytest.raises(CommandError, match="no municipality"):
        call_command("job", "ended", "--municipality=nowhere")
