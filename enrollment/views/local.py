"""The day where a contract or a place is: that of its municipality."""

from __future__ import annotations

from datetime import date

from enrollment.models import BudgetPlace, Contract, WaitingPlace
from reference import clock


def today(item: Contract | BudgetPlace | WaitingPlace) -> date:
    """The local date of the municipality whose certificate it is."""
    return clock.today(item.certificate.municipality)
