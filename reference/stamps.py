"""The moment a row was written, as the database knows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, models


class PortalNow(models.Func):
    """The portal's present moment, for `db_default`: the real one, or the demo clock's.

    The database function is created in the first migration of `reference`. Only where a demo
    clock stands in the database can the moment be anything but the real one.
    """

    function = "portal_now"
    arity = 0
    output_field = models.DateTimeField()


@contextmanager
def stamped_at(moment: datetime) -> Iterator[None]:
    """Rows written inside carry this moment, in a database that has a demo clock.

    The demo's past is lived through the real rules, and its history should show the days on
    which it happened.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('navigator.now', %s, false)", [moment.isoformat()])
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('navigator.now', '', false)")
