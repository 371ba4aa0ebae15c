"""The Celery app and the beat schedule."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from kombu import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "navigator.settings")


class Application(Celery):
    """Celery that starts the embedded Redis when somebody first speaks to the queue."""

    def connection_for_read(self, *args: Any, **kwargs: Any) -> Connection:
        """Connect to take work."""
        self._have_broker()
        return super().connection_for_read(*args, **kwargs)

    def connection_for_write(self, *args: Any, **kwargs: Any) -> Connection:
        """Connect to give work."""
        self._have_broker()
        return super().connection_for_write(*args, **kwargs)

    @staticmethod
    def _have_broker() -> None:
        from django.conf import settings

        if settings.EMBEDDED_REDIS is not None:
            settings.EMBEDDED_REDIS.hold()


app = Application("navigator")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Everything that happens by itself, in Moscow time. A line: what is done, the task, when.
app.conf.beat_schedule = {
    # the jobs of the calendar, each from its hour of the local day (`enrollment/jobs.py`); looked
    # for every few minutes, so that what was due while the portal stood still, and what was
    # broken off, is made up for. What is done already is not done again.
    "run_due_jobs": {
        "task": "enrollment.tasks.run_due_jobs",
        "schedule": crontab(minute="*/5"),
    },
    # letters whose queue was away when they were written
    "send_unsent_letters": {
        "task": "users.tasks.send_unsent",
        "schedule": crontab(minute="*/5"),
    },
    # reports ordered while the queue was away, or broken off
    "resume_reports": {
        "task": "reporting.tasks.resume_reports",
        "schedule": crontab(minute="*"),
    },
}

__all__ = ["app", "crontab"]
