"""Applications nobody brings documents for."""

from datetime import timedelta

from certificates import issuing, registering
from certificates.models import Application


def test_applications_nobody_came_with_documents_for_expire_once(child, parent, on):
    registering.give_consent(child, by=parent)
    application = issuing.apply(child, by=parent, on=on)

    assert issuing.expire(child.municipality, on + timedelta(days=30)) == 0
    application.refresh_from_db()
    assert application.status == Application.Status.SUBMITTED

    assert issuing.expire(child.municipality, on + timedelta(days=31)) == 1
    assert issuing.expire(child.municipality, on + timedelta(days=31)) == 0
    application.refresh_from_db()
    assert application.status == Application.Status.EXPIRED
