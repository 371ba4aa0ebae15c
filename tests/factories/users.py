from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from tests.factories.reference import MunicipalityFactory
from users.models import AuditEvent, DeskCode, Role, RoleAssignment, User


class UserFactory(DjangoModelFactory):
    """Someone who signs in with the password "secret-2026"; `role=` and `municipality=` assign."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    last_name = factory.Sequence(lambda n: f"Берёзкин{n}")
    first_name = "Алексей"
    patronymic = "Петрович"
    phone = "+7 (000) 000-00-00"
    email_confirmed_at = datetime(2026, 9, 1, tzinfo=UTC)
    password = factory.django.Password("secret-2026")

    @factory.post_generation
    def role(self, create: bool, role: Role | None, **extra: object) -> None:
        if create and role:
            municipality = self.municipality if role not in UNBOUND else None
            RoleAssignment.objects.create(user=self, role=role, municipality=municipality)


UNBOUND = {Role.GUARDIAN, Role.PROVIDER, Role.TEACHER, Role.OPERATOR, Role.ADMINISTRATOR}


class RoleAssignmentFactory(DjangoModelFactory):
    """A support centre's person in a municipality."""

    class Meta:
        model = RoleAssignment

    user = factory.SubFactory(UserFactory)
    role = Role.MOC
    municipality = factory.SubFactory(MunicipalityFactory)


class DeskCodeFactory(DjangoModelFactory):
    """A code that nobody can type: its digits are not known."""

    class Meta:
        model = DeskCode

    user = factory.SubFactory(UserFactory)
    fingerprint = "0" * 64
    given_by = factory.SubFactory(UserFactory)
    expires_at = datetime(2099, 1, 1, tzinfo=UTC)


class AuditEventFactory(DjangoModelFactory):
    """What a person did; with `by=None` a `job` must have done it."""

    class Meta:
        model = AuditEvent

    by = factory.SubFactory(UserFactory)
    action = "test.done"
    target_kind = "certificates.Certificate"
    target_key = "1"
