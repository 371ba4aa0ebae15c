"""The counters of the menu count what the person has to do."""

import pytest

from certificates.models import Guardianship
from navigator import waiting
from tests.factories.certificates import GuardianshipFactory
from tests.factories.enrollment import WaitingPlaceFactory, term_of_offer


@pytest.mark.parametrize(("rights", "counted"), [("full", 1), ("limited", 0)])
def test_a_seat_that_is_kept_waits_for_whoever_may_take_it(certificate, stranger, rights, counted):
    GuardianshipFactory(child=certificate.child, user=stranger, rights=Guardianship.Rights(rights))
    WaitingPlaceFactory(certificate=certificate, **term_of_offer())

    assert waiting.contracts_to_sign(stranger) == counted
