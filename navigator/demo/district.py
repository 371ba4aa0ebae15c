"""The demo district is loaded: one transaction, from the municipality to the demo's day."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from enrollment import checking
from navigator.demo import (
    allocation,
    arrivals,
    cast,
    foundation,
    paying,
    people,
    pipeline,
    praising,
    sheets,
    teaching,
    telling,
    wondering,
)
from navigator.demo.ages import SchoolDays
from navigator.demo.arrivals import Scene
from navigator.demo.diary import MORNING, Diary, Report, analyze, moment, quickly_planned
from programs import understanding
from reference.models import DemoClock
from reporting import populating
from users.models import Notification, User
from users.notifying import letters_are_history

# How many children of these ages live in the district, and who says so.
POPULATION, AGES = 2311, (5, 17)
SOURCE_OF_POPULATION = "Росстат, численность населения по возрастам"

# Letters of the last days are still to be read.
UNREAD = timedelta(days=3)


class NotEmpty(Exception):
    """There are people in the database, so the demo district is not loaded into it."""


class Unsound(Exception):
    """What was loaded breaks a promise of the engine, so none of it is kept."""


def load(day: date, *, now: datetime, ahead: timedelta, report: Report) -> None:
    """Load the district as it is on that day, all of it or nothing.

    `now` is the portal's moment at the end of it, `ahead` how far that is from the real one.
    `report` is told how much was done. Raises NotEmpty, Unsound.
    """
    with transaction.atomic(), letters_are_history(), _without_pauses():
        if User.objects.exists():
            raise NotEmpty
        DemoClock.objects.create(ahead=ahead)
        with quickly_planned():
            _live(SchoolDays(day), Diary(now), report)
        understanding.gather_words()
        analyze()
        if differences := checking.differences():
            raise Unsound(differences[0])


def steps() -> int:
    """About how much `report` will be told of in all."""
    offers = sheets.offers()
    passing = (pipeline.REQUESTED, pipeline.ACCEPTED, pipeline.NEW_PLACES, pipeline.WAITING)
    nothing = (
        pipeline.REFUSED_CONTRACTS,
        pipeline.REFUSED_PLACES,
        pipeline.WITHDRAWN_CONTRACTS,
        pipeline.WITHDRAWN_PLACES,
    )
    new = people.NEW_FUNDED * 2 + people.NEW_LEARNERS + people.NEW_HOLDERS
    contracts = sum(offer.contracts for offer in offers)
    return len(offers) + contracts + new + sum(passing) + sum(nothing) + pipeline.LEFT


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Everything made here lives to the end, so nobody need look for what does not."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _in_one_piece() -> Iterator[None]:
    """No way back for a single step: a load that breaks is undone as a whole.

    The stories have thousands of steps, and the savepoint of each would serve nobody.
    """
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def _live(days: SchoolDays, diary: Diary, report: Report) -> None:
    offers = sheets.offers()
    pupils = allocation.pupils_of(offers)
    classes = allocation.classes_of(offers, pupils)
    district = people.people_of(pupils, days)
    applications = pipeline.pipeline_of(district, classes, days)
    base = foundation.lay(days, diary)
    taught = teaching.build(base, classes, days, diary, report)
    scene = Scene(base, taught, district, classes, days)
    arrivals.bring_people(scene, diary)
    analyze()
    telling.begin(scene, applications, diary)
    paying.begin(scene, diary)
    with _in_one_piece():
        diary.live(report)
        praising.say(scene, diary)
        wondering.ask(scene, diary)
    _enter_population(scene, diary)
    _leave_unread(days)


def _enter_population(scene: Scene, diary: Diary) -> None:
    """The support centre enters it for both calendar years of the school year, once they begin."""
    day = scene.days.day
    with diary.at(day, MORNING):
        for year in sorted({scene.days.start.year, day.year}):
            populating.enter(
                scene.base.municipality,
                year=year,
                ages=AGES,
                children=POPULATION,
                source=SOURCE_OF_POPULATION,
                by=scene.base.officials[cast.MODERATOR],
                on=day,
            )


def _leave_unread(days: SchoolDays) -> None:
    """People have read their letters, but for the last ones."""
    Notification.objects.filter(created_at__lt=moment(days.day - UNREAD, MORNING)).update(
        read_at=F("created_at")
    )
