"""R3.20 and R2.15: what the first application does to a nominal, before the quote."""

from datetime import date

import pytest

from certificates import issuing, planning
from certificates.models import Entry
from enrollment import enrolling, reckoning
from reference.money import parse
from tests.enrollment.town import Town, make_town, refused, sound

APRIL = date(2022, 4, 12)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def setting(town: Town, **values: object) -> None:
    town.plan.settings = {**town.plan.settings, **values}
    town.plan.save(update_fields=["settings"])


def test_funding_in_april_gives_nine_twelfths(town: Town):
    setting(town, nominal_decay=True)
    certificate = town.certificate(funded=False)

    issuing.request_funding(certificate, by=town.parent, on=APRIL)

    assert town.sums(certificate, APRIL) == ("7 200.00", "0.00", "0.00")


def test_a_certificate_first_used_in_april_is_lowered_at_that_application(town: Town):
    setting(town, nominal_decay=True)
    certificate = town.certificate()
    group = town.group(starts_on=date(2022, 4, 1), ends_on=date(2022, 4, 30))

    shown = reckoning.calculate(certificate, group, starts_on=date(2022, 4, 13), on=APRIL)
    contract = town.apply(
        certificate, group, starts_on=date(2022, 4, 13), on=APRIL, expected=parse("7200.00")
    )

    assert shown.available == parse("7200.00")
    assert town.sums(certificate, APRIL)[:2] == ("2 880.00", "4 320.00")
    assert contract.certificate_part == parse("4320.00")
    assert Entry.objects.get(kind=Entry.Kind.REVOKE).amount == parse("2400.00")


def test_a_later_application_does_not_lower_it_again(town: Town):
    setting(town, nominal_decay=True)
    certificate = town.certificate()
    town.apply(certificate, town.group("100.00", "100.00"))
    late = town.group("100.00", "100.00")

    town.apply(certificate, late, starts_on=date(2022, 4, 13), on=APRIL)

    assert not Entry.objects.filter(kind=Entry.Kind.REVOKE).exists()


def test_an_application_that_is_refused_lowers_nothing(town: Town):
    setting(town, nominal_decay=True)
    certificate = town.certificate()
    full = town.group(capacity=1)
    town.apply(town.certificate(), full)

    assert (
        refused(lambda: town.apply(certificate, full, starts_on=date(2022, 4, 13), on=APRIL))
        == "group_full"
    )
    assert town.sums(certificate, APRIL) == ("9 600.00", "0.00", "0.00")


def test_an_application_taken_back_was_no_use_of_the_nominal(town: Town):
    setting(town, nominal_decay=True)
    certificate = town.certificate()
    early = town.apply(certificate, town.group("100.00", "100.00"))
    enrolling.withdraw(early, by=town.parent, on=date(2022, 1, 9))

    late = town.group("100.00", "100.00")
    town.apply(certificate, late, starts_on=date(2022, 4, 13), on=APRIL)

    assert sum(town.terms.plan.accounts.values_list("nominal", flat=True)) == parse("7200.00")


def test_by_request_an_accounting_certificate_does_not_apply(town: Town):
    certificate = town.certificate(funded=False)

    assert refused(lambda: town.apply(certificate, town.group())) == "accounting_certificate"


def test_an_application_funds_an_accounting_certificate_where_it_is_so(town: Town):
    setting(town, pf_switch="auto_on_application")
    certificate = town.certificate(funded=False)
    group = town.group()

    shown = reckoning.calculate(
        certificate, group, starts_on=date(2022, 1, 10), on=date(2022, 1, 9)
    )
    town.apply(certificate, group, expected=shown.available)

    certificate.refresh_from_db()
    assert shown.obstacles == []
    assert certificate.is_funded
    assert town.sums(certificate) == ("2 400.00", "7 200.00", "0.00")


def test_without_a_vacancy_the_application_says_so_and_changes_nothing(town: Town):
    setting(town, pf_switch="auto_on_application")
    town.limit(0, None)
    certificate = town.certificate(funded=False)
    group = town.group()

    shown = reckoning.calculate(
        certificate, group, starts_on=date(2022, 1, 10), on=date(2022, 1, 9)
    )

    assert [obstacle.code for obstacle in shown.obstacles] == ["accounting_certificate"]
    assert refused(lambda: town.apply(certificate, group)) == "accounting_certificate"


def test_another_obstacle_takes_the_funding_back_with_itself(town: Town):
    setting(town, pf_switch="auto_on_application")
    full = town.group(capacity=1)
    town.apply(town.certificate(), full)
    certificate = town.certificate(funded=False)

    assert refused(lambda: town.apply(certificate, full)) == "group_full"
    certificate.refresh_from_db()
    assert not certificate.is_funded


def test_a_lowered_nominal_leaves_those_that_stand_below_it(town: Town):
    setting(town, nominal_decay=True)
    whole, rest = town.certificate(), town.certificate(funded=False)
    issuing.request_funding(rest, by=town.parent, on=APRIL)

    planning.set_nominal(town.terms, parse("8000.00"), by=town.payer, on=APRIL)

    sound()
    assert town.sums(whole, APRIL)[0] == "8 000.00"
    assert town.sums(rest, APRIL)[0] == "7 200.00"
