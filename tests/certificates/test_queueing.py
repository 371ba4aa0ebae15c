from datetime import date

import pytest

from certificates import issuing, queueing
from tests.factories.certificates import CertificateFactory, fund

ON = date(2026, 9, 5)


@pytest.fixture
def family(category_terms):
    """Makes another certificate of the same municipality and category."""
    return lambda: CertificateFactory(
        municipality=category_terms.plan.municipality, category=category_terms.category
    )


def test_no_limits_no_end_of_vacancies(category_terms):
    category_terms.plan.volume = None

    assert queueing.vacancies(category_terms).left is None


def test_without_limits_the_volume_of_the_plan_is_the_end(category_terms, family):
    category_terms.plan.volume = 960_000 * 2 - 1
    assert queueing.vacancies(category_terms).left == 1

    fund(family(), category_terms)

    assert not queueing.vacancies(category_terms).is_open


def test_the_smaller_limit_decides(category_terms, family):
    category_terms.number_limit, category_terms.sum_limit = 12, 1_000_000
    fund(family(), category_terms)

    left = queueing.vacancies(category_terms)

    assert (left.by_number, left.by_sum, left.left) == (11, 0, 0)


def test_exactly_one_nominal_left_is_a_vacancy(category_terms, family):
    category_terms.sum_limit = 960_000 * 2
    fund(family(), category_terms)

    assert queueing.vacancies(category_terms).left == 1


def test_suspended_certificates_do_not_count(category_terms, family, payer):
    category_terms.number_limit = 1
    category_terms.save()
    certificate = fund(family(), category_terms)

    issuing.suspend(certificate, "", by=payer, on=ON)

    assert queueing.vacancies(category_terms).left == 1


def test_the_queue_keeps_the_order_of_asking(category_terms, family, parent):
    category_terms.number_limit = 0
    category_terms.save()
    waiting = [family() for _ in range(3)]
    for certificate in waiting:
        issuing.request_funding(certificate, by=parent, on=ON)

    assert [queueing.place_of(each) for each in waiting] == [1, 2, 3]


def test_promotion_funds_as_many_as_there_are_vacancies(category_terms, family, parent):
    category_terms.number_limit = 0
    category_terms.save()
    waiting = [family() for _ in range(3)]
    for certificate in waiting:
        issuing.request_funding(certificate, by=parent, on=ON)
    category_terms.number_limit = 2
    category_terms.save()

    assert queueing.promote(category_terms, on=ON) == 2
    assert [queueing.place_of(each) for each in waiting] == [None, None, 1]


def test_joining_twice_keeps_one_place(category_terms, family, parent):
    category_terms.number_limit = 0
    category_terms.save()
    certificate = family()

    issuing.request_funding(certificate, by=parent, on=ON)
    issuing.request_funding(certificate, by=parent, on=ON)

    assert certificate.queue_places.count() == 1
