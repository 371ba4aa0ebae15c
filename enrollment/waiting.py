"""The line of those who wait for a seat, and the timed offer of one that came free (R6.31).

An offered seat is held: it counts among those taken until the family takes it, declines it, or
its term is over. Everything here happens under the lock of the group.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from certificates import acting, consenting, issuing
from certificates.models import Certificate, Consent
from enrollment import letters_of_waiting
from enrollment.models import BudgetPlace, Contract, Dispute, WaitingPlace
from enrollment.models.waiting import WaitingPlaceQuerySet
from enrollment.obstacles import (
    ALREADY_APPLIED,
    CERTIFICATE_NOT_ACTIVE,
    CONSENT_WITHDRAWN,
    PROVIDER_SUSPENDED,
    ApplicationRefused,
)
from programs import scheduling
from programs.models import Group, Program
from providers.models import Provider
from reference import configuration
from reference.errors import RuleBroken, refusing
from reference.models import Municipality
from reference.prepared import Statement
from reference.stamps import PortalNow
from users import audit
from users.models import User

JOB = "waiting list"

ALREADY_WAITING = RuleBroken(
    "already_waiting", _("The child is already on the waiting list of this group.")
)
NO_OFFER = RuleBroken("no_offer", _("No place is kept for the child in this group any more."))


@transaction.atomic
def join(certificate: Certificate, group: Group, *, by: User, on: date) -> WaitingPlace:
    """Stand in line for a seat where none is free, or where enrollment is closed (R6.31).

    No money and no seat are held. Raises RuleBroken `group_over`, `seats_free`,
    `already_waiting`, `already_applied`, `provider_suspended`, `consent_withdrawn` or
    `certificate_not_active`.
    """
    acting.hold_with(certificate.pk, by=by)
    group = scheduling.lock(group)
    # whoever closes the certificate, or takes the consent back, holds its row too
    certificate = issuing.lock_certificate(certificate)
    if consenting.is_withdrawn(certificate.child):  # R11.04
        raise ApplicationRefused(CONSENT_WITHDRAWN)
    if not certificate.is_active:
        raise ApplicationRefused(CERTIFICATE_NOT_ACTIVE)
    if group.status != Group.Status.OPEN or group.ends_on <= on:
        raise RuleBroken("group_over", _("The group is over: there is nothing to wait for."))
    if not group.program.provider.is_active:  # R1.08
        raise ApplicationRefused(PROVIDER_SUSPENDED)
    if not group.is_full and group.module.is_open:
        raise RuleBroken("seats_free", _("There are free places in the group: apply now."))
    if (
        BudgetPlace.objects.living().filter(certificate=certificate, group=group).exists()
        or Contract.objects.living()
        .filter(certificate=certificate, module_id=group.module_id)
        .exists()
    ):
        raise ApplicationRefused(ALREADY_APPLIED)
    with refusing({"waiting_place_once_in_a_group": ALREADY_WAITING}):
        place = WaitingPlace.objects.create(
            certificate=certificate, group=group, joined_by=by, joined_on=on
        )
    audit.record(by, "waiting.joined", place)
    return place


@transaction.atomic
def leave(place: WaitingPlace, *, by: User | None, on: date, job: str = "") -> None:
    """Give up the place in line, or the seat that is kept; given up already, nothing changes."""
    acting.hold_with(place.certificate_id, by=by)
    scheduling.lock(place.group)
    place = WaitingPlace.objects.select_related("group").get(pk=place.pk)
    if not place.is_waiting:
        return
    if place.is_offered:
        _end(place, WaitingPlace.Ending.DECLINED, on=on)
        audit.record(by, "waiting.declined", place, job=job or JOB)
        give_back(place.group, on=on)
    else:
        _end(place, WaitingPlace.Ending.LEFT, on=on)
        audit.record(by, "waiting.left", place, job=job or JOB)


def leave_all(certificate: Certificate, *, by: User | None, on: date) -> None:
    """The certificate is closed: its child waits nowhere any more (R2.32).

    The caller has locked the groups of `groups_waited_for`.
    """
    places = certificate.waiting_places.waiting().select_related("group").order_by("group_id")
    for place in places:
        leave(place, by=by, on=on)


def groups_waited_for(certificate: Certificate) -> list[int]:
    """The groups in whose lines the child stands."""
    return list(certificate.waiting_places.waiting().values_list("group_id", flat=True))


def take_seat(certificate: Certificate, group: Group, *, on: date) -> None:
    """Take a seat of the locked group: the one that is kept for the child, else a free one.

    Whoever has got a seat waits no more. Raises RuleBroken `group_full` (R6.08).
    """
    if not _stop(certificate, group, on=on):
        scheduling.take_seat(group)


def _stop(certificate: Certificate, group: Group, *, on: date) -> bool:
    """End the child's waiting, if it waits. Returns whether a seat was kept for it."""
    ended = STOP.run(certificate=certificate.pk, group=group.pk, on=on)
    return any(was_offered for (was_offered,) in ended)


