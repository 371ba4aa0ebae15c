"""The page of a contract or a place, for the family, the organisation and the municipality."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates import acting
from certificates.models import Certificate, Guardianship
from enrollment import (
    access,
    alternatives,
    auditioning,
    finishing,
    history,
    hurrying,
    listing,
    months,
    naming,
    owing,
    prolonging,
    reasons,
    receipts,
)
from enrollment.models import BudgetPlace, Contract, MoveRequest, ProlongationLine
from programs.models import Group
from reference import clock
from users import audit
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import municipalities_of


@require_safe
def contract(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A contract: its state, its sums month by month, what can be done, what was done."""
    user = request.user
    contract: Contract = get_object_or_404(
        listing.with_families(access.visible_contracts(user)), pk=pk
    )
    on = clock.today(contract.certificate.municipality)
    is_family = access.is_family(user, contract)
    acts_for = is_family and access.acts_for(user, contract)
    decides = access.decides_on(user, contract)
    is_named = shows_child(user, contract, on=on)
    _note_look(user, contract.certificate, is_party=is_family or decides)
    return render(
        request,
        "enrollment/contract.html",
        {
            "contract": contract,
            "today": on,
            "line": listing.line_of(contract, on=on),
            "entrance_test": auditioning.test_of(contract) if is_family or decides else None,
            "instalments": contract.instalments.all(),
            **_months(contract),
            "events": history.events_of(contract, reader=user, names_family=is_named),
            "reminders": hurrying.steps_of(contract),
            "step": receipts.STEPS.get(contract.status, ""),
            "is_family": is_family,
            "sees_only": acting.refusal_of(contract.certificate.child_id)
            if is_family and not acts_for
            else None,
            "is_provider": decides,
            "shows_child": is_named,
            "guardians": _guardians(contract.certificate.child_id)
            if decides and naming.reads_name(contract, on=on)
            else [],
            "can_withdraw": access.can_withdraw(user, contract, on),
            "can_sign": access.can_sign(user, contract),
            "can_leave": access.can_leave(user, contract, on),
            "can_decide": access.can_decide(user, contract),
            "can_delete": access.can_delete(user, contract),
            "can_terminate": access.can_terminate(user, contract, on),
            "can_direct": access.can_direct(user, contract, on),
            "can_note_result": decides and finishing.can_note_result(contract, on=on),
            "debt": owing.debt_of(contract, on=on)
            if contract.signed_on and contract.parent_part and (is_family or decides)
            else None,
            "asks_medical": contract.is_living
            and contract.group.program.needs_medical_certificate
            and (is_family or decides),
            **_going_on(contract, acts_for=acts_for, is_party=is_family or decides, on=on),
            "can_move": decides and contract.status == Contract.Status.ACTIVE,
            **_of_refusal(contract, acts_for=acts_for, on=on),
        },
    )


def shows_child(user: User, contract: Contract, *, on: date) -> bool:
    """Whether the reader may see whose contract it is.

    Documents between payer and provider carry numbers, not names (R11.07); the organisation reads
    the name while it teaches the child and some days after (R11.10).
    """
    if access.is_family(user, contract) or _supports(user, contract.certificate):
        return True
    teaches = access.decides_on(user, contract) or _teaches(user, contract.group)
    return teaches and naming.reads_name(contract, on=on)


def _going_on(contract: Contract, *, acts_for: bool, is_party: bool, on: date) -> dict[str, Any]:
    """Another group, the next contract and the one before, for the two parties (R6.53, R6.55)."""
    is_active = contract.status == Contract.Status.ACTIVE
    asked = MoveRequest.objects.open().filter(contract=contract).select_related("target").first()
    proposal = ProlongationLine.objects.filter(offered=contract).first()
    return {
        "asked": asked if is_party else None,
        "can_ask_to_move": acts_for and is_active and asked is None,
        "can_continue": acts_for and bool(prolonging.targets_of(contract, on=on)),
        "next_contract": contract.continued_by.exclude(status__in=Contract.GONE).first()
        if is_party
        else None,
        "proposal": proposal if is_party else None,
    }


def _of_refusal(item: Contract | BudgetPlace, *, acts_for: bool, on: date) -> dict[str, Any]:
    """What a refusal means for the family, and where the child can go instead."""
    if not acts_for or item.status not in (Contract.Status.REFUSED, BudgetPlace.Status.REFUSED):
        return {"is_refused_to_us": False, "advice": "", "alternatives": []}
    return {
        "is_refused_to_us": True,
        "advice": reasons.ADVICE.get(item.refusal, ""),
        "alternatives": alternatives.instead_of(
            item.group, item.certificate, on=on, refusal=item.refusal
        ),
    }


def _months(contract: Contract) -> dict[str, Any]:
    """The months of a contract with their sums."""
    lines = months.months_of(contract)
    return {
        "months": lines,
        "months_total": {
            name: sum(getattr(line, name) or 0 for line in lines)
            for name in ("debited", "delivered", "paid")
        },
    }


@require_safe
def place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A place without certificate money: its state, what can be done, what was done."""
    user = request.user
    place: BudgetPlace = get_object_or_404(
        listing.places_with_families(access.visible_places(user)), pk=pk
    )
    on = clock.today(place.certificate.municipality)
    is_family = access.family_places(user).filter(pk=pk).exists()
    is_provider = access.provider_places(user).filter(pk=pk).exists()
    acts_for = is_family and not acting.only_sees(place.certificate.child_id, by=user)
    is_named = naming.reads_name(place, on=on)
    is_shown = (
        is_family
        or _supports(user, place.certificate)
        or ((is_provider or _teaches(user, place.group)) and is_named)
    )
    _note_look(user, place.certificate, is_party=is_family or is_provider)
    return render(
        request,
        "enrollment/place.html",
        {
            "place": place,
            "today": on,
            "line": listing.line_of_place(place, on=on),
            "entrance_test": auditioning.test_of(place) if is_family or is_provider else None,
            "events": history.events_of(place, reader=user, names_family=is_shown),
            "reminders": hurrying.steps_of(place),
            "step": receipts.STEPS_OF_PLACE.get(place.status, ""),
            "is_family": is_family,
            "sees_only": acting.refusal_of(place.certificate.child_id)
            if is_family and not acts_for
            else None,
            "is_provider": is_provider,
            "shows_child": is_shown,
            "guardians": _guardians(place.certificate.child_id) if is_provider and is_named else [],
            "is_new": place.status == BudgetPlace.Status.NEW,
            "is_active": place.status == BudgetPlace.Status.ACTIVE,
            **_of_refusal(place, acts_for=acts_for, on=on),
        },
    )


def _guardians(child_id: int) -> list[User]:
    """Those the organisation may call about the child who applied to it: who act for the child."""
    acting_ones = Guardianship.objects.filter(child=child_id, rights=Guardianship.Rights.FULL)
    return list(User.objects.filter(guardianships__in=acting_ones).order_by("pk"))


def _note_look(user: User, certificate: Certificate, *, is_party: bool) -> None:
    """The support centre reads the child's name here: its look is written down (R11.12)."""
    if not is_party and _supports(user, certificate):
        audit.record(user, "child.viewed", certificate.child, page="contract")


def _supports(user: User, certificate: Certificate) -> bool:
    """Whether the support centre where the person works is that of the child."""
    return certificate.municipality in municipalities_of(user, Role.MOC)


def _teaches(user: User, group: Group) -> bool:
    return access.own_groups(user).filter(pk=group.pk).exists()
