"""People, their roles, and what they did."""

from tests.constraints.case import Case, once
from tests.factories.users import (
    AuditEventFactory,
    DeskCodeFactory,
    RoleAssignmentFactory,
    UserFactory,
)
from users.models import AuditEvent, Notification, Role


def namesake(email: str) -> None:
    """Someone signs in as vera@example.org; now another does."""
    UserFactory(email="vera@example.org")
    UserFactory(email=email)


def audit_line(then: str) -> None:
    """Something was recorded; now a hand reaches for it."""
    line = AuditEventFactory(action="certificate.closed")
    if then == "another":
        AuditEventFactory(action="certificate.reopened", by=line.by)
    elif then == "change":
        AuditEvent.objects.filter(pk=line.pk).update(action="certificate.reopened")
    else:
        AuditEvent.objects.filter(pk=line.pk).delete()


def desk_code(given_by: str) -> None:
    """The desk gives somebody a code."""
    person = UserFactory()
    DeskCodeFactory(user=person, given_by=person if given_by == "themselves" else UserFactory())


def letter(address: str, to: str = "nobody") -> None:
    """A letter to somebody, or to an address alone."""
    person = UserFactory() if to == "somebody" else None
    Notification.objects.create(recipient=person, kind="test", subject="Новость", address=address)


CASES = {
    "letter_goes_somewhere": Case(
        letter,
        accepts=[{"address": "x@example.org"}, {"address": "", "to": "somebody"}],
        rejects=[{"address": ""}],
    ),
    "desk_code_is_tried_few_times": Case(
        DeskCodeFactory, accepts=[{"attempts": 5}], rejects=[{"attempts": 6}]
    ),
    "desk_code_is_of_another": Case(
        desk_code, accepts=[{"given_by": "a clerk"}], rejects=[{"given_by": "themselves"}]
    ),
    "user_email_unique_in_any_case": Case(
        namesake,
        accepts=[{"email": "vera2@example.org"}],
        rejects=[{"email": "Vera@example.org"}, {"email": "VERA@EXAMPLE.ORG"}],
    ),
    "role_assigned_once": once(
        RoleAssignmentFactory,
        "user",
        "role",
        "municipality",
        other={"role": Role.PAYER},
        held=[{"municipality": None}],
    ),
    "audit_has_one_actor": Case(
        AuditEventFactory,
        accepts=[{"job": ""}, {"by": None, "job": "first_of_month"}],
        rejects=[{"job": "first_of_month"}, {"by": None, "job": ""}],
    ),
    "audit_is_append_only": Case(
        audit_line,
        accepts=[{"then": "another"}],
        rejects=[{"then": "change"}, {"then": "delete"}],
    ),
}
