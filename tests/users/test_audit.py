"""Who did what, and that nobody rewrites it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from reference.stamps import stamped_at
from users import audit
from users.models import AuditEvent


def lines(**filters: Any) -> list[str]:
    return [event.action for event in audit.find(AuditEvent.objects.order_by("id"), **filters)]


def test_a_line_names_the_person_the_action_and_the_thing(parent, stranger):
    audit.record(parent, "user.details_changed", stranger, reason="a new phone")

    line = audit.history_of(stranger).get()
    assert (line.by, line.job) == (parent, "")
    assert line.target_kind == "users.user"
    assert line.details == {"reason": "a new phone"}


def test_a_job_signs_with_its_name(parent):
    line = audit.record(None, "contract.closed", parent, job="month")

    assert (line.by, line.job) == (None, "month")


def test_a_job_without_a_name_signs_with_the_action(parent):
    assert audit.record(None, "contract.closed", parent).job == "contract.closed"


def test_history_is_of_one_thing_oldest_first(parent, stranger):
    audit.record(parent, "user.registered", parent)
    audit.record(parent, "user.details_changed", parent)
    audit.record(parent, "user.registered", stranger)

    assert [line.action for line in audit.history_of(parent)] == [
        "user.registered",
        "user.details_changed",
    ]


def test_a_written_line_is_not_changed(parent):
    audit.record(parent, "user.registered", parent)

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.update(action="user.nothing")


def test_a_written_line_is_not_removed(parent):
    audit.record(parent, "user.registered", parent)

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.all()._raw_delete("default")


def test_the_journal_is_searched_by_kind_and_person(parent, stranger, municipality):
    audit.record(parent, "user.registered", parent)
    audit.record(stranger, "reference.changed", municipality)
    audit.record(None, "clock.moved", municipality, job="demo")

    assert lines(kind="users.user") == ["user.registered"]
    assert lines(person=stranger.last_name) == ["reference.changed"]
    assert lines(person=parent.email.upper()) == ["user.registered"]
    assert lines(person="demo") == ["clock.moved"]


def test_days_of_the_search_are_local_and_inclusive(parent, demo_stands):
    # 23:30 of 4 September and 00:30 of 6 September in Moscow.
    for at in (datetime(2026, 9, 4, 20, 30, tzinfo=UTC), datetime(2026, 9, 5, 21, 30, tzinfo=UTC)):
        with stamped_at(at):
            audit.record(parent, "user.registered", parent)

    assert len(lines(since=date(2026, 9, 4), until=date(2026, 9, 6))) == 2
    assert len(lines(since=date(2026, 9, 5), until=date(2026, 9, 5))) == 0
    assert len(lines(since=date(2026, 9, 6))) == 1
    assert len(lines(until=date(2026, 9, 4))) == 1
    assert len(lines(since=date.min, until=date.max)) == 2


@pytest.fixture
def demo_stands(db: None) -> None:
    from reference.models import DemoClock

    DemoClock.objects.create()
