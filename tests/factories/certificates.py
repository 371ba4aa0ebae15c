from datetime import date

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from certificates import granting, issuing
from certificates.models import Certificate, Child, Guardianship
from certificates.registering import is_snils
from reference.models import CategoryTerms
from reference.words import key_of
from tests.factories.reference import CategoryFactory, MunicipalityFactory
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
    number = factory.LazyAttribute(lambda o: issuing._next_number(o.municipality))
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
