from datetime import date

import factory
from factory.django import DjangoModelFactory

from providers.models import Agreement, Provider, ProviderMember, Venue
from tests.factories.reference import MunicipalityFactory, PlanFactory
from tests.factories.users import UserFactory


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    municipality = factory.SubFactory(MunicipalityFactory)
    status = Provider.Status.ACTIVE
    full_name = factory.LazyAttribute(lambda o: f"Муниципальное учреждение {o.short_name}")
    short_name = factory.Sequence(lambda n: f"Дом творчества № {n}")
    slug = factory.Sequence(lambda n: f"dom-tvorchestva-{n}")
    inn = factory.Sequence(lambda n: f"00{n:08d}")
    licence_number = "Л035-00000-00/00000000"
    licence_on = date(2020, 1, 15)
    address = "г. Приднепровск, ул. Школьная, 3"
    phone = "+7 (000) 000-00-02"
    head_name = "Соколова Вера Игоревна"
    head_position = "директор"
    head_basis = "Устава"


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = ProviderMember

    provider = factory.SubFactory(ProviderFactory)
    user = factory.SubFactory(UserFactory)
    position = ProviderMember.Position.RESPONSIBLE


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    provider = factory.SubFactory(ProviderFactory)
    name = "Главный корпус"
    settlement = "г. Приднепровск"
    address = "ул. Школьная, 3"


class AgreementFactory(DjangoModelFactory):
    """An active agreement for the plan's period."""

    class Meta:
        model = Agreement

    provider = factory.SubFactory(ProviderFactory)
    plan = factory.SubFactory(PlanFactory)
    status = Agreement.Status.ACTIVE
    number = factory.Sequence(lambda n: f"{n}-ПФ")
    signed_on = date(2026, 9, 1)
