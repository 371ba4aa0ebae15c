"""The organisations of the demo come into the register with their people, and agree with the payer.

Everything but the accounts goes through the rules that people use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from navigator.demo import cast, names, organisations, sheets
from navigator.demo.ages import SchoolDays
from navigator.demo.allocation import Class
from navigator.demo.diary import DAY, MORNING, NOON, Diary, moment
from navigator.demo.families import HOME
from navigator.demo.foundation import Foundation, open_accounts
from navigator.demo.organisations import ENTREPRENEUR, Place
from navigator.demo.sheets import ProviderSheet
from providers import agreeing, locating, registering
from providers.models import Provider, ProviderMember, Venue
from users.models import Role, RoleAssignment, User

# Organisations apply in November (R4.01); they agree with the payer in August.
APPLIED, AGREED = (11, 9), (8, 5)
PHONES_OF_STAFF = 9_200_000


@dataclass
class Organisation:
    """A provider with its people and places."""

    provider: Provider
    responsible: User
    teachers: list[ProviderMember]
    venues: list[Venue]


def enlist(
    base: Foundation, classes: Sequence[Class], days: SchoolDays, diary: Diary
) -> dict[str, Organisation]:
    """Every organisation of the sheets, by its code."""
    staff = _responsible_people(base, days, diary)
    organised = _register(base, classes, staff, days, diary)
    _agree(base, classes, organised, days, diary)
    return organised


def _responsible_people(base: Foundation, days: SchoolDays, diary: Diary) -> dict[str, User]:
    chance = Random("responsible")
    people = {}
    with diary.at(days.start - timedelta(days=310), MORNING) as day:
        for ordinal, sheet in enumerate(sheets.providers(), start=1):
            family, first, patronymic = names.grown_up(names.FEMALE, chance)
            email = f"{sheet.code.lower()}.otvetstvennyi@example.org"
            people[sheet.code] = User(
                email=cast.RESPONSIBLE if sheet.code == HOME else email,
                last_name=names.surname(family, names.FEMALE),
                first_name=first,
                patronymic=patronymic,
                phone=names.phone(PHONES_OF_STAFF + ordinal),
                municipality=base.municipality,
                email_confirmed_at=moment(day, MORNING),
            )
        written = open_accounts(people.values(), base.password)
    return dict(zip(people, written, strict=True))


def _register(
    base: Foundation,
    classes: Sequence[Class],
    staff: dict[str, User],
    days: SchoolDays,
    diary: Diary,
) -> dict[str, Organisation]:
    """Every organisation applies in November and is included a week later (R4.01, R4.06)."""
    operator = base.officials[cast.OPERATOR]
    november = date(days.start.year - 1, *APPLIED)
    chance = Random("heads")
    numbers = organisations.teachers_of(classes)
    teachers = iter(_teachers(base, sum(numbers.values()) - 1, days, diary))
    organised: dict[str, Organisation] = {}
    for sheet in sheets.providers():
        by = staff[sheet.code]
        family, first, patronymic = names.grown_up(names.MALE, chance)
        head = (family, first, patronymic)
        if sheet.code == ENTREPRENEUR:
            head = (by.last_name, by.first_name, by.patronymic)
        founded = november - timedelta(days=700 + 37 * len(organised))
        fields = organisations.fields_of(sheet, head, founded)
        with diary.at(november, NOON) as day:
            provider = registering.apply(
                {"municipality": base.municipality, **fields}, by=by, on=day
            )
            venues = [
                _venue(provider, sheet, place, by) for place in organisations.places_of(sheet)
            ]
        with diary.at(november + timedelta(days=7), DAY) as day:
            provider = registering.include(provider, by=operator, on=day)
        own = (
            [by]
            if sheet.code == ENTREPRENEUR
            else [next(teachers) for _teacher in range(numbers[sheet.code])]
        )
        organised[sheet.code] = Organisation(provider, by, _employ(provider, own), venues)
    return organised


def _venue(provider: Provider, sheet: ProviderSheet, place: Place, by: User) -> Venue:
    fields = {
        "name": place.name,
        "settlement": sheet.settlement,
        "settlement_kind": Venue.Settlement.RURAL if sheet.is_rural else Venue.Settlement.URBAN,
        "address": place.address,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
    return locating.add(provider, fields, by=by)


def _teachers(base: Foundation, number: int, days: SchoolDays, diary: Diary) -> list[User]:
    chance = Random("teachers")
    users = []
    day = days.start - timedelta(days=300)
    for ordinal in range(1, number + 1):
        sex = names.MALE if chance.randrange(100) < 25 else names.FEMALE
        family, first, patronymic = names.grown_up(sex, chance)
        users.append(
            User(
                email=f"pedagog{ordinal:02d}@example.org",
                last_name=names.surname(family, sex),
                first_name=first,
                patronymic=patronymic,
                phone=names.phone(PHONES_OF_STAFF + 100 + ordinal),
                municipality=base.municipality,
                email_confirmed_at=moment(day, MORNING),
            )
        )
    with diary.at(day, MORNING):
        return open_accounts(users, base.password)


def _employ(provider: Provider, people: list[User]) -> list[ProviderMember]:
    """Make them teachers of the organisation."""
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, role=Role.TEACHER) for user in people
    )
    return ProviderMember.objects.bulk_create(
        ProviderMember(
            provider=provider,
            user=user,
            position=ProviderMember.Position.TEACHER,
            qualification=("первая категория", "высшая категория", "без категории")[user.pk % 3],
        )
        for user in people
    )


def _agree(
    base: Foundation,
    classes: Sequence[Class],
    organised: dict[str, Organisation],
    days: SchoolDays,
    diary: Diary,
) -> None:
    """Those with certified programs agree with the payer in August (R4.13, R4.16)."""
    payer = base.officials[cast.PAYER]
    day = date(days.start.year, *AGREED)
    certified = sorted({each.offer.provider.code for each in classes if each.offer.is_certified})
    for ordinal, code in enumerate(certified, start=1):
        one = organised[code]
        with diary.at(day, NOON) as on:
            agreement = agreeing.request(one.provider, base.plan, by=one.responsible, on=on)
        with diary.at(day + timedelta(days=1), DAY) as on:
            agreement = agreeing.confirm(agreement, by=payer, on=on)
            agreeing.activate(agreement, number=f"{ordinal:02d}-ПФ", signed_on=on, by=payer, on=on)