STOP = Statement(
    """
    UPDATE enrollment_waitingplace SET left_on = %(on)s, ending = 'seated'
    WHERE certificate_id = %(certificate)s AND group_id = %(group)s AND left_on IS NULL
    RETURNING offered_until IS NOT NULL
    """
)


def give_back(group: Group, *, on: date) -> None:
    """Free one seat of the group and offer it to the first in line."""
    scheduling.free_seat(group)
    offer_seats([group.pk], on=on)


def give_back_all(group_ids: Iterable[int], *, on: date) -> None:
    """Free many seats at once, one for every time a group is named, and offer them."""
    groups = list(group_ids)
    scheduling.free_seats(groups)
    offer_seats(groups, on=on)


def offer_seats(group_ids: Iterable[int], *, on: date) -> int:
    """Offer the free seats of these groups to the first in their lines. Returns how many.

    The caller holds the groups' locks. Where enrollment is closed, no day of lessons is left, or
    the seats are for pupils who go on (R6.56), nothing is offered.
    """
    in_line = WaitingPlace.objects.in_line().filter(group=OuterRef("pk"))
    groups = (
        Group.objects.open()
        .with_free_seats()
        .filter(Exists(in_line), pk__among=set(group_ids), ends_on__gt=on, module__is_open=True)
        .filter(
            program__status=Program.Status.PUBLISHED,
            program__provider__status=Provider.Status.ACTIVE,
        )
        .exclude(kept_until__gte=on)
        .select_related("program")
        .order_by("pk")
    )
    offered = 0
    for group in groups:
        for place in who_may_come(group)[: group.free_seats]:
            _offer(place, group)
            offered += 1
    return offered


def hear_of_seats(group_ids: Iterable[int], on: date) -> None:
    """The provider has added places or opened the enrollment."""
    offer_seats(group_ids, on=on)


def who_may_come(group: Group) -> WaitingPlaceQuerySet:
    """Those in line who could use a seat now, the first one first.

    A suspended certificate, one that may reserve nothing now, or a place in another group of the
    module, is passed over and keeps its number.
    """
    consents = Consent.objects.filter(child=OuterRef("certificate__child"))
    withdrawn = Exists(consents) & ~Exists(consents.standing())
    disputes = Dispute.objects.open().filter(certificate=OuterRef("certificate"))
    contracts = Contract.objects.living().filter(
        certificate=OuterRef("certificate"), module_id=group.module_id
    )
    places = BudgetPlace.objects.living().filter(
        certificate=OuterRef("certificate"), program_id=group.program_id
    )
    return (
        WaitingPlace.objects.in_line()
        .filter(~Exists(contracts), ~Exists(places), ~withdrawn, ~Exists(disputes), group=group)
        .filter(certificate__status=Certificate.Status.ACTIVE)
        .select_related("certificate__child", "certificate__municipality__region")
    )


def _offer(place: WaitingPlace, group: Group) -> None:
    """Hold a seat for the child for the hours of an offer, and tell the family."""
    term = timedelta(hours=hours_of_offer(place.certificate.municipality))
    scheduling.take_seat(group)
    offered = WaitingPlace.objects.filter(pk=place.pk)
    offered.update(offered_at=PortalNow(), offered_until=PortalNow() + term)
    place.refresh_from_db(fields=["offered_at", "offered_until"])
    place.group = group
    until = f"{place.kept_until:%d.%m.%Y %H:%M}"
    audit.record(None, "waiting.offered", place, job=JOB, until=until)
    letters_of_waiting.seat_offered(place)


