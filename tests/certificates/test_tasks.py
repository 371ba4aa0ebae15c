"""The daily work."""

from datetime import timedelta

from certificates import issuing, registering, tasks
from certificates.models import Application
from reference import clock


def test_applications_nobody_came_with_documents_for_expire_once(child, parent, on, monkeypatch):
    registering.give_consent(child, by=parent)
    application = issuing.apply(child, by=parent, on=on)
    today = on + timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda municipality=None: today)

    tasks.expire_applications()
    application.refresh_from_db()
    assert application.status == Application.Status.SUBMITTED

    today = on + timedelta(days=31)
    tasks.expire_applications()
    tasks.expire_applications()
    application.refresh_from_db()
    assert application.status == Application.Status.EXPIRED
