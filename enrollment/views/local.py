"""The day where a contract or a place is, and whether there is still anything to do about it."""

from __future__ import annotations

from datetime import date

from django.http import Http404

from enrollment import naming
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from reference import clock


def today(item: Contract | BudgetPlace | WaitingPlace) -> date:
    """The local date of the municipality whose certificate it is."""
    return clock.today(item.certificate.municipality)


def check_named(item: Contract | BudgetPlace) -> None:
    """A form that names the child is found as long as the organisation reads the name (R11.10)."""
    if not naming.reads_name(item, on=today(item)):
        raise Http404