def hours_of_offer(municipality: Municipality) -> int:
    """For how long an offered seat is held, to the minute: days of 24 hours (R6.31)."""
    days: int = configuration.value_of("waiting_offer_days", municipality.settings)
    return days * 24


def expire_offers(municipality: Municipality, *, on: date, at: datetime) -> int:
    """Offers whose term is over at that moment lapse, and the seat goes to the next in line.

    Also offers what came free unseen, and ends the lines of groups that are over. Returns how
    many offers lapsed; again at the same moment finds none.
    """
    places = WaitingPlace.objects.filter(certificate__municipality=municipality)
    lapsed = sum(_lapse(group_id, on=on, at=at) for group_id in _groups_of(_over(places, at)))
    for group_id in _groups_of(places.in_line().filter(group__ends_on__gt=on)):
        _offer_unseen(group_id, on=on)
    over = Q(group__ends_on__lte=on) | Q(group__status=Group.Status.ARCHIVED)
    for group_id in _groups_of(places.waiting().filter(over)):
        _end_line(group_id, on=on)
    return lapsed


def has_lapsed(municipality: Municipality, at: datetime) -> bool:
    """Whether the term of an offer has passed, and its seat waits for the next in line."""
    places = WaitingPlace.objects.filter(certificate__municipality=municipality)
    return _over(places, at).exists()


def _over(places: WaitingPlaceQuerySet, at: datetime) -> WaitingPlaceQuerySet:
    return places.offered().filter(offered_until__lte=at)


def _groups_of(places: WaitingPlaceQuerySet) -> list[int]:
    return list(places.order_by("group_id").values_list("group_id", flat=True).distinct())


@transaction.atomic
def _lapse(group_id: int, *, on: date, at: datetime) -> int:
    """End the offers of a group whose term is over, and pass their seats on."""
    group = scheduling.lock(Group(pk=group_id))
    places = _over(WaitingPlace.objects.filter(group=group), at)
    over = list(
        places.select_related("certificate__child", "certificate__municipality", "group__program")
    )
    for place in over:
        _end(place, WaitingPlace.Ending.LAPSED, on=on)
        audit.record(None, "waiting.lapsed", place, job=JOB)
        letters_of_waiting.seat_offer_lapsed(place)
    give_back_all([group.pk] * len(over), on=on)
    return len(over)


@transaction.atomic
def _offer_unseen(group_id: int, *, on: date) -> None:
    group = scheduling.lock(Group(pk=group_id))
    offer_seats([group.pk], on=on)


@transaction.atomic
def _end_line(group_id: int, *, on: date) -> None:
    """Nobody waits for a group whose last day has come, or that is in the archive."""
    group = scheduling.lock(Group(pk=group_id))
    for place in WaitingPlace.objects.waiting().filter(group=group):
        if place.is_offered:
            scheduling.free_seat(group)
        _end(place, WaitingPlace.Ending.GROUP_OVER, on=on)
        audit.record(None, "waiting.left", place, job=JOB)


def _end(place: WaitingPlace, ending: WaitingPlace.Ending, *, on: date) -> None:
    place.left_on, place.ending = on, ending
    place.save(update_fields=["left_on", "ending"])


def kept_for(certificate: Certificate, group: Group) -> WaitingPlace | None:
    """The offer of a seat that the child's family may still take, if there is one."""
    places: WaitingPlaceQuerySet = certificate.waiting_places.in_time().filter(group=group)
    return places.select_related("certificate__municipality").first()


def number_in_line(place: WaitingPlace) -> int:
    """How many are in line up to this child; those who have an offer are not counted."""
    return WaitingPlace.objects.in_line().filter(group=place.group_id, pk__lte=place.pk).count()


def length_of_line(group: Group) -> int:
    """How many children wait for a seat of the group and have no offer yet."""
    return WaitingPlace.objects.in_line().filter(group=group).count()
