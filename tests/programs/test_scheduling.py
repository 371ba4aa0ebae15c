import pytest
from django.db import transaction

from programs import scheduling
from reference.errors import RuleBroken


def test_a_seat_is_taken_and_given_back(group):
    scheduling.take_seat(group)
    group.refresh_from_db()
    assert (group.seats_taken, group.free_seats) == (1, 14)

    scheduling.free_seat(group)
    group.refresh_from_db()
    assert group.seats_taken == 0


def test_a_full_group_gives_no_seat(full_group):
    with pytest.raises(RuleBroken) as refusal, transaction.atomic():
        scheduling.take_seat(full_group)

    assert refusal.value.code == "group_full"
    full_group.refresh_from_db()
    assert full_group.is_full


def test_a_locked_group_is_read_as_it_is_now(group, module):
    module.__class__.objects.update(is_open=False)

    assert scheduling.lock(group).module.is_open is False
