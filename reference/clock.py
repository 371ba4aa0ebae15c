"""The one clock of the portal. Only edges read it: views, tasks, commands; rules are handed a date.

In the demo the clock can be moved forward (`DEMO_CLOCK`), so that a year can be lived in an hour.
Everything that asks for the day asks here, so nothing else has to know.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from reference.models import Municipality


def now() -> datetime:
    """The portal's present moment, aware."""
    return timezone.now() + _shift()


def today(municipality: Municipality | None = None) -> date:
    """The portal's local date: of the municipality where one is given, of the region otherwise."""
    zone = ZoneInfo(municipality.time_zone if municipality else settings.TIME_ZONE)
    return now().astimezone(zone).date()


def _shift() -> timedelta:
    if not settings.DEMO_CLOCK:
        return timedelta(0)
    from reference.models import DemoClock  # the model needs the app registry, this module must not

    return DemoClock.shift()
