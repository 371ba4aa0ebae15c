"""The journal of actions."""

import pytest

from users import audit
from users.views.administrator import EVENTS_ON_A_PAGE

AUDIT = "/users/audit/"


@pytest.fixture
def events(parent, stranger, municipality):
    audit.record(parent, "user.details_changed", parent, fields=["phone"])
    audit.record(None, "certificate.issued", municipality, job="month")


def found(client, **filters) -> list[str]:
    return [event.action for event in client.get(AUDIT, filters).context["page_obj"]]


def test_the_administrator_reads_who_did_what(client, administrator, events, parent):
    client.force_login(administrator)

    page = client.get(AUDIT).content.decode()

    assert parent.short_name in page
    assert "phone" in page
    assert "user.details_changed" not in page


def test_the_journal_is_searched(client, administrator, events, parent):
    client.force_login(administrator)

    assert found(client) == ["certificate.issued", "user.details_changed"]
    assert found(client, kind="users.user") == ["user.details_changed"]
    assert found(client, person=parent.last_name) == ["user.details_changed"]
    assert found(client, until="2001-01-01") == []


def test_odd_days_are_told_and_break_nothing(client, administrator, events):
    client.force_login(administrator)

    for odd in ({"since": "вчера"}, {"since": "2026-09-02", "until": "2026-09-01"}):
        response = client.get(AUDIT, odd)
        assert response.status_code == 200
        assert response.context["form"].errors


def test_the_journal_is_paged(client, administrator, parent):
    for _line in range(EVENTS_ON_A_PAGE + 1):
        audit.record(parent, "user.registered", parent)
    client.force_login(administrator)

    assert len(found(client)) == EVENTS_ON_A_PAGE
    assert len(found(client, page=2)) == 1


@pytest.mark.parametrize("who", ["parent", "moc", "operator"])
def test_for_others_there_is_no_journal(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(AUDIT).status_code == 404
