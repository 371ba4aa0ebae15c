"""What the demo district stands on: the municipality, its officials, its funding plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from certificates import drafting, planning
from enrollment import limiting
from navigator.demo import cast, names
from navigator.demo.ages import SchoolDays
from navigator.demo.cards import NORMS
from navigator.demo.diary import MORNING, Diary, moment
from navigator.demo.people import WITH_SPECIAL_NEEDS
from programs.models import Norm
from reference.days import SchoolYear
from reference.models import CategoryTerms, Direction, FundingPlan, Municipality, Region
from users.models import AuditEvent, RoleAssignment, User
from users.registering import TERMS_VERSION

ALL_CHILDREN = "Все дети 5–17 лет"
SPECIAL_CHILDREN = "Дети с ОВЗ и дети-инвалиды"

# Kopecks for a child and certificates, now and in the next period. The second category is full,
# so that its queue can be seen; in the first whoever asks is funded at once.
NOMINALS = {ALL_CHILDREN: (500_000, 520_000), SPECIAL_CHILDREN: (750_000, 780_000)}
NUMBERS = {ALL_CHILDREN: 540, SPECIAL_CHILDREN: WITH_SPECIAL_NEEDS}
LIMITED_DIRECTION, CONTRACTS_OF_IT = "technical", 260

# The same day gives the same rows, the stored form of the password too.
SALT = "demo"

PHONES_OF_OFFICIALS = 9_100_000


@dataclass
class Foundation:
    """The municipality and who works for it."""

    municipality: Municipality
    officials: dict[str, User]
    plan: FundingPlan
    terms: dict[str, CategoryTerms]
    password: str


def lay(days: SchoolDays, diary: Diary) -> Foundation:
    """Write the region, the municipality, the officials and both funding plans."""
    municipality = _municipality()
    password = make_password(cast.PASSWORD, salt=SALT)
    with diary.at(days.start - timedelta(days=400), MORNING) as day:
        officials = _officials(municipality, password, day)
    payer = officials[cast.PAYER]
    with diary.at(date(days.start.year, 6, 15), MORNING) as day:
        plan = _plan(municipality, days.year, 0, payer, day)
        technical = Direction.objects.get(code=LIMITED_DIRECTION)
        limiting.set_limit(
            plan,
            technical,
            CONTRACTS_OF_IT,
            act=f"Приказ управления образования от {day:%d.%m.%Y} № 118",
            by=payer,
            on=day,
        )
    with diary.at(date(days.start.year, 8, 20), MORNING) as day:
        _plan(municipality, days.year.next, 1, payer, day)
    terms = {
        each.category.name: each for each in plan.category_terms.select_related("category", "plan")
    }
    return Foundation(municipality, officials, plan, terms, password)


def _municipality() -> Municipality:
    region = Region.objects.create(
        name="Смоленская область",
        code="00",
        model_centre="Региональный модельный центр дополнительного образования детей",
        settings={"rating_enabled": True},
    )
    return Municipality.objects.create(
        region=region,
        name="Приднепровский район",
        slug="pridneprovsky",
        payer_code="01",
        payer_name="Управление образования Приднепровского района",
        payer_inn="0001900004",
        payer_kpp="000101001",
        payer_account="03231000000000000001",
        payer_bank="Отделение банка в г. Приднепровске",
        payer_bik="000000001",
        payer_head="Дубравин Константин Олегович",
        support_centre="Муниципальный опорный центр при Доме детского творчества «Горизонт»",
        support_address="г. Приднепровск, ул. Речная, д. 5, каб. 12",
        support_phone=names.phone(PHONES_OF_OFFICIALS),
        support_hours="пн–пт 9:00–18:00, обед 13:00–14:00",
    )


def _officials(municipality: Municipality, password: str, day: date) -> dict[str, User]:
    users = open_accounts(
        (
            User(
                email=official.email,
                last_name=official.name[0],
                first_name=official.name[1],
                patronymic=official.name[2],
                phone=names.phone(PHONES_OF_OFFICIALS + ordinal),
                municipality=None if official.is_regional else municipality,
                email_confirmed_at=moment(day, MORNING),
            )
            for ordinal, official in enumerate(cast.OFFICIALS, start=1)
        ),
        password,
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, role=official.role, municipality=user.municipality)
        for user, official in zip(users, cast.OFFICIALS, strict=True)
    )
    return {user.email: user for user in users}


def open_accounts(users: Iterable[User], password: str) -> list[User]:
    """Write accounts as registration does, all with the one password of the demo.

    In bulk, because a password is worked out on purpose slowly: once here, not for everybody.
    """
    written = User.objects.bulk_create([_with_password(user, password) for user in users])
    AuditEvent.objects.bulk_create(
        AuditEvent(
            by=user,
            action="user.registered",
            target_kind=user._meta.label_lower,
            target_key=str(user.pk),
            details={"terms": TERMS_VERSION},
        )
        for user in written
    )
    return written


def _with_password(user: User, password: str) -> User:
    user.password = password
    return user


def _plan(
    municipality: Municipality, year: SchoolYear, which: int, payer: User, day: date
) -> FundingPlan:
    """Draft the plan of that school year, with norms and limits, and approve it."""
    volume = sum(NOMINALS[name][which] * NUMBERS[name] for name in NOMINALS)
    plan = drafting.start(
        municipality,
        starts_on=year.first_day,
        ends_on=year.last_day,
        volume=volume,
        act=f"Постановление администрации Приднепровского района от {day:%d.%m.%Y} № {214 + which}",
        by=payer,
    )
    for name, nominals in NOMINALS.items():
        drafting.set_terms(
            plan,
            name,
            nominal=nominals[which],
            number_limit=NUMBERS[name],
            sum_limit=None,
            by=payer,
        )
    Norm.objects.bulk_create(
        Norm(plan=plan, direction_id=direction, hour=hour) for direction, hour in NORMS.items()
    )
    return planning.approve(plan, by=payer, on=day)
