"""The organisations write their programs, the support centre publishes them, groups open.

Everything goes through the rules that people use, on the days on which it would have been.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

from navigator.demo import cards, cast, pictures, sheets
from navigator.demo.ages import SchoolDays
from navigator.demo.allocation import Class
from navigator.demo.cards import ModulePlan
from navigator.demo.diary import DAY, MORNING, Diary, Report
from navigator.demo.enlisting import Organisation, enlist
from navigator.demo.foundation import Foundation
from navigator.demo.sheets import Offer
from navigator.demo.timetable import Timetable, timetables
from programs import assessing, authoring, grouping, illustrating, moderating, opening
from programs.grouping import GroupFields, SlotFields
from programs.models import Group, Module, Program
from reference.models import Activity, Direction
from users.models import User

# Days of the August before the school year.
CHECKED, CERTIFIED, OPENED = 12, 17, 20
AUGUST = 8

# Groups have lessons to the end of May; in the summer too, where the demo's day would otherwise
# find them over or about to be.
LAST_OF_LESSONS = (5, 31)
SUMMER_BEGINS = 5


@dataclass
class Teaching:
    """What is taught in the district, as written down."""

    groups: dict[Class, Group] = field(default_factory=dict)
    responsible: dict[str, User] = field(default_factory=dict)

    def responsible_for(self, each: Class) -> User:
        return self.responsible[each.offer.provider.code]


def last_lesson(days: SchoolDays) -> date:
    """The last day of this year's groups: May, or August when that is where the day lies."""
    if SUMMER_BEGINS <= days.day.month <= AUGUST:
        return days.year.last_day
    return date(days.year.starts_in + 1, *LAST_OF_LESSONS)


def build(
    base: Foundation, classes: Sequence[Class], days: SchoolDays, diary: Diary, report: Report
) -> Teaching:
    """Register the organisations, publish the programs, open the groups."""
    organised = enlist(base, classes, days, diary)
    activities = _activities()
    by_offer: dict[str, list[Class]] = defaultdict(list)
    for each in classes:
        by_offer[each.offer.key].append(each)
    hours = timetables(classes)
    teaching = Teaching(
        responsible={code: one.responsible for code, one in organised.items()},
    )
    for ordinal, own in enumerate(by_offer.values()):
        writer = Writer(base, organised[own[0].offer.provider.code], days, diary, hours)
        teaching.groups |= writer.write(ordinal, own, activities)
        report(1)
    return teaching


def _activities() -> dict[str, Activity]:
    """The kinds of activity that the cards name, by program code."""
    words = sheets.cards()["programs"]
    wanted = sorted(
        {(sheet.direction, words[code]["activity"]) for code, sheet in sheets.programs().items()}
    )
    written = Activity.objects.bulk_create(
        Activity(direction_id=direction, name=name) for direction, name in wanted
    )
    by_name = dict(zip(wanted, written, strict=True))
    return {
        code: by_name[sheet.direction, words[code]["activity"]]
        for code, sheet in sheets.programs().items()
    }


@dataclass
class Writer:
    """One organisation writes a program, the support centre publishes it."""

    base: Foundation
    own: Organisation
    days: SchoolDays
    diary: Diary
    hours: dict[Class, Timetable]

    def write(
        self, ordinal: int, classes: list[Class], activities: dict[str, Activity]
    ) -> dict[Class, Group]:
        """The program of the ordinal-th offer: card, modules, check, groups, open enrollment."""
        offer = classes[0].offer
        plans = cards.modules_of(offer, classes)
        published = self._published(offer, ordinal)
        with self.diary.at(published - timedelta(days=5), MORNING) as day:
            program, modules = self._draft(offer, plans, activities[offer.program.code], day)
        with self.diary.at(published, MORNING) as day:
            self._publish(program, ordinal, day)
        if offer.is_certified:
            with self.diary.at(self._in_august(CERTIFIED), DAY) as day:
                assessing.certify(
                    program,
                    f"№ {ordinal + 1} от {day:%d.%m.%Y}",
                    by=self.base.officials[cast.MODERATOR],
                    on=day,
                )
        with self.diary.at(self._in_august(OPENED), MORNING) as day:
            return self._open(plans, modules, day)

    def _in_august(self, number: int) -> date:
        return date(self.days.start.year, AUGUST, number)

    def _published(self, offer: Offer, ordinal: int) -> date:
        """Certified programs are of this summer, most others have been there for a year."""
        if offer.is_certified or ordinal % 4 == 0:
            return self._in_august(CHECKED)
        return date(self.days.start.year - 1, 12, 1 + ordinal % 20)

    def _draft(
        self, offer: Offer, plans: list[ModulePlan], activity: Activity, day: date
    ) -> tuple[Program, list[Module]]:
        by = self.own.responsible
        values = cards.values_of(offer)
        values["direction"] = Direction.objects.get(code=offer.program.direction)
        values["activity"] = activity
        program = authoring.draft(self.own.provider, values, by=by, on=day)
        modules = [authoring.save_module(program, plan.fields, by=by, on=day) for plan in plans]
        for alt, picture in pictures.pictures_of(activity.name):
            illustrating.add_photo(program, BytesIO(picture), alt, by=by, on=day)
        moderating.submit(program, by=by, on=day)
        return program, modules

    def _publish(self, program: Program, ordinal: int, day: date) -> None:
        by = self.base.officials[(cast.MODERATOR, cast.SECOND_MODERATOR)[ordinal % 2]]
        review = moderating.take_up(program, by=by, on=day)
        moderating.publish(review, by=by, on=day)

    def _open(
        self, plans: list[ModulePlan], modules: list[Module], day: date
    ) -> dict[Class, Group]:
        by = self.own.responsible
        groups = {}
        for plan, module in zip(plans, modules, strict=True):
            for each in plan.classes:
                groups[each] = self._open_group(each, module, by, day)
            opening.open_enrollment(module, by=by, on=day)
        return groups

    def _open_group(self, each: Class, module: Module, by: User, day: date) -> Group:
        hours = self.hours[each]
        fields = GroupFields(
            name=f"Группа {each.ordinal}, {hours.weekdays}",
            starts_on=self.days.start,
            ends_on=last_lesson(self.days),
            capacity=each.capacity,
            venue=self.own.venues[hours.place],
            room=hours.room,
        )
        slots = [
            SlotFields(meeting.weekday, meeting.starts_at, meeting.ends_at)
            for meeting in hours.meetings
        ]
        teacher = self.own.teachers[hours.teacher]
        return grouping.open_group(module, fields, slots, [teacher], by=by, on=day)
