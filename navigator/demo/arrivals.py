"""Families and holders of certificates as they are when the school year begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from certificates.models import Certificate
from enrollment.models import BudgetPlace, Contract
from navigator.demo import cast, registers
from navigator.demo.ages import YOUNGEST, SchoolDays
from navigator.demo.allocation import Class
from navigator.demo.diary import MORNING, Diary, moment
from navigator.demo.families import Family
from navigator.demo.foundation import Foundation, open_accounts
from navigator.demo.kids import Kid, Standing
from navigator.demo.people import District
from navigator.demo.registers import Holder, Listed
from navigator.demo.teaching import Teaching
from reference.days import birthday, full_years
from users.models import Role, RoleAssignment, User

# The day of the summer on which the register of holders is brought over, and how long before the
# first lesson an organisation hands its list in.
REGISTER_COMES = (8, 24)
LIST_COMES_BEFORE = timedelta(days=4)
ACCOUNTS_OPEN = timedelta(days=90)
CERTIFICATES_SINCE = timedelta(days=700)


@dataclass
class Scene:
    """The district as the stories find it."""

    base: Foundation
    teaching: Teaching
    district: District
    classes: Sequence[Class]
    days: SchoolDays
    guardians: dict[Kid, User] = field(default_factory=dict)
    families: dict[Kid, Family] = field(default_factory=dict)
    certificates: dict[Kid, Certificate] = field(default_factory=dict)
    applied: list[tuple[Contract, User]] = field(default_factory=list)
    places: dict[tuple[Kid, Class], BudgetPlace] = field(default_factory=dict)
    orders: int = 0

    def next_order(self) -> str:
        """The number of an organisation's next order of enrollment."""
        self.orders += 1
        return f"{self.orders}-З"


def bring_people(scene: Scene, diary: Diary) -> None:
    """Open the accounts of the families and bring the register of certificates over."""
    scene.families = {kid: family for family in scene.district.families for kid in family.kids}
    _open_accounts(scene, diary)
    holders = [
        Holder(kid, scene.guardians[kid], scene.families[kid].relation, _issued_on(kid, scene.days))
        for kid in scene.district.kids
        if not comes_by_itself(kid, scene.days)
    ]
    clerk = scene.base.officials[cast.CLERK]
    with diary.at(_summer(scene.days, REGISTER_COMES), MORNING):
        scene.certificates = registers.bring_holders(holders, scene.base, by=clerk)


def comes_by_itself(kid: Kid, days: SchoolDays) -> bool:
    """Whether the child was not in the registers: new, or too young for them in August."""
    if kid.is_new or kid.standing == Standing.APPLICANT:
        return True
    return birthday(kid.born, YOUNGEST) > _summer(days, REGISTER_COMES)


def lists_of(
    scene: Scene, leavers: Sequence[tuple[Kid, Class]]
) -> dict[date, list[tuple[Kid, Class]]]:
    """Who joins on which day without certificate money: most on the first day of the year.

    Others join on the 1st of the month in which they are old enough for the program. Those who
    will leave again are on the first list too.
    """
    lists: dict[date, list[tuple[Kid, Class]]] = {scene.days.start: list(leavers)}
    for each in scene.classes:
        for pupil in each.members:
            if pupil.contract is not each.offer:
                kid = scene.district.by_pupil[pupil]
                joins = scene.days.joins_on(kid.born, each.offer.program.age_from)
                lists.setdefault(joins, []).append((kid, each))
    return lists


def bring_list(scene: Scene, pairs: Sequence[tuple[Kid, Class]], *, starts_on: date) -> None:
    """Enrol by the organisations' orders of that day."""
    orders = {each: scene.next_order() for each in dict.fromkeys(each for _kid, each in pairs)}
    handed_in = starts_on - LIST_COMES_BEFORE
    lines = [
        Listed(
            certificate=scene.certificates[kid],
            guardian=scene.guardians[kid],
            group=scene.teaching.groups[each],
            age_at_start=full_years(kid.born, starts_on),
            requested_on=max(handed_in, scene.certificates[kid].issued_on),
            is_paid=not each.offer.is_free,
            responsible=scene.teaching.responsible_for(each),
            order_number=orders[each],
        )
        for kid, each in pairs
    ]
    places = registers.bring_list(lines, scene.base.plan, starts_on=starts_on)
    scene.places |= dict(zip(pairs, places, strict=True))


def _summer(days: SchoolDays, month_and_day: tuple[int, int]) -> date:
    return date(days.start.year, *month_and_day)


def _issued_on(kid: Kid, days: SchoolDays) -> date:
    """Some day of the last two years on which the child was five already."""
    last = _summer(days, REGISTER_COMES)
    first = max(birthday(kid.born, YOUNGEST), last - CERTIFICATES_SINCE)
    return first + timedelta(days=kid.ordinal * 37 % ((last - first).days + 1))


def _open_accounts(scene: Scene, diary: Diary) -> None:
    """An account for every family; the letters of some come back."""
    families = scene.district.families
    with diary.at(scene.days.start - ACCOUNTS_OPEN, MORNING) as day:
        users = open_accounts(
            (
                User(
                    email=family.email,
                    last_name=family.last_name,
                    first_name=family.first_name,
                    patronymic=family.patronymic,
                    phone=family.phone,
                    municipality=scene.base.municipality,
                    email_confirmed_at=moment(day, MORNING),
                    email_bounced_at=diary.now if family.letters_return else None,
                )
                for family in families
            ),
            scene.base.password,
        )
        RoleAssignment.objects.bulk_create(
            RoleAssignment(user=user, role=Role.GUARDIAN) for user in users
        )
    for family, user in zip(families, users, strict=True):
        scene.guardians |= dict.fromkeys(family.kids, user)
