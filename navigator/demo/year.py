"""The stories of the demo's school year, told through the rules, from its first day to the demo's.

A story is told in steps; before each it names the day and the hour at which the step is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from certificates import issuing, registering
from enrollment import enrolling, freezing, monthly, placing, reckoning, terminating, waiting
from enrollment.models import BudgetPlace, Contract
from navigator.demo import arrivals, cast, registers
from navigator.demo.ages import SchoolDays
from navigator.demo.allocation import Class
from navigator.demo.arrivals import Scene
from navigator.demo.diary import EARLY, EVENING, MORNING, NIGHT, NOON, Story, When
from navigator.demo.kids import Kid, Standing
from navigator.demo.pipeline import TURNS, Passing
from navigator.demo.registers import category_terms, fields_of
from programs.models import Group
from reference.days import Month, birthday
from users.models import User

REASONS_TO_SUSPEND = ("Семья переехала, документы уточняются", "По заявлению родителей")
REASONS_TO_LEAVE = ("Не подошло время занятий", "Перешли в другую группу", "Переезд", "")
REFUSALS = (
    Contract.Refusal.NO_DOCUMENTS,
    Contract.Refusal.DID_NOT_COME,
    Contract.Refusal.GROUP_NOT_FORMED,
    Contract.Refusal.MEDICAL,
    Contract.Refusal.WRONG_DATA,
)

# Contracts for the whole year are asked for in so many days after the first of September.
DAYS_TO_APPLY = 3

# From so many days on, what comes to nothing is spread over the year; before, it is of one day.
A_WHILE = 14


@dataclass
class Year:
    """The stories, told of the people and things of the scene."""

    scene: Scene
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(f"year {self.scene.days.day}")

    @property
    def days(self) -> SchoolDays:
        return self.scene.days

    @property
    def last_day_of_applications(self) -> date:
        """When the last contract for the whole year has been asked for."""
        return self.days.clamp(self.days.start + timedelta(DAYS_TO_APPLY))

    # ---- Certificates ----

    def month_turns(self, month: Month) -> Story:
        """The work of a 1st; that of September grants the nominals of the year (R8.03)."""
        yield month.first_day, NIGHT
        monthly.turn(self.scene.base.municipality, month)

    def comes(self, kid: Kid, applied: date, seen: date) -> Story:
        """A parent writes a child down and applies; the documents are seen, or still awaited."""
        by = self.scene.guardians[kid]
        on = yield applied, MORNING
        child = registering.register_child(
            fields_of(kid, self.scene.base.municipality),
            relation=self.scene.families[kid].relation,
            by=by,
            on=on,
        )
        registering.give_consent(child, by=by)
        application = issuing.apply(child, by=by, on=on)
        if kid.standing == Standing.APPLICANT:
            return
        on = yield seen, MORNING
        category = category_terms(kid, self.scene.base).category
        clerk = self.scene.base.officials[cast.CLERK]
        self.scene.certificates[kid] = issuing.confirm(application, category, by=clerk, on=on)

    def asks_for_funding(self, kid: Kid, day: date) -> Story:
        """The nominal is granted, or the child stands in the queue (R2.14)."""
        on = yield day, EARLY
        issuing.request_funding(self.scene.certificates[kid], by=self.scene.guardians[kid], on=on)

    def asks_for_special_funds(self, kid: Kid) -> Story:
        """The second category is full, so the child stands in its queue (R3.12)."""
        return self.asks_for_funding(kid, self._some_day(2, 90))

    def is_suspended(self, kid: Kid) -> Story:
        """The payer suspends the certificate (R2.28)."""
        on = yield self._some_day(1, 200), EVENING
        freezing.suspend(
            self.scene.certificates[kid],
            self.chance.choice(REASONS_TO_SUSPEND),
            by=self.scene.base.officials[cast.PAYER],
            on=on,
        )

    # ---- Contracts ----

    def applies_in_september(self, kid: Kid, each: Class) -> Story:
        """As most do: an application of the first days, concluded with all the others."""
        on = yield self._some_day(0, DAYS_TO_APPLY), MORNING
        contract = self._apply(kid, each, self.days.start, on)
        self.scene.applied.append((contract, self._responsible(each)))

    def september_is_concluded(self) -> Story:
        """The organisations accept the applications of September, the families sign."""
        day = self.days.clamp(self.last_day_of_applications + timedelta(days=1))
        on = yield day, MORNING + 2
        registers.conclude(self.scene.applied, on=on)

    def learns_by_contract(self, kid: Kid, each: Class) -> Story:
        """The first days of September: applied, accepted, signed."""
        on = yield self._some_day(0, DAYS_TO_APPLY), MORNING
        contract = self._apply(kid, each, self.days.start, on)
        on = yield self._after(on, 0, 2), MORNING + 1
        enrolling.accept(contract, by=self._responsible(each), on=on)
        on = yield self._after(on, 0, 2), MORNING + 2
        enrolling.sign(contract, by=self.scene.guardians[kid], on=on)

    def leaves_contract(self, kid: Kid, each: Class) -> Story:
        """As everybody; then the parent or the organisation gives notice in an earlier month."""
        on = yield self._some_day(0, DAYS_TO_APPLY), MORNING
        contract = self._apply(kid, each, self.days.start, on)
        on = yield on + timedelta(days=1), MORNING + 1
        enrolling.accept(contract, by=self._responsible(each), on=on)
        on = yield on, MORNING + 2
        enrolling.sign(contract, by=self.scene.guardians[kid], on=on)
        last = Month.of(self.days.day).first_day - timedelta(days=1)
        longest = min((last - self.days.start).days, 220)
        on = yield self.days.start + timedelta(self.chance.randint(10, longest)), NOON
        party = self.chance.choice(
            (Contract.Party.PARENT, Contract.Party.PARENT, Contract.Party.PROVIDER)
        )
        by = (
            self._responsible(each)
            if party == Contract.Party.PROVIDER
            else self.scene.guardians[kid]
        )
        terminating.terminate(
            contract, party=party, reason=self.chance.choice(REASONS_TO_LEAVE), by=by, on=on
        )

    def waits_for_answer(self, kid: Kid, each: Class) -> Story:
        """An application of the last days, not decided on yet."""
        on = yield self._lately(4), EVENING
        self._apply(kid, each, self._first_day(each, on), on)

    def waits_for_signature(self, kid: Kid, each: Class) -> Story:
        """Accepted in the last days; the parents have not signed yet."""
        on = yield self._lately(8, 5), EVENING
        contract = self._apply(kid, each, self._first_day(each, on), on)
        on = yield max(self._lately(4, 1), on), EVENING + 1
        enrolling.accept(contract, by=self._responsible(each), on=on)

    def contract_comes_to_nothing(self, passing: Passing, *, refused: bool) -> Story:
        """Asked for, then refused by the organisation or withdrawn by the parents."""
        kid, each = passing.kid, passing.each
        first, then = self._turn(passing)
        on = yield first
        contract = self._apply(kid, each, self._first_day(each, on), on)
        on = yield then
        if refused:
            refusal = self.chance.choice(REFUSALS)
            enrolling.refuse(contract, refusal, by=self._responsible(each), on=on)
        else:
            enrolling.withdraw(contract, by=self.scene.guardians[kid], on=on)

    # ---- Places without certificate money ----

    def list_comes(self, day: date, pairs: Sequence[tuple[Kid, Class]]) -> Story:
        """The organisations' lists of who joins on that day come into force."""
        yield day, MORNING + 1
        arrivals.bring_list(self.scene, pairs, starts_on=day)

    def leaves_place(self, kid: Kid, each: Class) -> Story:
        """After some lessons the child comes no more."""
        on = yield self._some_day(3, 250), NOON
        placing.leave(
            self.scene.places[kid, each],
            by=self.scene.guardians[kid],
            on=on,
            reason=self.chance.choice(REASONS_TO_LEAVE),
        )

    def asks_for_place(self, kid: Kid, each: Class) -> Story:
        """An application of the last days, not decided on yet."""
        on = yield self._lately(4), EVENING
        self._ask(kid, each, self._first_day(each, on), on)

    def place_comes_to_nothing(self, passing: Passing, *, refused: bool) -> Story:
        """Asked for, then refused by the organisation or withdrawn by the parents."""
        kid, each = passing.kid, passing.each
        first, then = self._turn(passing)
        on = yield first
        place = self._ask(kid, each, self._first_day(each, on), on)
        on = yield then
        if refused:
            refusal = self.chance.choice(REFUSALS)
            placing.refuse(place, refusal, by=self._responsible(each), on=on)
        else:
            placing.withdraw(place, by=self.scene.guardians[kid], on=on)

    def stands_in_line(self, kid: Kid, each: Class, full_since: date) -> Story:
        """Waits for a seat of a group that is full (R6.31)."""
        # nobody waits for a group that is over
        last = self._group(each).ends_on - timedelta(days=1)
        on = yield max(min(self._lately(60), last), full_since), EVENING + 1
        waiting.join(
            self.scene.certificates[kid], self._group(each), by=self.scene.guardians[kid], on=on
        )

    # ---- Days ----

    def day_of_application(self, kid: Kid) -> date:
        """When the parents of a new child come: in summer, or as soon as it is five."""
        summer = date(self.days.start.year, 7, 1) + timedelta(self.chance.randint(0, 50))
        if kid.standing == Standing.APPLICANT:
            return self.days.day - timedelta(self.chance.randint(1, 6))
        if kid.standing == Standing.ACCOUNTING_UNUSED:
            return self._some_day(0, 200)
        return max(summer, birthday(kid.born, 5))

    def day_of_documents(self, kid: Kid, applied: date) -> date:
        """When the documents are seen: in time for the first lesson."""
        seen = self.days.clamp(applied + timedelta(self.chance.randint(1, 3)))
        if kid.pupil is None:
            return seen
        first = min(
            self.days.joins_on(kid.born, offer.program.age_from) for offer in kid.pupil.offers
        )
        return max(min(seen, first), applied)

    def _some_day(self, first: int, last: int) -> date:
        """So many days after the 1st of September, not later than the demo's day."""
        reach = (self.days.day - self.days.start).days
        return self.days.start + timedelta(self.chance.randint(min(first, reach), min(last, reach)))

    def _lately(self, most: int, least: int = 0) -> date:
        """So many days before the demo's day, when contracts for the year have been asked for."""
        day = self.days.day - timedelta(self.chance.randint(least, most))
        return max(day, self.last_day_of_applications)

    def _after(self, day: date, least: int, most: int) -> date:
        return self.days.clamp(day + timedelta(self.chance.randint(least, most)))

    def _turn(self, passing: Passing) -> tuple[When, When]:
        """When an application that comes to nothing begins and ends, its group's turns apart."""
        reach = (self.days.day - self.days.start).days
        if reach < A_WHILE:
            hour = NOON + 2 * passing.turn
            return (self.days.day, hour), (self.days.day, hour + 1)
        length = (reach - 4) // TURNS
        first = self.days.start + timedelta(4 + length * passing.turn)
        day = first + timedelta(self.chance.randrange(length - 1))
        return (day, NOON), (day + timedelta(days=1), NOON)

    def _first_day(self, each: Class, on: date) -> date:
        """The first day of lessons of who asks for a seat now; on the last day, that day itself."""
        group = self._group(each)
        return min(reckoning.default_start(group, on=on), max(group.ends_on, on))

    # ---- Deeds that several stories have ----

    def _apply(self, kid: Kid, each: Class, starts_on: date, on: date) -> Contract:
        return enrolling.apply(
            self.scene.certificates[kid],
            self._group(each),
            starts_on=starts_on,
            by=self.scene.guardians[kid],
            on=on,
        )

    def _ask(self, kid: Kid, each: Class, starts_on: date, on: date) -> BudgetPlace:
        return placing.apply_for_budget_place(
            self.scene.certificates[kid],
            self._group(each),
            starts_on=starts_on,
            by=self.scene.guardians[kid],
            on=on,
            is_paid=not each.offer.is_free,
        )

    def _group(self, each: Class) -> Group:
        return self.scene.teaching.groups[each]

    def _responsible(self, each: Class) -> User:
        return self.scene.teaching.responsible_for(each)
