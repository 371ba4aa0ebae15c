"""A provider leaves the register, or stands still: what it means for its contracts (R4.11).

The decision comes first and stops new applications. The contracts follow a chunk at a time, each
chunk a transaction: what is left is seen in the records, so a run that was killed simply goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from enrollment import enrolling, lifecycle, limiting, placing, terminating
from enrollment.models import BudgetPlace, Contract
from enrollment.models.budget_place import BudgetPlaceQuerySet
from enrollment.models.contract import ContractQuerySet
from programs import opening, scheduling
from programs.models import Module
from providers import registering
from providers.models import Provider
from reference.errors import RuleBroken
from reference.locking import lock_rows
from reference.models import FundingPlan
from users.models import User

CHUNK = 50  # one by one, with letters each: families should not wait long for the locks
JOB = "provider winding up"


def exclude(provider: Provider, reason: str, *, by: User, on: date) -> Provider:
    """Strike the provider off the register; `wind_up` then ends its contracts (R4.11).

    Raises RuleBroken `wrong_status`, `reason_missing`.
    """
    return _decide(registering.exclude, provider, reason, by=by, on=on)


def suspend(provider: Provider, reason: str, *, by: User, on: date) -> Provider:
    """Stop new applications; `wind_up` then refuses the open ones, who studies goes on (R1.08).

    Raises RuleBroken `wrong_status`, `reason_missing`.
    """
    return _decide(registering.suspend, provider, reason, by=by, on=on)


@transaction.atomic
def _decide(
    verdict: Callable[..., Provider], provider: Provider, reason: str, *, by: User, on: date
) -> Provider:
    # whoever is applying now is through before the decision, whoever comes later sees it
    limiting.hold_plans_of(provider)
    provider = verdict(provider, reason, by=by, on=on)
    if provider.status == Provider.Status.EXCLUDED:
        for module in Module.objects.filter(program__provider=provider, is_open=True).order_by(
            "program", "pk"
        ):
            opening.close_enrollment(module, by=by, on=on)
    return provider


def wind_up(provider: Provider, *, by: User | None, on: date) -> int:
    """Refuse its applications and, once excluded, end its contracts. Returns how many it were.

    Applications return everything; contracts act to the end of the month by the payer's direction,
    and its invoice is still taken (R4.11, W38). Done already, nothing happens.
    """
    done = 0
    for chunk in (_contracts_chunk, _places_chunk):
        after: int | None = 0
        while after is not None:
            ended, after = chunk(provider, after=after, by=by, on=on)
            done += ended
    return done


def finish(*, on: date) -> int:
    """Go on with whatever a lost run has left undone, everywhere. Returns how many it were."""
    return sum(wind_up(provider, by=None, on=on) for provider in unfinished())


def unfinished() -> QuerySet[Provider]:
    """Providers whose contracts are not wound up yet."""
    mine = {"provider": OuterRef("pk")}
    return Provider.objects.filter(
        Q(Exists(Contract.objects.filter(_to_end(), **mine)))
        | Q(
            Exists(
                BudgetPlace.objects.filter(
                    _places_to_end(), group__program__provider=OuterRef("pk")
                )
            )
        ),
        status__in=(Provider.Status.SUSPENDED, Provider.Status.EXCLUDED),
    ).order_by("pk")


def left_to_end(provider: Provider) -> int:
    """How many contracts and places still wait for `wind_up`."""
    return contracts_to_end(provider).count() + places_to_end(provider).count()


def contracts_to_end(provider: Provider) -> ContractQuerySet:
    return Contract.objects.filter(_to_end(), provider=provider)


def places_to_end(provider: Provider) -> BudgetPlaceQuerySet:
    return BudgetPlace.objects.filter(_places_to_end(), group__program__provider=provider)


def _to_end() -> Q:
    """A period that is being closed ends its contracts by itself."""
    excluded = Q(provider__status=Provider.Status.EXCLUDED, status=Contract.Status.ACTIVE)
    suspended = Q(provider__status=Provider.Status.SUSPENDED) | Q(
        provider__status=Provider.Status.EXCLUDED
    )
    return (excluded | suspended & Q(status__in=enrolling.UNSIGNED)) & ~Q(
        plan__status=FundingPlan.Status.CLOSING
    )


def _places_to_end() -> Q:
    status = "group__program__provider__status"
    return Q(**{status: Provider.Status.EXCLUDED, "status__in": BudgetPlace.LIVING}) | Q(
        **{status: Provider.Status.SUSPENDED, "status": BudgetPlace.Status.NEW}
    )


@transaction.atomic
def _contracts_chunk(
    provider: Provider, *, after: int, by: User | None, on: date
) -> tuple[int, int | None]:
    """End the next contracts after that one. Returns how many, and the last of them."""
    found = contracts_to_end(provider).filter(pk__gt=after)
    contracts, last = lifecycle.lock_still(found, size=CHUNK)
    return sum(_end(contract, provider, by=by, on=on) for contract in contracts), last


def _end(contract: Contract, provider: Provider, *, by: User | None, on: date) -> bool:
    """Refuse, withdraw or terminate one locked contract. Returns whether that was possible."""
    if contract.status in enrolling.UNSIGNED:
        enrolling.refuse(contract, Contract.Refusal.PROVIDER_STOPPED, by=by, on=on, job=JOB)
    elif on < contract.starts_on:
        try:
            enrolling.withdraw(contract, by=by, on=on, job=JOB)
        except RuleBroken:  # invoiced already (R7.08): it is terminated when its lessons begin
            return False
    else:
        terminating.terminate(
            contract, party=Contract.Party.PAYER, reason=provider.status_reason, by=by, on=on
        )
    return True


@transaction.atomic
def _places_chunk(
    provider: Provider, *, after: int, by: User | None, on: date
) -> tuple[int, int | None]:
    """End the next places after that one, locked together. Returns how many, and the last."""
    chosen = places_to_end(provider).filter(pk__gt=after).order_by("pk")[:CHUNK]
    keys = list(chosen.values_list("pk", flat=True))
    lock_rows(BudgetPlace.objects.all(), keys)
    places = list(places_to_end(provider).filter(pk__in=keys).order_by("pk"))
    scheduling.lock_all(place.group_id for place in places)
    for place in places:
        if place.status == BudgetPlace.Status.NEW:
            placing.refuse(place, Contract.Refusal.PROVIDER_STOPPED, by=by, on=on)
        else:
            placing.leave(place, reason=provider.status_reason, by=by, on=on)
    return len(places), keys[-1] if keys else None
