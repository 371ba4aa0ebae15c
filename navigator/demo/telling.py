"""Which stories the demo's school year is made of: who comes, learns, waits, leaves."""

from __future__ import annotations

from datetime import date

from navigator.demo import arrivals, households
from navigator.demo.allocation import Class
from navigator.demo.arrivals import Scene
from navigator.demo.diary import Diary
from navigator.demo.kids import Standing
from navigator.demo.pipeline import Pipeline
from navigator.demo.year import Year
from reference.days import months_between


def begin(scene: Scene, pipeline: Pipeline, diary: Diary) -> None:
    """Begin every story of the year."""
    year = Year(scene)
    for month in months_between(scene.days.start, scene.days.day):
        diary.begin(year.month_turns(month))
    _certificates(year, diary)
    _learners(year, pipeline, diary)
    _applications(year, pipeline, diary)
    for kid in scene.district.of(Standing.SUSPENDED):
        diary.begin(year.is_suspended(kid))
    diary.begin(households.second_parent_comes(scene))
    diary.begin(households.teenager_comes(scene))


def _certificates(year: Year, diary: Diary) -> None:
    """Who comes to the portal by itself, and who asks for funding this year."""
    scene = year.scene
    for kid in scene.district.kids:
        if arrivals.comes_by_itself(kid, scene.days):
            applied = year.day_of_application(kid)
            diary.begin(year.comes(kid, applied, year.day_of_documents(kid, applied)))
        if kid.is_funded and kid.is_new:
            diary.begin(year.asks_for_funding(kid, scene.days.start))
        if kid.is_special and not kid.is_funded:
            diary.begin(year.asks_for_special_funds(kid))


def _learners(year: Year, pipeline: Pipeline, diary: Diary) -> None:
    """Who learns to this day, and who learned for a while."""
    scene = year.scene
    for each in scene.classes:
        for pupil in each.members:
            if pupil.contract is each.offer:
                kid = scene.district.by_pupil[pupil]
                by_steps = kid.is_new or scene.families[kid].is_of_cast
                learns = year.learns_by_contract if by_steps else year.applies_in_september
                diary.begin(learns(kid, each))
    diary.begin(year.september_is_concluded())
    for pair in pipeline.left_contracts:
        diary.begin(year.leaves_contract(*pair))
    for day, pairs in arrivals.lists_of(scene, pipeline.left_places).items():
        diary.begin(year.list_comes(day, pairs))
    for pair in pipeline.left_places:
        diary.begin(year.leaves_place(*pair))


def _applications(year: Year, pipeline: Pipeline, diary: Diary) -> None:
    """What came to nothing, and what waits today."""
    for refused, contracts, places in (
        (True, pipeline.refused_contracts, pipeline.refused_places),
        (False, pipeline.withdrawn_contracts, pipeline.withdrawn_places),
    ):
        for passing in contracts:
            diary.begin(year.contract_comes_to_nothing(passing, refused=refused))
        for passing in places:
            diary.begin(year.place_comes_to_nothing(passing, refused=refused))
    for pair in pipeline.accepted:
        diary.begin(year.waits_for_signature(*pair))
    for pair in pipeline.requested:
        diary.begin(year.waits_for_answer(*pair))
    for pair in pipeline.new_places:
        diary.begin(year.asks_for_place(*pair))
    for kid, each in pipeline.waiting:
        diary.begin(year.stands_in_line(kid, each, _full_since(year, each)))


def _full_since(year: Year, each: Class) -> date:
    """The day on which the last of the group's children has a seat."""
    born = (year.scene.district.by_pupil[pupil].born for pupil in each.members)
    last = max(year.days.joins_on(day, each.offer.program.age_from) for day in born)
    if each.offer.is_certified:
        last = max(last, year.last_day_of_applications)
    return last
