from celery import shared_task

from users import mailing


@shared_task
def send_unsent() -> None:
    """Send the letters that wait: after a commit, and by the sweep of every few minutes."""
    if mailing.send_unsent() == mailing.AT_A_TIME:
        send_unsent.delay()  # a whole batch has left: there may be more behind it
