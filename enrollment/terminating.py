"""The end of a contract by somebody's wish (section 6.7)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enrollment import notifications
from enrollment.instalments import release_planned
from enrollment.lifecycle import lock
from enrollment.limiting import count_out
from enrollment.models import Contract
from reference.days import Month
from reference.errors import RuleBroken
from users import audit
from users.models import User


@transaction.atomic
def terminate(
    contract: Contract,
    *,
    party: Contract.Party,
    reason: str = "",
    by: User | None,
    on: date,
) -> Contract:
    """Give notice: the contract acts to the last day of this month (R6.49).

    The month stays paid, all later ones return to the certificate at once (R6.50). Raises
    RuleBroken `wrong_status`, `not_started` (before the first day it is a withdrawal, R6.47).
    """
    contract = lock(contract, Contract.Status.TERMINATING)
    if on < contract.starts_on:
        raise RuleBroken(
            "not_started",
            _("Lessons have not begun yet. Ask the organisation to withdraw its offer."),
        )
    last_day = min(Month.of(on).last_day, contract.ends_on)
    contract.status, contract.ended_by = Contract.Status.TERMINATING, party
    contract.notice_on, contract.ends_on, contract.comment = on, last_day, reason
    contract.save(update_fields=["status", "ended_by", "notice_on", "ends_on", "comment"])
    event = audit.record(by, "contract.terminating", contract, job="payer's direction", party=party)
    release_planned(contract, after=Month.of(on), on=on, event=event)
    count_out(contract)
    notifications.contract_terminating(contract)
    return contract
