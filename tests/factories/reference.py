from datetime import date

import factory
from factory.django import DjangoModelFactory

from reference.models import (
    Activity,
    Category,
    CategoryTerms,
    Direction,
    DirectionLimit,
    FundingPlan,
    Municipality,
    Region,
)
from reference.money import parse


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "00"
    name = "Приозёрная область"
    model_centre = "Региональный модельный центр Приозёрной области"


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality

    region = factory.SubFactory(RegionFactory)
    name = factory.Sequence(lambda n: f"Приднепровский район {n}")
    slug = factory.Sequence(lambda n: f"rayon-{n}")
    payer_code = factory.Sequence(lambda n: f"{n % 100:02d}")
    payer_name = "Управление образования"
    support_centre = "Муниципальный опорный центр"
    support_phone = "+7 (000) 000-00-01"
    support_address = "г. Приднепровск, ул. Школьная, 1"
    support_hours = "пн–пт 9:00–17:00"


class PlanFactory(DjangoModelFactory):
    """An open plan of the school year 2026/27; `nominal=` makes terms of a category with it."""

    class Meta:
        model = FundingPlan
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    status = FundingPlan.Status.OPEN
    starts_on = date(2026, 9, 1)
    ends_on = date(2027, 8, 31)
    volume = parse("1000000.00")


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("municipality", "name")

    municipality = factory.SubFactory(MunicipalityFactory)
    name = "Все дети"


class TermsFactory(DjangoModelFactory):
    class Meta:
        model = CategoryTerms

    plan = factory.SubFactory(PlanFactory)
    category = factory.SubFactory(
        CategoryFactory, municipality=factory.SelfAttribute("..plan.municipality")
    )
    nominal = parse("9600.00")


def direction(code: str = "technical") -> Direction:
    """One of the six; they come with the migrations."""
    return Direction.objects.get(code=code)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    direction = factory.LazyFunction(direction)
    name = factory.Sequence(lambda n: f"Робототехника {n}")


class DirectionLimitFactory(DjangoModelFactory):
    class Meta:
        model = DirectionLimit

    plan = factory.SubFactory(PlanFactory)
    direction = factory.LazyFunction(direction)
    number = 100
