from datetime import date
from decimal import Decimal

from enrollment import proposing
from enrollment.proposing import Facts
from tests.factories.certificates import CertificateFactory
from tests.factories.enrollment import ContractFactory


def test_a_newcomers_limit_is_its_services_times_the_share_of_certificates():
    """1 400 of 70 % of 4 000 children have a certificate: half of 100 services (R4.10)."""
    assert proposing.limit_of_newcomer(1400, children=4000, services=100) == 50
    assert (
        proposing.limit_of_newcomer(
            1400, children=4000, services=101, growth=Decimal("1.5"), rating=Decimal("0.9")
        )
        == 68  # 68.175
    )


def test_the_limit_of_others_grows_with_the_certificates():
    assert proposing.limit_of_experienced(Facts(120, 100, 55)) == 66
    assert proposing.limit_of_experienced(Facts(120, 0, 55)) == 55


def test_the_limit_of_a_program_is_the_base_times_modules_rounded():
    assert proposing.limit_of_program(15, modules=3) == 45
    assert proposing.limit_of_program(15, modules=3, rating=Decimal("0.9")) == 41  # 40.5


def test_a_school_year_lasts_from_september_to_august():
    assert proposing.last_school_year(date(2026, 9, 1)) == (date(2025, 9, 1), date(2026, 8, 31))
    assert proposing.last_school_year(date(2026, 8, 31)) == (date(2024, 9, 1), date(2025, 8, 31))


def test_the_facts_count_contracts_of_the_last_school_year(provider, certificate, group):
    ended = {"group": group, "status": "closed", "signed_on": date(2025, 9, 1)}
    ContractFactory(starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 31), **ended)
    ContractFactory(starts_on=date(2024, 9, 1), ends_on=date(2025, 5, 31), **ended)
    for issued_on in (date(2025, 10, 1), date(2026, 9, 3)):
        CertificateFactory(municipality=certificate.municipality, issued_on=issued_on)

    facts = proposing.facts_of(provider, on=date(2026, 9, 5))

    assert facts.ended == 1
    assert (facts.certificates, facts.certificates_before) == (3, 1)
