"""Whose contracts end now, so that the child may go on: in the next period or module (R6.55)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from certificates.models import Certificate
from enrollment.models import BudgetPlace, Contract
from enrollment.models.contract import ContractQuerySet
from programs.models import Group, Program
from reference.days import Month

SUMMER = range(6, 10)  # June to September, when pupils of the last school year are looked for
BACK, BACK_IN_SUMMER, AHEAD = 1, 4, 1  # months


def window(on: date) -> tuple[date, date]:
    """The days on which a contract must end to be prolonged today (R6.55)."""
    back = BACK_IN_SUMMER if on.month in SUMMER else BACK
    return _months_away(on, -back), _months_away(on, AHEAD)


def ending(contracts: ContractQuerySet, *, on: date) -> ContractQuerySet:
    """Those of the contracts that end by themselves about now and are not continued yet."""
    first, last = window(on)
    return contracts.filter(
        status__in=(Contract.Status.ACTIVE, Contract.Status.TERMINATING, Contract.Status.CLOSED),
        ended_by__in=("", Contract.Party.TIME),
        ends_on__range=(first, last),
    ).exclude(continued_by__in=Contract.objects.exclude(status__in=Contract.GONE))


def may_follow(group: Group, contract: Contract) -> bool:
    """Whether a pupil of the contract may go on in that group: its own, or a later one.

    A later one is of the same module or of the next one of the program.
    """
    old = contract.group
    if group.pk == old.pk:
        return group.ends_on > contract.ends_on
    return (
        group.program_id == old.program_id
        and group.module.ordinal in (old.module.ordinal, old.module.ordinal + 1)
        and group.ends_on > contract.ends_on
        and (group.module_id != old.module_id or group.starts_on > old.starts_on)
    )


def ended_before(certificate: Certificate, group: Group, starts_on: date) -> Contract | None:
    """A contract of the module that is ending and over by that day: it bars no other (R6.10)."""
    ending_ones = Contract.objects.filter(
        certificate=certificate,
        module_id=group.module_id,
        status=Contract.Status.TERMINATING,
        ends_on__lt=starts_on,
    )
    continued = Contract.objects.exclude(status__in=Contract.GONE)
    return ending_ones.exclude(continued_by__in=continued).select_related("group__module").first()


def is_pupil(certificate: Certificate, program: Program, *, on: date) -> bool:
    """Whether the child studies in the program, or did until lately (R6.56)."""
    since = window(on)[0]
    contracts = Contract.objects.filter(
        certificate=certificate,
        group__program=program,
        status__in=(Contract.Status.ACTIVE, Contract.Status.TERMINATING, Contract.Status.CLOSED),
        ends_on__gte=since,
    )
    places = BudgetPlace.objects.filter(
        Q(status=BudgetPlace.Status.ACTIVE) | Q(status=BudgetPlace.Status.LEFT, left_on__gte=since),
        certificate=certificate,
        program_id=program.pk,
    )
    return contracts.exists() or places.exists()


def _months_away(day: date, months: int) -> date:
    """The same day of another month, or its last one."""
    month = Month.of(day).shift(months)
    return month.first_day.replace(day=min(day.day, month.last_day.day))
