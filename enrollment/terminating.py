"""The end of a contract by somebody's wish (section 6.7)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting
from enrollment import notifications
from enrollment.instalments import release_planned
from enrollment.lifecycle import lock
from enrollment.limiting import count_out
from enrollment.models import Contract
from reference.days import Month
from reference.errors import RuleBroken
from users import audit
from users.models import User

AGE_OF_PENALTY = 15  # R6.46


@transaction.atomic
def terminate(
    contract: Contract,
    *,
    party: Contract.Party,
    reason: str = "",
    ground: Contract.Ground | None = None,
    satisfaction: int | None = None,
    by: User | None,
    on: date,
) -> Contract:
    """Give notice: the contract acts to the last day of this month (R6.49).

    A parent needs no reason, a provider has a ground of the list, both may agree, the payer gives
    a direction (R6.45). The month stays paid, all later ones return to the certificate at once
    (R6.50), and the parent owes nothing for them (R6.51). With a new application it is also the way
    to another module or program (R6.54). Raises RuleBroken `wrong_status`,
    `not_started` (before the first day it is a withdrawal, R6.47), and those of the ground.
    """
    if party == Contract.Party.PARENT:
        acting.hold_with(contract.certificate_id, by=by)
    contract = lock(contract, Contract.Status.TERMINATING)
    if on < contract.starts_on:
        raise RuleBroken(
            "not_started",
            _("Lessons have not begun yet. Ask the organisation to withdraw its offer."),
        )
    if party == Contract.Party.PROVIDER:
        ground = ground or Contract.Ground.OTHER
        if refusal := find_refusal(contract, ground, on=on):
            raise refusal
        contract.ground = ground
    if party == Contract.Party.PARENT:
        contract.satisfaction = satisfaction
    last_day = min(Month.of(on).last_day, contract.ends_on)
    contract.status, contract.ended_by = Contract.Status.TERMINATING, party
    contract.notice_on, contract.ends_on, contract.comment = on, last_day, reason
    contract.save(
        update_fields=[
            *("status", "ended_by", "notice_on", "ends_on", "comment", "ground", "satisfaction"),
        ]
    )
    event = audit.record(by, "contract.terminating", contract, job="payer's direction", party=party)
    release_planned(contract, after=Month.of(on), on=on, event=event)
    count_out(contract)
    notifications.contract_terminating(contract)
    return contract


def find_refusal(contract: Contract, ground: Contract.Ground, *, on: date) -> RuleBroken | None:
    """Why the provider cannot end the contract for this ground; None when it can (R6.46).

    A payment of the parent is overdue only where there is one (R6.38), and a suspended certificate
    is a ground only while it is suspended (R2.30). The codes are `no_extra_payment`,
    `too_young`, `certificate_active`.
    """
    if ground == Contract.Ground.PARENT_PAYMENT and not contract.parent_part:
        return RuleBroken(
            "no_extra_payment",
            _("The parent pays nothing under this contract, so no payment can be overdue."),
            field="ground",
        )
    if ground == Contract.Ground.PENALTY and contract.certificate.child.age(on) < AGE_OF_PENALTY:
        return RuleBroken(
            "too_young",
            _("Expulsion as a penalty is possible only from the age of 15."),
            field="ground",
        )
    if ground == Contract.Ground.CERTIFICATE and contract.certificate.is_active:
        return RuleBroken(
            "certificate_active", _("The certificate is not suspended."), field="ground"
        )
    return None
