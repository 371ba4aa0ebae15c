"""Until when an organisation reads a child's name: some days after the last one (R11.10).

The numbers stay, and so do the papers of a signed contract: money was paid by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from enrollment.models import BudgetPlace, Contract
from programs.models import Group
from reference import configuration

OWNER = "certificate__municipality__region"


def last_day_of(item: Contract | BudgetPlace) -> date | None:
    """The day on which it ended, was refused or was taken back; None while it goes on."""
    if item.status in item.LIVING:
        return None
    if isinstance(item, Contract):
        ended = item.ends_on if item.status == Contract.Status.CLOSED else item.decided_on
    else:
        ended = item.left_on or item.decided_on
    return ended or item.requested_on


def reads_name(item: Contract | BudgetPlace, *, on: date) -> bool:
    """Whether the organisation still reads whose contract or place it is (R11.10)."""
    ended = last_day_of(item)
    if ended is None:
        return True
    settings = item.certificate.municipality.settings
    days: int = configuration.value_of("names_kept_days", settings)
    return on <= ended + timedelta(days=days)


def named_in(group: Group, certificates: Iterable[int], *, on: date) -> set[int]:
    """Of these certificates those whose child's name the journal of the group still tells."""
    keys = list(certificates)
    held: list[Contract | BudgetPlace] = [
        *group.contracts.filter(certificate__in=keys).select_related(OWNER),
        *group.budget_places.filter(certificate__in=keys).select_related(OWNER),
    ]
    return {each.certificate_id for each in held if reads_name(each, on=on)}
