"""A child moves to another group of its module: a seat for a seat, the money stays (R6.53)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting, ledger
from enrollment import letters_of_moving, seating, waiting
from enrollment.models import Contract, MoveRequest
from programs import scheduling
from programs.models import Group
from reference.errors import RuleBroken, refusing
from reference.locking import lock_row
from users import audit
from users.models import User

NOT_STUDYING = RuleBroken(
    "wrong_status", _("Only a child who studies by an acting contract can move.")
)
SAME_GROUP = RuleBroken("same_group", _("The child is in this group already."))
OTHER_MODULE = RuleBroken(
    "other_module",
    _("Another module is another contract: end this one and apply for the other."),
)
GROUP_CLOSED = RuleBroken("group_closed", _("The group is in the archive."))
NO_TIMETABLE = RuleBroken("no_timetable", _("The group has no timetable yet."))
OTHER_DAYS = RuleBroken(
    "dates", _("The group does not teach on all the days that are left of the contract.")
)
OTHER_HOURS = RuleBroken(
    "other_hours", _("The group has other hours a week than the social certificate.")
)
ALREADY_ASKED = RuleBroken("already_asked", _("The organisation has been asked already."))


def find_obstacle(contract: Contract, target: Group, *, on: date) -> RuleBroken | None:
    """Why the child cannot move there, or None: the page shows the same words (R6.53, R6.54)."""
    if contract.status != Contract.Status.ACTIVE:
        return NOT_STUDYING
    if target.pk == contract.group_id:
        return SAME_GROUP
    if target.module_id != contract.module_id:
        return OTHER_MODULE
    if target.status != Group.Status.OPEN:
        return GROUP_CLOSED
    if not target.slots.exists():
        return NO_TIMETABLE
    if target.starts_on > max(on, contract.starts_on) or target.ends_on < contract.ends_on:
        return OTHER_DAYS
    if contract.plan.is_social_order and scheduling.weekly_minutes(
        target
    ) != scheduling.weekly_minutes(contract.group):
        return OTHER_HOURS
    if target.is_full and not _has_a_seat(contract, target):
        return scheduling.GROUP_FULL
    return None


def targets(contract: Contract, *, on: date) -> list[Group]:
    """The groups to which the child could move now."""
    groups = (
        Group.objects.open()
        .filter(module=contract.module_id)
        .exclude(pk=contract.group_id)
        .prefetch_related("slots")
    )
    return [each for each in groups if find_obstacle(contract, each, on=on) is None]


@transaction.atomic
def move(contract: Contract, target: Group, *, by: User, on: date) -> Contract:
    """Move the child: the seat passes, the contract, its money and documents stay as they are.

    The line of the month's advance goes along, for it is the contract's (R6.53).
    Both groups are locked in the order of keys, whichever way the child goes. Raises RuleBroken
    `wrong_status`, `same_group`, `other_module`, `group_closed`, `no_timetable`, `dates`,
    `other_hours`, `group_full`.
    """
    contract = _lock(contract)
    scheduling.lock_all([contract.group_id, target.pk])
    old = contract.group
    target = Group.objects.select_related("program", "module", "venue").get(pk=target.pk)
    if obstacle := find_obstacle(contract, target, on=on):
        raise obstacle
    if not _sits_in(contract, target):
        waiting.take_seat(contract.certificate, target, on=on)
    seating.leave(contract, on=on)
    contract.group = target
    contract.save(update_fields=["group"])
    audit.record(by, "contract.moved", contract, reason=f"{old.name} → {target.name}")
    asked = MoveRequest.objects.filter(contract=contract, status=MoveRequest.Status.REQUESTED)
    asked.update(status=MoveRequest.Status.GRANTED, decided_on=on)
    letters_of_moving.contract_moved(contract, old)
    return contract


@transaction.atomic
def ask(contract: Contract, target: Group, *, by: User, on: date) -> MoveRequest:
    """The family asks the organisation to move its child. Raises what `move` does, and
    `already_asked`.
    """
    acting.hold_with(contract.certificate_id, by=by)
    contract = _lock(contract)
    if obstacle := find_obstacle(contract, target, on=on):
        raise obstacle
    with refusing({"move_request_one_open_per_contract": ALREADY_ASKED}):
        request = MoveRequest.objects.create(
            contract=contract, target=target, asked_by=by, asked_on=on
        )
    audit.record(by, "move.requested", contract, reason=target.name)
    letters_of_moving.move_requested(request)
    return request


@transaction.atomic
def refuse(request: MoveRequest, answer: str, *, by: User, on: date) -> MoveRequest:
    """The organisation says no, and why. Raises RuleBroken `wrong_status`."""
    request = _decide(request, MoveRequest.Status.REFUSED, answer, on=on)
    audit.record(by, "move.refused", request.contract, reason=answer)
    letters_of_moving.move_refused(request)
    return request


@transaction.atomic
def withdraw(request: MoveRequest, *, by: User, on: date) -> MoveRequest:
    """The family takes its request back. Raises RuleBroken `wrong_status`."""
    acting.hold_with(request.contract.certificate_id, by=by)
    request = _decide(request, MoveRequest.Status.WITHDRAWN, "", on=on)
    audit.record(by, "move.withdrawn", request.contract)
    return request


def _decide(
    request: MoveRequest, status: MoveRequest.Status, answer: str, *, on: date
) -> MoveRequest:
    request = (
        MoveRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contract__certificate", "contract__group__program", "target")
        .get(pk=request.pk)
    )
    if request.status != MoveRequest.Status.REQUESTED:
        raise RuleBroken("wrong_status", _("The request has been answered already."))
    request.status, request.answer, request.decided_on = status, answer, on
    request.save(update_fields=["status", "answer", "decided_on"])
    return request


def _lock(contract: Contract) -> Contract:
    """The contract, locked after its plan and read fresh."""
    ledger.hold(contract.plan)
    return lock_row(
        Contract.objects.select_related("plan", "group__program", "provider", "certificate__child"),
        contract.pk,
    )


def _sits_in(contract: Contract, target: Group) -> bool:
    """Whether another contract of the child holds a seat there already."""
    others = Contract.objects.living().filter(certificate=contract.certificate_id, group=target)
    return others.exclude(pk=contract.pk).exists()


def _has_a_seat(contract: Contract, target: Group) -> bool:
    """Whether a seat of the full group is the child's: held by it, or kept for it (R6.31)."""
    kept = waiting.kept_for(contract.certificate, target)
    return kept is not None or _sits_in(contract, target)
