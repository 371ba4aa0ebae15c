"""A seat comes free and everybody reaches for it: exactly one gets it (R6.31)."""

from datetime import date, timedelta
from threading import Barrier

import pytest
from django.utils import timezone

from enrollment import checking, enrolling, waiting
from enrollment.models import Contract, WaitingPlace
from programs import scheduling
from programs.models import Group
from tests.enrollment.test_races import at_once
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.enrollment import term_of_offer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("six_directions")]

ON = date(2026, 9, 5)
START = date(2026, 9, 7)
TERM = timedelta(hours=48)


@pytest.fixture
def children(funded_certificate, category_terms):
    """Five funded children of the municipality."""
    return [
        fund(
            CertificateFactory(
                municipality=funded_certificate.municipality, category=category_terms.category
            ),
            category_terms,
        )
        for _ in range(5)
    ]


def apply(certificate, group, parent, on=ON):
    return lambda: enrolling.apply(certificate, group, starts_on=START, by=parent, on=on)


def seats(group):
    return Group.objects.get(pk=group.pk).seats_taken


def test_two_seats_that_come_free_at_once_go_to_the_first_two(children, group, parent):
    Group.objects.filter(pk=group.pk).update(capacity=2)
    held = [apply(each, group, parent)() for each in children[:2]]
    line = [waiting.join(each, group, by=parent, on=ON) for each in children[2:]]

    at_once(*[lambda each=each: enrolling.withdraw(each, by=parent, on=ON) for each in held])

    offered = WaitingPlace.objects.offered().order_by("pk")
    assert [each.pk for each in offered] == [each.pk for each in line[:2]]
    assert seats(group) == 2
    assert checking.differences() == []


@pytest.fixture
def offer(children, group, parent):
    """One seat, kept for the first in line; another child waits behind."""
    Group.objects.filter(pk=group.pk).update(capacity=1)
    held = apply(children[0], group, parent)()
    first, _second = [waiting.join(each, group, by=parent, on=ON) for each in children[1:3]]
    enrolling.withdraw(held, by=parent, on=ON)
    return first


def test_an_offer_is_taken_or_lapses(offer, children, group, parent, municipality):
    """The term ends while the parent presses: whoever has the group first decides."""
    ends = at_once(
        apply(children[1], group, parent, on=ON),
        lambda: waiting.expire_offers(municipality, on=ON, at=timezone.now() + TERM),
    )

    offer.refresh_from_db()
    taken = Contract.objects.living().filter(certificate=children[1]).count()
    assert (offer.ending, taken, ends) in [
        ("seated", 1, ["done", "done"]),
        ("lapsed", 0, ["done", "offer_lapsed"]),
    ]
    assert seats(group) == 1
    assert checking.differences() == []


def test_after_its_moment_an_offer_is_refused_whoever_comes_first(
    offer, children, group, parent, municipality
):
    """The term is over by a second: the family, a stranger and two workers come at once."""
    WaitingPlace.objects.filter(pk=offer.pk).update(**term_of_offer(left=timedelta(seconds=-1)))

    ends = at_once(
        apply(children[1], group, parent),
        apply(children[3], group, parent),
        *[lambda: waiting.expire_offers(municipality, on=ON, at=timezone.now())] * 2,
    )

    offer.refresh_from_db()
    second = WaitingPlace.objects.get(certificate=children[2])
    assert ends == ["done", "done", "group_full", "offer_lapsed"]
    assert (offer.ending, second.is_offered, seats(group)) == ("lapsed", True, 1)
    assert checking.differences() == []


def test_a_stranger_does_not_get_the_seat_that_changes_hands(offer, children, group, parent):
    ends = at_once(
        lambda: waiting.leave(offer, by=parent, on=ON),
        apply(children[3], group, parent),
        apply(children[4], group, parent),
        apply(children[1], group, parent),
    )

    assert ends in [["done", *["group_full"] * 3], ["done", "done", "group_full", "group_full"]]
    assert seats(group) == 1
    assert not Contract.objects.filter(certificate__in=children[3:]).exists()
    assert checking.differences() == []


def test_without_the_lock_one_seat_is_freed_twice(offer, children, group, parent, monkeypatch):
    """The twin: two that press together both find the seat kept, and both give it back."""
    Group.objects.filter(pk=group.pk).update(capacity=2)
    apply(children[4], group, parent)()
    WaitingPlace.objects.in_line().update(left_on=ON, ending="left")
    monkeypatch.setattr(scheduling, "lock", lambda group: group)
    both, end = Barrier(2, timeout=5), waiting._end

    def slowly(place, ending, *, on):
        both.wait()
        end(place, ending, on=on)

    monkeypatch.setattr(waiting, "_end", slowly)
    at_once(*[lambda: waiting.leave(offer, by=parent, on=ON)] * 2)

    assert seats(group) == 0
    assert [each.promise for each in checking.differences()] == [
        "seats taken are the living contracts, places and offers of the group"
    ]
