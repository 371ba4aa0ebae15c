from celery import shared_task

from programs import grouping, opening
from reference import clock


@shared_task
def close_finished_groups() -> None:
    """Every night: groups that have ended go into the archive, modules without groups close."""
    today = clock.today()
    grouping.archive_ended(on=today)
    opening.close_idle(on=today)
