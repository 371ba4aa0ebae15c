from celery import shared_task

from reference import clock
from reporting import building


@shared_task
def build_run(run_id: int) -> None:
    """Build one ordered report."""
    building.build(run_id, at=clock.now())


@shared_task
def resume_reports() -> None:
    """Build what was ordered while the queue was away, or broke off; the sweep of every minute."""
    for run_id in building.unfinished():
        building.build(run_id, at=clock.now())
