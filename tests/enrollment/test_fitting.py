"""Whether a program suits a child (R6.11)."""

from datetime import date

import pytest

from certificates import registering
from enrollment import enrolling, offering, place_obstacles, reckoning
from enrollment.offering import Way
from reference.models import FundingPlan

ON = date(2026, 9, 5)
START = date(2026, 9, 7)


def codes(certificate, group) -> list[str]:
    found = reckoning.find_obstacles(certificate, group, starts_on=START, on=ON)
    return [each.code for each in found]


@pytest.fixture
def limited(funded_certificate, parent):
    """The parent has told that the child does not hear well."""
    registering.tell_health(funded_certificate.child, "hearing", by=parent)
    funded_certificate.child.refresh_from_db()
    return funded_certificate


def test_a_program_that_is_not_ready_for_the_limitation_refuses(limited, group):
    assert codes(limited, group) == ["health"]


def test_a_program_that_is_ready_takes_the_child(limited, group):
    group.program.health_conditions = ["sight", "hearing"]

    assert codes(limited, group) == []


def test_what_is_not_told_stands_in_nobodys_way(limited, group, parent):
    registering.tell_health(limited.child, "", by=parent)
    limited.child.refresh_from_db()

    assert codes(limited, group) == []


def test_a_place_without_money_asks_the_same(limited, group):
    found = place_obstacles.find_obstacles(limited, group, is_paid=True, starts_on=START, on=ON)

    assert "health" in [each.code for each in found]


def test_where_the_region_only_warns_the_family_decides(limited, group, parent):
    FundingPlan.objects.update(settings={"age_and_health_check": "warn"})
    group.program.age_from = 17
    group.program.age_to = 18
    group.program.save()

    offer = offering.offer(limited, group, Way.CERTIFICATE, starts_on=START, on=ON)

    assert offer.can_apply
    assert [each.code for each in offering.warnings(offer)] == ["age", "health"]
    assert enrolling.apply(limited, group, starts_on=START, by=parent, on=ON).pk
