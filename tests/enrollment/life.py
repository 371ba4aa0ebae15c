"""Random lives of four certificates, held against a plain model of the rules after every step."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import astuple
from datetime import date, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from certificates import issuing, planning
from certificates.models import Account, Certificate, QueuePlace
from enrollment import checking, enrolling, freezing, limiting, monthly, terminating
from enrollment.models import Contract
from programs.models import Group
from reference.days import Month
from reference.errors import RuleBroken
from tests.enrollment.oracle import Answer, Books, Lessons, Period
from tests.enrollment.oracle_papers import Bookkeeper
from tests.enrollment.town import Town, make_town
from tests.factories.reference import direction

CERTIFICATES = 4
NEXT_PERIOD = 1000  # a first day in the period that comes
GROUPS = [
    Lessons(date(2022, 1, 10), date(2022, 5, 31), 720_000, 720_000, 2),
    Lessons(date(2022, 1, 17), date(2022, 2, 28), 300_001, 200_000, 3),
    Lessons(date(2022, 2, 1), date(2023, 3, 31), 1_000_000, 940_003, 3),
    Lessons(date(2022, 3, 16), date(2022, 3, 30), 81_127, 81_127, 2),
    Lessons(date(2022, 12, 5), date(2023, 5, 31), 500_000, 500_000, 3),
]

certificates = st.integers(0, CERTIFICATES - 1)
contracts = st.integers(0, 1000)
groups = st.integers(0, len(GROUPS) - 1)
limits = st.sampled_from([None, 1, 3])
waits = st.sampled_from([0, 0, 1, 5, 20, 31])


class LifeOfMoney(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.town: Town = make_town()
        self.plans = [self.town.plan, self.town.next_plan("8000.00")]
        self.oracle = Bookkeeper(
            date(2022, 1, 5),
            [
                Period(date(2022, 1, 1), date(2022, 12, 31), 960_000),
                Period(date(2023, 1, 1), date(2023, 12, 31), 800_000),
            ],
            GROUPS,
            CERTIFICATES,
        )
        self.oracle.open_books()
        self.certificates: list[Certificate] = [
            self.town.certificate(funded=False) for _ in range(CERTIFICATES)
        ]
        self.groups: list[Group] = [
            self.town.group(
                f"{each.price / 100:.2f}",
                f"{each.norm / 100:.2f}",
                starts_on=each.first,
                ends_on=each.last,
                capacity=each.seats,
            )
            for each in GROUPS
        ]
        self.contracts: list[Contract] = []
        # far away, so that it stops nobody and is counted all the same
        limiting.set_limit(self.plans[0], direction(), 20, by=self.town.payer, on=self.on)
        self.oracle.limit_direction(20)
        for number in range(CERTIFICATES - 1):
            self.change_type(number, True, 0)
            self.apply(number, number, 0, 2, 0)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @property
    def on(self) -> date:
        return self.oracle.day

    def both(self, expected: Callable[[], Answer], verb: Callable[[], object]) -> object:
        """Ask the rules and the portal: both allow it, or both refuse with one code."""
        before = deepcopy(self.oracle.__dict__)
        answer = expected()
        if answer is not True:
            self.oracle.__dict__.update(before)
        refusal = done = None
        try:
            done = verb()
        except RuleBroken as broken:
            refusal = broken.code
        assert (refusal or True) == answer, f"the rules: {answer}, the portal: {refusal}"
        if isinstance(done, Contract) and done not in self.contracts:
            self.contracts.append(done)
        return done

    def with_contract(self, name: str, pick: int, verb: Callable[[Contract], object]) -> None:
        number = pick % len(self.contracts)
        contract = Contract.objects.get(pk=self.contracts[number].pk)
        self.both(lambda: getattr(self.oracle, name)(number), lambda: verb(contract))

    def with_certificate(self, name: str, number: int, verb: Callable[..., object]) -> None:
        certificate = Certificate.objects.get(pk=self.certificates[number].pk)
        self.both(lambda: getattr(self.oracle, name)(number), lambda: verb(certificate))

    # the family

    @rule(number=certificates, asks=st.booleans(), days=waits)
    def change_type(self, number: int, asks: bool, days: int) -> None:
        self.time_passes(days)
        name = "fund" if asks else "unfund"
        verb = issuing.request_funding if asks else issuing.return_to_accounting
        self.with_certificate(name, number, lambda one: verb(one, by=self.town.parent, on=self.on))

    @rule(
        number=certificates,
        group=groups,
        later=st.one_of(st.integers(-20, 10), st.just(NEXT_PERIOD)),
        goes_on=st.integers(0, 4),
        days=waits,
    )
    def apply(self, number: int, group: int, later: int, goes_on: int, days: int) -> None:
        """Ask for a place; most go on to the signed contract."""
        self.time_passes(days)
        first = max(GROUPS[group].first, self.on + timedelta(days=later))
        if later == NEXT_PERIOD:
            first = date(2023, 1, 9)
        certificate = Certificate.objects.get(pk=self.certificates[number].pk)
        known = len(self.contracts)
        self.both(
            lambda: self.oracle.apply(number, group, first),
            lambda: enrolling.apply(
                certificate, self.groups[group], starts_on=first, by=self.town.parent, on=self.on
            ),
        )
        if len(self.contracts) > known and goes_on:
            self.answer(known, "accept", 0)
            if goes_on > 1:
                self.sign(known, days)

    @precondition(lambda self: self.contracts)
    @rule(pick=contracts, word=st.sampled_from(["accept", "refuse", "withdraw"]), days=waits)
    def answer(self, pick: int, word: str, days: int) -> None:
        self.time_passes(days)
        by, on = self.town.parent, self.on
        verbs = {
            "accept": lambda one: enrolling.accept(one, by=by, on=on),
            "refuse": lambda one: enrolling.refuse(one, Contract.Refusal.OTHER, by=by, on=on),
            "withdraw": lambda one: enrolling.withdraw(one, by=by, on=on),
        }
        self.with_contract(word, pick, verbs[word])

    @precondition(lambda self: self.contracts)
    @rule(pick=contracts, days=waits)
    def sign(self, pick: int, days: int) -> None:
        self.time_passes(days)
        self.with_contract(
            "sign", pick, lambda one: enrolling.sign(one, by=self.town.parent, on=self.on)
        )

    @precondition(lambda self: self.contracts)
    @rule(pick=contracts, days=waits)
    def terminate(self, pick: int, days: int) -> None:
        self.time_passes(days)
        self.with_contract(
            "terminate",
            pick,
            lambda one: terminating.terminate(
                one, party=Contract.Party.PARENT, by=self.town.parent, on=self.on
            ),
        )

    # the municipality

    @rule(number=certificates, word=st.sampled_from(["suspend", "resume", "close"]), days=waits)
    def change_status(self, number: int, word: str, days: int) -> None:
        self.time_passes(days)
        by, on = self.town.payer, self.on
        verbs = {
            "suspend": lambda one: freezing.suspend(one, "r", by=by, on=on),
            "resume": lambda one: freezing.resume(one, by=by, on=on),
            "close": lambda one: freezing.close(one, "r", by=by, on=on),
        }
        self.with_certificate(word, number, verbs[word])

    @rule(
        nominal=st.sampled_from([960_000, 720_000, 500_000, 1_080_055]),
        number=limits,
        of_direction=st.sampled_from([None, 2, 20]),
        word=st.sampled_from(["nominal", "number", "direction"]),
        days=waits,
    )
    def change_plan(
        self, nominal: int, number: int | None, of_direction: int | None, word: str, days: int
    ) -> None:
        self.time_passes(days)
        by, on, plan = self.town.payer, self.on, self.plans[self.oracle.now()]
        terms = plan.category_terms.get()
        if word == "nominal":
            self.both(
                lambda: self.oracle.set_nominal(nominal),
                lambda: planning.set_nominal(terms, nominal, by=by, on=on),
            )
        elif word == "number":
            self.both(
                lambda: self.oracle.set_limit(number),
                lambda: planning.set_limits(
                    terms, number_limit=number, sum_limit=None, by=by, on=on
                ),
            )
        else:
            self.both(
                lambda: self.oracle.limit_direction(of_direction),
                lambda: limiting.set_limit(plan, direction(), of_direction, by=by, on=on),
            )

    # time

    @rule(days=st.sampled_from([31, 62, 150]), is_lost=st.booleans())
    def time_passes(self, days: int, is_lost: bool = False) -> None:
        """Firsts that are passed over are turned, or lost but for the one of a new period."""
        until = min(self.on + timedelta(days=days), date(2023, 6, 30))
        day = self.on
        while day < until:
            day += timedelta(days=1)
            if day.day == 1 and (not is_lost or day.month == 1):
                self.oracle.turn(day)
                monthly.turn(self.town.municipality, Month.of(day))
        self.oracle.day = until

    # what must hold

    @invariant()
    def promises_hold(self) -> None:
        assert checking.differences() == []

    @invariant()
    def balances_are_those_of_the_rules(self) -> None:
        found = {
            (account.certificate_id, account.plan_id): Books(
                account.nominal,
                account.available,
                account.reserved,
                account.debited,
                account.lapsed,
            )
            for account in Account.objects.all()
        }
        for number, certificate in enumerate(self.certificates):
            for period, plan in enumerate(self.plans):
                expected = self.oracle.books(number, period)
                came = found.get((certificate.pk, plan.pk), Books())
                assert astuple(came) == astuple(expected), (self.on, number, period)

    @invariant()
    def states_are_those_of_the_rules(self) -> None:
        statuses = dict(Contract.objects.values_list("pk", "status"))
        assert [statuses[one.pk] for one in self.contracts] == [
            deal.status for deal in self.oracle.deals
        ]
        now = Certificate.objects.in_bulk([one.pk for one in self.certificates])
        for number, one in enumerate(self.certificates):
            expected = self.oracle.holders[number]
            assert (now[one.pk].type, now[one.pk].status) == (expected.type, expected.status)
        line = QueuePlace.objects.waiting().values_list("certificate_id", flat=True)
        assert list(line) == [self.certificates[number].pk for number in self.oracle.queue]
        taken = dict(Group.objects.values_list("pk", "seats_taken"))
        assert [taken[group.pk] for group in self.groups] == [
            self.oracle.seats_taken(number) for number in range(len(GROUPS))
        ]
