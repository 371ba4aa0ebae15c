from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from reference.models import DemoClock
from reference.stamps import stamped_at
from tests.factories.users import UserFactory
from users import audit

PAST = datetime(2020, 9, 1, 12, tzinfo=UTC)


def moment_of_a_line() -> datetime:
    user = UserFactory()
    event = audit.record(user, "tested", user)
    event.refresh_from_db()
    return event.at


@pytest.mark.django_db
def test_without_a_demo_clock_nothing_can_falsify_the_moment():
    with stamped_at(PAST):
        assert abs(moment_of_a_line() - timezone.now()) < timedelta(minutes=5)


@pytest.mark.django_db
def test_the_past_of_the_demo_carries_its_own_moments():
    DemoClock.objects.create(ahead=timedelta(days=10))

    with stamped_at(PAST):
        assert moment_of_a_line() == PAST
    assert moment_of_a_line() > timezone.now() + timedelta(days=9)
