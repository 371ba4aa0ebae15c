from __future__ import annotations

from datetime import date

import pytest

from bench.region import NOMINAL, Maker, Size
from certificates.models import Account
from enrollment import checking, monthly
from enrollment.models import Contract, Instalment
from reference.days import Month
from reference.models import Municipality

SMALL = Size(
    certificates=20,
    contracts=2,
    municipalities=2,
    providers=3,
    in_first=5,
    poor=0,
    debited=3,
    next_plan=(date(2027, 1, 1), date(2027, 8, 31)),
)


@pytest.mark.django_db
def test_the_synthetic_region_keeps_every_promise():
    Maker(SMALL).make()

    assert Contract.objects.count() == 40
    assert Account.objects.filter(debited__gt=0, reserved__gt=0).count() == 20
    assert checking.differences() == []


@pytest.mark.django_db
def test_the_synthetic_region_lives_on_by_the_rules():
    Maker(SMALL).make()

    for town in Municipality.objects.all():
        monthly.turn(town, Month(2026, 12))
        monthly.turn(town, Month(2027, 1))

    assert not Instalment.objects.filter(status="planned").exists()
    assert Account.objects.filter(lapsed__gt=0).count() == 20
    assert Account.objects.filter(available=NOMINAL).count() == 20
    assert checking.differences() == []


@pytest.mark.django_db
def test_certificates_without_contracts_can_be_poor():
    Maker(Size(certificates=10, groups=5, poor=4, prices=(12_00,))).make()

    assert Account.objects.filter(available__lt=100).count() == 4
    assert not Contract.objects.exists()
    assert checking.differences() == []


def test_the_same_seed_makes_the_same_children():
    first, second, other = Maker(SMALL, 7), Maker(SMALL, 7), Maker(SMALL, 8)

    assert [first.child(n) for n in range(1, 21)] == [second.child(n) for n in range(1, 21)]
    assert [first.child(n) for n in range(1, 21)] != [other.child(n) for n in range(1, 21)]
