"""Background work of certificates."""

from __future__ import annotations

from celery import shared_task

from certificates import issuing
from reference import clock
from reference.models import Municipality


@shared_task
def expire_applications() -> None:
    """End the applications nobody brought documents for; every municipality by its own day."""
    for municipality in Municipality.objects.select_related("region"):
        issuing.expire(municipality, clock.today(municipality))
