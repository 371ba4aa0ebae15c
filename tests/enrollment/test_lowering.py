"""R2.25: one certificate gets a nominal of its own."""

from datetime import date

import pytest

from certificates import issuing, queueing
from certificates.models import Certificate
from enrollment import lowering
from reference.money import parse
from tests.enrollment.town import Town, make_town, refused, sound

ON = date(2022, 2, 1)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def lower(town: Town, certificate: Certificate, nominal: str) -> Certificate:
    return lowering.set_own_nominal(certificate, parse(nominal), by=town.payer, on=ON)


def test_a_free_certificate_is_lowered_below_its_category(town: Town):
    certificate = town.certificate()

    lower(town, certificate, "4000.00")

    sound()
    assert town.sums(certificate) == ("4 000.00", "0.00", "0.00")


def test_lowered_to_nothing_it_keeps_its_place_and_the_1st_does_not_fill_it_again(town: Town):
    town.limit(1, None)
    certificate = town.certificate()

    lower(town, certificate, "0.00")
    town.turn("2022-03")

    assert town.sums(certificate) == ("0.00", "0.00", "0.00")
    town.terms.refresh_from_db()
    assert not queueing.vacancies(town.terms).is_open


def test_the_next_period_gives_the_whole_nominal_again(town: Town):
    certificate = town.certificate()
    town.next_plan()

    lower(town, certificate, "0.00")
    town.turn("2023-01")

    assert town.sums(certificate, date(2023, 1, 1))[0] == "9 600.00"


def test_a_certificate_in_use_is_not_lowered(town: Town):
    certificate = town.certificate()
    town.apply(certificate, town.group())

    assert refused(lambda: lower(town, certificate, "9000.00")) == "committed_money"


def test_it_is_only_lowered(town: Town):
    certificate = town.certificate()

    assert refused(lambda: lower(town, certificate, "9600.01")) == "above_nominal"


def test_an_accounting_certificate_has_nothing_to_lower(town: Town):
    certificate = town.certificate(funded=False)

    assert refused(lambda: lower(town, certificate, "0.00")) == "accounting_certificate"


def test_funded_anew_it_is_no_exception_any_more(town: Town):
    certificate = town.certificate()
    lower(town, certificate, "0.00")

    issuing.return_to_accounting(certificate, by=town.parent, on=ON)
    issuing.request_funding(certificate, by=town.parent, on=ON)

    assert town.sums(certificate)[0] == "9 600.00"
