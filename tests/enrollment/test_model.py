"""The whole ledger, documents and all, against the plain model: random verbs, the same answers.

The short walk of every run; `make model` walks ten thousand steps, elsewhere each time.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from certificates import planning
from enrollment import attending, deleting, invoicing
from enrollment.models import Document
from reference.days import Month
from tests.enrollment.life import LifeOfMoney, contracts, waits
from tests.enrollment.oracle import month_of

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "15"))
STEPS = 25

papers = st.integers(0, 1000)


class LifeOfPapers(LifeOfMoney):
    """What teaching and paying does, over what families and municipalities do."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[Document] = []

    @rule(days=waits)
    def allow_next(self, days: int) -> None:
        self.time_passes(days)
        plan = self.plans[self.oracle.now()]
        self.both(
            self.oracle.allow_next,
            lambda: planning.allow_next_plan(plan, by=self.town.payer, on=self.on),
        )

    @precondition(lambda self: self.contracts)
    @rule(pick=contracts, days=waits)
    def delete(self, pick: int, days: int) -> None:
        self.time_passes(days)
        self.with_contract(
            "delete", pick, lambda one: deleting.delete(one, by=self.town.payer, on=self.on)
        )

    # the provider

    @precondition(lambda self: self.contracts)
    @rule(pick=contracts, back=st.integers(0, 2), held=st.integers(0, 4))
    def deliver(self, pick: int, back: int, held: int) -> None:
        number = pick % len(self.contracts)
        month = Month.of(self.on).shift(-back)
        self.both(
            lambda: self.oracle.deliver(number, month.first_day, held),
            lambda: attending.deliver(
                self.contracts[number], month, held=held, planned=4, by=self.town.payer, on=self.on
            ),
        )

    @rule(days=waits)
    def advance(self, days: int) -> None:
        self.time_passes(days)
        self._written(
            self.both(
                self.oracle.advance,
                lambda: invoicing.advance(
                    self.town.provider,
                    self.town.municipality,
                    Month.of(self.on),
                    by=self.town.payer,
                    on=self.on,
                ),
            )
        )

    @rule(back=st.sampled_from([0, 1, 1, 1, 2]), days=waits)
    def invoice(self, back: int, days: int) -> None:
        self.time_passes(days)
        month = Month.of(self.on).shift(-back)
        if month.first_day < month_of(self.oracle.periods[0].first):
            return
        self._written(
            self.both(
                lambda: self.oracle.invoice(month.first_day),
                lambda: invoicing.invoice(
                    self.town.provider,
                    self.town.municipality,
                    month,
                    by=self.town.payer,
                    on=self.on,
                ),
            )
        )

    def _written(self, done: object) -> None:
        if isinstance(done, Document):
            self.documents.append(done)

    # the payer, and the provider once more

    @precondition(lambda self: self.documents)
    @rule(
        pick=papers, word=st.sampled_from(["take", "pay", "pay", "give_back", "remove"]), days=waits
    )
    def pass_document(self, pick: int, word: str, days: int) -> None:
        self.time_passes(days)
        number = -1 - pick % min(len(self.documents), 3)
        document, by, on = self.documents[number], self.town.payer, self.on
        verbs = {
            "take": lambda: invoicing.take_into_work(document, by=by, on=on),
            "pay": lambda: invoicing.pay(document, by=by, on=on),
            "give_back": lambda: invoicing.give_back(document, Document.Refusal.SUM, by=by, on=on),
            "remove": lambda: invoicing.remove(document, by=by, on=on),
        }
        self.both(lambda: getattr(self.oracle, word)(number), verbs[word])

    @invariant()
    def documents_are_those_of_the_rules(self) -> None:
        found = {each.pk: each for each in Document.objects.all()}
        for document, paper in zip(self.documents, self.oracle.papers, strict=True):
            came = found[document.pk]
            assert (came.status, came.total, came.advanced, came.carried_in, came.carried_out) == (
                paper.status,
                paper.total,
                paper.advanced,
                paper.carried_in,
                paper.carried_out,
            )
            assert came.to_pay == max(paper.left, 0)


@pytest.mark.django_db
def test_random_lives_end_as_the_rules_say():
    run_state_machine_as_test(
        LifeOfPapers,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="MODEL_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
