from celery import shared_task

from users import mailing


@shared_task
def send_unsent() -> None:
    """Send the letters that wait: after a commit, and by the sweep of every few minutes."""
    mailing.send_unsent()
