"""More of what a crowd does: waiting for seats, changing groups, correcting, moving away."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from certificates.models import Certificate
from enrollment import correcting, moving, transferring, waiting
from enrollment.models import Contract, Document, WaitingPlace
from programs.models import Group
from reference.days import Month
from reference.models import Category
from tools.proof.town import Town
from tools.proof.verbs import DEEDS, VERBS, Hands, NothingToDo


def _wait(me: Hands, town: Town) -> str:
    certificate, group = me.certificate(town), me.chance.choice(town.groups)
    by = town.families[0]
    return me.press(
        "waiting.joined",
        WaitingPlace,
        lambda: waiting.join(certificate, group, by=by, on=town.on),
        by,
        certificate=certificate.pk,
        group=group.pk,
    )


def _leave_line(me: Hands, town: Town) -> str:
    places = WaitingPlace.objects.waiting().filter(certificate__municipality=town.municipality)
    place = places.order_by("?").first()
    if place is None:
        raise NothingToDo
    waiting.leave(place, by=town.families[0], on=town.on)
    return "done"


def _expire_offers(me: Hands, town: Town) -> str:
    """As on a later day: seats that were kept go on to the next in line."""
    later = timezone.now() + timedelta(days=60)
    waiting.expire_offers(town.municipality, on=Month.of(town.on).shift(1).last_day, at=later)
    return "done"


def _move(me: Hands, town: Town) -> str:
    contract = me.contract(town, "active", "accepted", "requested")
    target = Group.objects.filter(module=contract.module_id).exclude(pk=contract.group_id).first()
    if target is None:
        raise NothingToDo
    return me.press(
        "contract.moved",
        Contract,
        lambda: moving.move(contract, target, by=town.manager, on=town.on),
        town.manager,
        contract=contract.pk,
    )


def _correct(me: Hands, town: Town) -> str:
    paid = Document.objects.filter(
        municipality=town.municipality, status="paid", kind="invoice", lines__isnull=False
    )
    document = paid.order_by("?").first()
    line = (
        document.lines.filter(correction__isnull=True).order_by("?").first() if document else None
    )
    if document is None or line is None:
        raise NothingToDo
    correcting.propose(
        document,
        line.contract,
        held=me.chance.randint(0, 4),
        planned=4,
        reason="r",
        by=town.manager,
        on=town.on,
    )
    return "done"


def _transfer(me: Hands, town: Town) -> str:
    """A child that passes moves to another town, if there is one."""
    others = Category.objects.exclude(municipality=town.municipality)
    certificate = me.chance.choice(town.passing)
    category = others.order_by("?").first()
    if category is None:
        raise NothingToDo
    return me.press(
        "certificate.transferred",
        Certificate,
        lambda: transferring.transfer(certificate, category, by=town.operator, on=town.on),
        town.operator,
        certificate=certificate.pk,
    )


OFTEN = {
    "wait": 8,
    "leave the line": 2,
    "expire offers": 2,
    "move": 4,
    "correct": 2,
    "transfer": 1,
}
MORE = {
    "wait": _wait,
    "leave the line": _leave_line,
    "expire offers": _expire_offers,
    "move": _move,
    "correct": _correct,
    "transfer": _transfer,
}


def join() -> None:
    """Put them among the others."""
    VERBS.update(OFTEN)
    DEEDS.update(MORE)
