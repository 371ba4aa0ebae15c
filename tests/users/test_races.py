"""Two people press at once: a link works once, and letters are counted one after another."""

import pytest
from django.utils import timezone

from tests.enrollment.test_races import at_once
from tests.factories.users import UserFactory
from users import accepting, audit, guarding, recovering, registering
from users.models import AuditEvent, Notification, Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mother():
    return UserFactory(role=Role.GUARDIAN, email_confirmed_at=None)


def test_of_two_who_come_by_one_letter_one_sets_the_password(mother):
    key, token = recovering.key_of(mother), recovering.token_of(mother)

    ends = at_once(*[lambda: recovering.recover(key, token, "odd-horse-77")] * 4)

    assert ends == ["done", *["link_wrong"] * 3]
    assert AuditEvent.objects.filter(action="user.password_recovered").count() == 1


def test_letters_asked_for_at_once_are_no_more_than_those_of_an_hour(mother):
    now = timezone.now()

    at_once(*[lambda: recovering.ask(mother.email, at=now)] * 8)

    assert Notification.objects.count() == registering.LETTERS_AN_HOUR


def test_confirming_letters_asked_for_at_once_are_no_more_either(mother):
    now = timezone.now()

    ends = at_once(*[lambda: registering.send_confirmation_again(mother, by=mother, at=now)] * 8)

    assert ends.count("done") == registering.LETTERS_AN_HOUR


def test_changed_terms_are_accepted_once(mother):
    audit.record(mother, accepting.REGISTERED, mother, terms="2025-01")

    at_once(*[lambda: accepting.accept(mother)] * 4)

    assert [each.version for each in accepting.acceptances_of(mother)] == [
        accepting.current().version,
        "2025-01",
    ]


def test_of_taken_emails_tried_at_once_each_is_counted(rf):
    request = rf.post("/", REMOTE_ADDR="192.0.2.81")

    def tries() -> None:
        with guarding.against_guessing(request):
            raise registering.EMAIL_TAKEN

    at_once(*[tries] * guarding.TAKEN_EMAILS)

    assert at_once(tries) == ["too_many_guesses"]
