from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from programs.models import (
    CostParameters,
    Favourite,
    Group,
    Module,
    Norm,
    Photo,
    Program,
    ProgramText,
    ProviderRating,
    Rating,
    Remark,
    Review,
    Slot,
    Wish,
)
from reference.money import parse
from tests.factories.providers import ProviderFactory, VenueFactory
from tests.factories.reference import MunicipalityFactory, PlanFactory, direction
from tests.factories.users import UserFactory


class ProgramFactory(DjangoModelFactory):
    """A published, certified program for children from 7 to 12."""

    class Meta:
        model = Program

    provider = factory.SubFactory(ProviderFactory)
    status = Program.Status.PUBLISHED
    published_on: date | None = date(2026, 8, 20)
    register = Program.Register.CERTIFIED
    certified_on = factory.LazyAttribute(
        lambda o: date(2026, 8, 25) if o.register == Program.Register.CERTIFIED else None
    )
    short_name = factory.Sequence(lambda n: f"Робототехника {n}")
    full_name = factory.LazyAttribute(lambda o: f"Программа «{o.short_name}»")
    slug = factory.Sequence(lambda n: f"robototehnika-{n}")
    direction = factory.LazyFunction(direction)
    annotation = "Дети собирают модели с моторами и датчиками."
    description = "Занятия для тех, кто любит конструировать."
    goals = "Научить собирать и программировать модели."
    results = "Ребёнок соберёт и запрограммирует робота."
    content_plan = "Знакомство с конструктором — 12 ч; проект — 60 ч"
    equipment = "Ноутбуки и наборы"
    age_from = 7
    age_to = 12


class DraftFactory(ProgramFactory):
    """The same card before anyone has checked it; only the module is missing."""

    status = Program.Status.DRAFT
    published_on = None
    certified_on = None


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    program = factory.SubFactory(ProgramFactory)
    ordinal = factory.Sequence(lambda n: n + 1)
    name = "Первый год обучения"
    hours = 72
    price = parse("7200.00")
    normative_cost = parse("7200.00")
    is_open = True


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    module = factory.SubFactory(ModuleFactory)
    program = factory.SelfAttribute("module.program")
    venue = factory.SubFactory(VenueFactory, provider=factory.SelfAttribute("..program.provider"))
    name = factory.Sequence(lambda n: f"Группа {n}")
    starts_on = date(2026, 9, 1)
    ends_on = date(2027, 5, 31)
    capacity = 15


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = Slot

    group = factory.SubFactory(GroupFactory)
    weekday = Slot.Weekday.TUESDAY
    starts_at = time(15, 0)
    ends_at = time(16, 30)


def teach_weekly(group: Group, minutes: int) -> Group:
    """Give the group a timetable of so many minutes a week, at most six hours a day."""
    for weekday in Slot.Weekday.values:
        today = min(minutes, 360)
        if today:
            SlotFactory(
                group=group,
                weekday=weekday,
                starts_at=time(9, 0),
                ends_at=time(9 + today // 60, today % 60),
            )
        minutes -= today
    return group


class PhotoFactory(DjangoModelFactory):
    """A photo of a card; the row alone, `files.stored` writes its files."""

    class Meta:
        model = Photo

    program = factory.SubFactory(ProgramFactory)
    ordinal = factory.Sequence(lambda n: n + 1)
    alt = factory.Sequence(lambda n: f"Дети собирают робота {n}")
    digest = factory.Sequence(lambda n: f"{n:064x}")
    width = 1200
    height = 900


class ProgramTextFactory(DjangoModelFactory):
    """The text of a program; the row alone."""

    class Meta:
        model = ProgramText

    program = factory.SubFactory(ProgramFactory)
    digest = "0" * 64
    size = 1_000
    pages = 2
    attached_on = date(2026, 8, 20)


class NormFactory(DjangoModelFactory):
    class Meta:
        model = Norm

    plan = factory.SubFactory(PlanFactory)
    direction = factory.LazyFunction(direction)
    hour = parse("100.00")


class ReviewFactory(DjangoModelFactory):
    """A check that the support centre has begun."""

    class Meta:
        model = Review

    program = factory.SubFactory(ProgramFactory)
    reviewer = factory.SubFactory(UserFactory)


class RemarkFactory(DjangoModelFactory):
    class Meta:
        model = Remark

    review = factory.SubFactory(ReviewFactory)
    field = "goals"
    text = "Назовите цель одним предложением."


# W27, in rubles and plain numbers
MODEL_OF_2017 = {
    "wage": "45000",
    "services": "9000",
    "training": "6000",
    "rates": "1.2",
    "weekly_load": "18",
    "weeks_in_month": "4.33",
    "additional_teachers": "1.1",
    "other_staff": "0.5",
    "payroll_charges": "1.302",
    "vacations": "1.15",
    "premises_hours": "1440",
    "equipped": "1",
    "years_between_trainings": "3",
    "weeks_in_year": "52",
    "qualification": "1",
    "second_qualification": "0",
    **{
        f"equipment_{code}": "2500"
        for code in ("technical", "natural_science", "arts", "sport", "tourism", "social")
    },
}


class CostParametersFactory(DjangoModelFactory):
    """The approved set of W27."""

    class Meta:
        model = CostParameters

    municipality = factory.SubFactory(MunicipalityFactory)
    settlement_kind = "urban"
    status = CostParameters.Status.APPROVED
    decided_on: date | None = date(2026, 8, 1)
    act = "Постановление № 1"
    submitted_by = factory.SubFactory(UserFactory)
    values = factory.LazyFunction(lambda: dict(MODEL_OF_2017))


class WishFactory(DjangoModelFactory):
    """A parent waits for a robotics program with free places."""

    class Meta:
        model = Wish

    user = factory.SubFactory(UserFactory)
    asked = factory.Sequence(lambda n: f"q=робототехника+{n}")


class FavouriteFactory(DjangoModelFactory):
    class Meta:
        model = Favourite

    user = factory.SubFactory(UserFactory)
    program = factory.SubFactory(ProgramFactory)


class RatingFactory(DjangoModelFactory):
    class Meta:
        model = Rating

    program = factory.SubFactory(ProgramFactory)
    points = results = staff = equipment = overall = 8_750
    given = 8
    studied = 20


class ProviderRatingFactory(DjangoModelFactory):
    class Meta:
        model = ProviderRating

    provider = factory.SubFactory(ProviderFactory)
    points = 8_750
    programs = 1
