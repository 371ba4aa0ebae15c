"""The last place, the last rouble, the last vacancy, one press by all: always one winner.

Each has a twin without its lock (and without the constraint that has the last word), which must
show that there is something to win: a race nobody can lose proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from unittest import mock
from uuid import UUID, uuid5

from django.db import connection

from certificates import issuing, ledger, queueing
from certificates.models import Account, Certificate
from enrollment import enrolling
from enrollment.models import Contract
from programs import scheduling
from programs.models import Group
from reference.errors import RuleBroken
from reference.models import CategoryTerms
from tools.proof import crowd
from tools.proof.crowd import Rounds
from tools.proof.town import NOMINAL, Town, found
from users.commanding import once

PRESSES = UUID("c0ffee00-0000-4000-8000-000000000004")


def run_all(
    on: Any, *, runners: int, rounds: int, control_rounds: int
) -> list[tuple[Rounds, bool]]:
    """Every race with its locks, then its twin without them; `True` marks the twins."""
    results = [
        (each(found(on, certificates=0, groups=0), runners, rounds), False) for each in RACES
    ]
    with locks_off(), constraints_off():
        results += [
            (each(found(on, certificates=0, groups=0), runners, control_rounds), True)
            for each in RACES
            if each is not same_press
        ]
    return results


@contextmanager
def locks_off() -> Iterator[None]:
    """Read what should be locked, and lock nothing."""

    def read_account(certificate: Certificate, plan: Any) -> Account | None:
        return Account.objects.filter(certificate=certificate, plan=plan).first()

    def read_group(group: Group) -> Group:
        return Group.objects.select_related(
            "module", "program__provider", "program__direction"
        ).get(pk=group.pk)

    def read_terms(terms: CategoryTerms) -> CategoryTerms:
        return CategoryTerms.objects.select_related("plan__municipality__region", "category").get(
            pk=terms.pk
        )

    with (
        mock.patch.object(ledger, "lock", read_account),
        mock.patch.object(scheduling, "lock", read_group),
        mock.patch.object(queueing, "lock", read_terms),
    ):
        yield


@contextmanager
def constraints_off() -> Iterator[None]:
    """Drop the constraints that would still refuse, for this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE programs_group DROP CONSTRAINT group_seats_within_capacity;"
            "ALTER TABLE certificates_account DROP CONSTRAINT account_available_not_negative"
        )
    yield


def _try(verb: Any) -> None:
    with suppress(RuleBroken):
        verb()


def last_place(town: Town, runners: int, rounds: int) -> Rounds:
    """Everybody wants the one place of a group."""
    children = [town.certificate(town.families[n % 3]) for n in range(runners)]
    group = town.group(capacity=1)

    def run(number: int) -> None:
        _try(lambda: _apply(town, children[number], group))

    return crowd.race(
        "the last place",
        runners,
        rounds,
        run=run,
        winners=lambda: Contract.objects.living().filter(group=group).count(),
        tidy=lambda: _withdraw_all(town),
    )


def last_rouble(town: Town, runners: int, rounds: int) -> Rounds:
    """One certificate, enough for one of many groups."""
    child = town.certificate(town.families[0])
    groups = [town.group(capacity=9, price=9 * NOMINAL, norm=9 * NOMINAL) for _ in range(runners)]

    def run(number: int) -> None:
        _try(lambda: _apply(town, child, groups[number]))

    return crowd.race(
        "the last rouble",
        runners,
        rounds,
        run=run,
        winners=lambda: Contract.objects.living().filter(certificate=child).count(),
        tidy=lambda: _withdraw_all(town),
    )


def last_vacancy(town: Town, runners: int, rounds: int) -> Rounds:
    """One more certificate may be funded."""
    children = [town.certificate(town.families[0], funded=False) for _ in range(runners)]
    CategoryTerms.objects.filter(pk=town.terms.pk).update(number_limit=1)
    funded = Certificate.objects.filter(municipality=town.municipality).funded()

    def run(number: int) -> None:
        _try(lambda: issuing.request_funding(children[number], by=town.families[0], on=town.on))

    def tidy() -> None:
        for child in children:
            issuing.leave_queue(child, by=town.families[0], on=town.on)
        for child in funded.all():
            issuing.return_to_accounting(child, by=town.families[0], on=town.on)

    return crowd.race("the last vacancy", runners, rounds, run=run, winners=funded.count, tidy=tidy)


def same_press(town: Town, runners: int, rounds: int) -> Rounds:
    """One button pressed by all at once: one contract, and everybody is shown it."""
    child = town.certificate(town.families[0])
    group = town.group(capacity=runners)
    by = town.families[0]
    round_of_all = crowd.FORK.Value("q", 0)
    shown = crowd.FORK.Array("q", runners)

    def run(number: int) -> None:
        contract = once(
            uuid5(PRESSES, f"{town.municipality.pk} {round_of_all.value}"),
            "contract.requested",
            Contract,
            lambda: _apply(town, child, group),
            by=by,
            group=group.pk,
        )
        shown[number] = contract.pk

    def winners() -> int:
        living = Contract.objects.living().filter(certificate=child).count()
        different = len(set(shown[:]))
        return living if different == 1 else different

    def tidy() -> None:
        _withdraw_all(town)
        round_of_all.value += 1

    return crowd.race("one press by all", runners, rounds, run=run, winners=winners, tidy=tidy)


RACES = [last_place, last_rouble, last_vacancy, same_press]


def _apply(town: Town, certificate: Certificate, group: Group) -> Contract:
    return enrolling.apply(certificate, group, starts_on=town.on, by=town.families[0], on=town.on)


def _withdraw_all(town: Town) -> None:
    for contract in Contract.objects.living().filter(plan__municipality=town.municipality):
        enrolling.withdraw(contract, by=town.families[0], on=town.on)
