"""A plugin of pytest: the portal's clock starts at another moment, in another zone."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

import pytest

MOMENT, ZONE = "PROOF_MOMENT", "PROOF_ZONE"


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Move the one clock, the portal's zone and that of every municipality and process."""
    os.environ["TZ"] = os.environ[ZONE]
    time.tzset()
    from django.conf import settings

    settings.TIME_ZONE = os.environ[ZONE]
    from reference import clock
    from reference.models import Municipality

    Municipality._meta.get_field("time_zone").default = os.environ[ZONE]
    moment, began = datetime.fromisoformat(os.environ[MOMENT]), time.monotonic()
    clock.now = lambda: moment + timedelta(seconds=time.monotonic() - began)
