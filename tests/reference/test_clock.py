from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from reference import clock
from reference.models import DemoClock
from tests.factories.reference import MunicipalityFactory


@pytest.fixture
def new_years_eve(monkeypatch: pytest.MonkeyPatch):
    """31 December, half past eleven in the evening by Greenwich."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 12, 31, 23, 30, tzinfo=UTC))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Kaliningrad", 1), ("Asia/Kamchatka", 1), ("Atlantic/Azores", 31)],
)
def test_the_day_is_the_local_day_of_the_municipality(new_years_eve, settings, zone, day):
    settings.DEMO_CLOCK = False

    assert clock.today(MunicipalityFactory(time_zone=zone)).day == day


@pytest.mark.django_db
def test_the_demo_clock_moves_the_day(settings):
    settings.DEMO_CLOCK = True
    before = clock.today()
    DemoClock.objects.create(ahead=timedelta(days=40))

    assert clock.today() == before + timedelta(days=40)


@pytest.mark.django_db
def test_without_the_setting_a_forgotten_demo_clock_moves_nothing(settings):
    settings.DEMO_CLOCK = False
    DemoClock.objects.create(ahead=timedelta(days=40))

    assert abs(clock.now() - timezone.now()) < timedelta(minutes=1)
