"""Who sits in a group: a child has one seat there, by however many contracts (R6.08, R6.55).

A contract that continues another in the same group sits on its seat, and keeps it when the first
one ends. A freed seat goes to the waiting list.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from certificates.models import Certificate
from enrollment import waiting
from enrollment.models import Contract
from programs import scheduling
from programs.models import Group


def sits_by(contract: Contract | None, group: Group) -> bool:
    """Whether the child has a seat of the group by this contract."""
    return contract is not None and contract.is_living and contract.group_id == group.pk


def take(
    certificate: Certificate, group: Group, *, on: date, continues: Contract | None = None
) -> None:
    """Take a seat of the locked group, unless the child sits there by the contract it continues.

    Raises RuleBroken `group_full` (R6.08).
    """
    if not sits_by(continues, group):
        waiting.take_seat(certificate, group, on=on)


def leave(contract: Contract, *, on: date) -> None:
    """Give the contract's seat back, unless another contract of the child holds it as well.

    The group is locked before that is asked: the other contract may be ending at the same moment.
    """
    scheduling.lock_all([contract.group_id])
    others = Contract.objects.living().filter(
        certificate=contract.certificate_id, group=contract.group_id
    )
    if not others.exclude(pk=contract.pk).exists():
        waiting.give_back(contract.group, on=on)


def leave_all(contract_keys: list[int], *, on: date) -> None:
    """Give back the seats of many contracts that end together."""
    lock_groups(contract_keys)
    with connection.cursor() as sql:
        sql.execute(SEATS_LEFT, {"chunk": contract_keys})
        groups = [group for group, _certificate in sql.fetchall()]
    waiting.give_back_all(groups, on=on)


def lock_groups(contract_keys: list[int]) -> None:
    """Lock the groups of many contracts in the order of keys. The contracts are locked."""
    contracts = Contract.objects.filter(pk__among=contract_keys)
    scheduling.lock_all(contracts.order_by().values_list("group_id", flat=True).distinct())


SEATS_LEFT = """
    SELECT DISTINCT contract.group_id, contract.certificate_id
    FROM enrollment_contract contract
    WHERE contract.id = ANY(%(chunk)s) AND NOT EXISTS (
        SELECT FROM enrollment_contract heir
        WHERE heir.continues_id = contract.id AND heir.group_id = contract.group_id
            AND heir.status IN ('requested', 'accepted', 'active', 'terminating')
            AND heir.id <> ALL(%(chunk)s)
    )
"""
