from datetime import date

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from certificates import granting, numbering
from certificates.models import (
    Account,
    Achievement,
    Application,
    Certificate,
    Child,
    ChildPoint,
    Consent,
    Entry,
    Guardianship,
    Invitation,
    PlanVersion,
    QueuePlace,
)
from certificates.models.account import MOVES
from certificates.registering import is_snils
from reference.models import CategoryTerms
from reference.words import key_of
from tests.factories.reference import CategoryFactory, MunicipalityFactory, PlanFactory
from tests.factories.users import AuditEventFactory, UserFactory
from users.models import User


def snils(ordinal: int) -> str:
    """A number of the 900 series with a right check sum, for people who do not exist."""
    number = f"9{ordinal:08d}"
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    digits = f"{number}{total % 101 % 100:02d}"
    assert is_snils(digits)
    return digits


class ChildFactory(DjangoModelFactory):
    """A child of nine; `guardian=` gives a parent."""

    class Meta:
        model = Child
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    last_name = factory.Sequence(lambda n: f"Берёзкина{n}")
    first_name = "Мария"
    patronymic = "Алексеевна"
    name_key = factory.LazyAttribute(lambda o: key_of(o.last_name, o.first_name, o.patronymic))
    birth_date = date(2017, 5, 20)
    sex = Child.Sex.GIRL
    snils = factory.Sequence(snils)
    settlement = "г. Приднепровск"

    @factory.post_generation
    def guardian(self, create: bool, user: User | None, **extra: object) -> None:
        if create and user:
            Guardianship.objects.create(
                child=self, user=user, relation=Guardianship.Relation.MOTHER
            )


class CertificateFactory(DjangoModelFactory):
    """An active accounting certificate; `guardian=` is the child's parent."""

    class Meta:
        model = Certificate

    class Params:
        guardian = None

    municipality = factory.SubFactory(MunicipalityFactory)
    category = factory.SubFactory(
        CategoryFactory, municipality=factory.SelfAttribute("..municipality")
    )
    child = factory.LazyAttribute(
        lambda o: ChildFactory(municipality=o.municipality, guardian=o.guardian)
    )
    number = factory.LazyAttribute(lambda o: numbering.next_number(o.municipality))
    issued_on = date(2026, 9, 1)
    type_changed_on = date(2026, 9, 1)


def fund(
    certificate: Certificate, terms: CategoryTerms, on: date = date(2026, 9, 1)
) -> Certificate:
    """Grant the nominal of these terms to the certificate."""
    with transaction.atomic():
        granting.grant_nominal(certificate, terms, by=None, job="test", on=on)
    certificate.refresh_from_db()
    return certificate


class InvitationFactory(DjangoModelFactory):
    """A father is invited to look at the child."""

    class Meta:
        model = Invitation

    child = factory.SubFactory(ChildFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    relation = Guardianship.Relation.FATHER
    rights = Guardianship.Rights.LIMITED
    invited_by = factory.SubFactory(UserFactory)
    invited_on = date(2026, 9, 5)
    valid_until = date(2026, 9, 12)


class ChildPointFactory(DjangoModelFactory):
    """Where a child lives."""

    class Meta:
        model = ChildPoint

    child = factory.SubFactory(ChildFactory)
    kind = ChildPoint.Kind.HOME
    latitude = 59.1
    longitude = 36.0


class GuardianshipFactory(DjangoModelFactory):
    class Meta:
        model = Guardianship

    child = factory.SubFactory(ChildFactory)
    user = factory.SubFactory(UserFactory)
    relation = Guardianship.Relation.MOTHER


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    child = factory.SubFactory(ChildFactory)
    given_by = factory.SubFactory(UserFactory)
    text_version = factory.Sequence(lambda n: f"2026-{n}")


class ApplicationFactory(DjangoModelFactory):
    """An application for a certificate that nobody has decided on."""

    class Meta:
        model = Application

    child = factory.SubFactory(ChildFactory)
    municipality = factory.SelfAttribute("child.municipality")
    submitted_by = factory.SubFactory(UserFactory)
    submitted_on = date(2026, 9, 1)


class QueuePlaceFactory(DjangoModelFactory):
    class Meta:
        model = QueuePlace

    certificate = factory.SubFactory(CertificateFactory)
    category = factory.SelfAttribute("certificate.category")
    joined_on = date(2026, 9, 1)


class AccountFactory(DjangoModelFactory):
    """An account as it is opened: empty."""

    class Meta:
        model = Account

    plan = factory.SubFactory(PlanFactory)
    certificate = factory.SubFactory(
        CertificateFactory, municipality=factory.SelfAttribute("..plan.municipality")
    )
    category = factory.SelfAttribute("certificate.category")


class EntryFactory(DjangoModelFactory):
    """An entry that goes the way of its kind; `is_turned` makes it go back."""

    class Meta:
        model = Entry

    class Params:
        is_turned = False

    account = factory.SubFactory(AccountFactory)
    kind = Entry.Kind.GRANT
    source = factory.LazyAttribute(lambda o: MOVES[o.kind][1 if o.is_turned else 0])
    target = factory.LazyAttribute(lambda o: MOVES[o.kind][0 if o.is_turned else 1])
    amount = 9_600_00
    effective_on = date(2026, 9, 1)
    event = factory.SubFactory(AuditEventFactory)
    key = factory.Sequence(lambda n: f"test:{n}")


class PlanVersionFactory(DjangoModelFactory):
    """The first version of a plan."""

    class Meta:
        model = PlanVersion

    plan = factory.SubFactory(PlanFactory)
    ordinal = factory.Sequence(lambda n: n + 1)
    valid_from = date(2026, 9, 1)
    parameters = factory.LazyFunction(dict)
    event = factory.SubFactory(AuditEventFactory)


class AchievementFactory(DjangoModelFactory):
    """A prize of a municipal contest."""

    class Meta:
        model = Achievement

    child = factory.SubFactory(ChildFactory)
    day = date(2026, 4, 12)
    name = factory.Sequence(lambda n: f"Кубок района {n}")
    level = Achievement.Level.MUNICIPAL
    result = Achievement.Result.PRIZE
    told_by = factory.SubFactory(UserFactory)
